import { z } from "zod";
import type { ChainDescription } from "../chain-description";
import { UserError } from "../user-error";
import type { DeployedContract, Deployment } from "./deploy-record";

const sent = z.object({
  hash: z.string(),
  description: z.string(),
  blockNumber: z.string(),
  gasUsed: z.string(),
  feeWei: z.string(),
});

const contract = z.object({ address: z.string(), codeHash: z.string(), transactions: z.array(sent) });
const sender = z.object({ transactions: z.array(sent) });

const exported = z.object({
  deployment: z.object({
    resources: z.array(
      z.object({ urn: z.string(), type: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});

export interface ExportedChain {
  readonly chain: ChainDescription;
  readonly deployed: Pick<Deployment, "contracts" | "calls">;
}

/**
 * What `pulumi stack export` tells of the chain: the program's own description of it, and what its resources have sent.
 *
 * @throws UserError when the text is no exported stack, or the stack has not come to the phase contracts.
 */
export function readStackExport(text: string): ExportedChain {
  const parsed = exported.safeParse(parse(text));
  if (!parsed.success) throw refusal("no exported stack", "what `pulumi stack export --stack <name>` prints");
  const { resources } = parsed.data.deployment;
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const chain = stack?.outputs?.chain as ChainDescription | undefined;
  if (chain?.parameters === undefined) {
    throw refusal("a stack without the output `chain`", "one that is up in the phase contracts or a later one");
  }
  const contracts: Record<string, DeployedContract> = {};
  const calls: Record<string, Deployment["calls"][string]> = {};
  for (const { urn, type, outputs } of resources) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const asContract = type === "safes:index:Contract" ? contract.safeParse(outputs) : undefined;
    const asSender = type.startsWith("safes:index:") ? sender.safeParse(outputs) : undefined;
    if (asContract?.success) contracts[name] = asContract.data;
    else if (asSender?.success) calls[name] = asSender.data.transactions;
  }
  return { chain, deployed: { contracts, calls } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(got: string, expected: string): UserError {
  return new UserError("The chain's files", [{ where: "standard input", got, expected }]);
}
