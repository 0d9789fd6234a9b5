import { Contract, FetchRequest, getAddress, isError, JsonRpcProvider, zeroPadValue } from "ethers";
import { z } from "zod";
import { UserError } from "../safes/user-error";
import { configurationOf } from "./configuration";
import { safeNames } from "./plan/schema";
import type { CeremonyState } from "./steps/state";

/** Of `pulumi stack output --json`, as far as it is compared. */
export const stackOutputs = z.object({
  safes: z.object({ operations: z.string(), upgrades: z.string(), treasury: z.string() }),
  l1Contracts: z.object({ SystemConfig: z.string(), L2OutputOracle: z.string() }),
});
export type StackOutputs = z.output<typeof stackOutputs>;

/** Something that the chain says, and what the transcript says about it. */
export interface Comparison {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

const abi = [
  "function batcherHash() view returns (bytes32)",
  "function unsafeBlockSigner() view returns (address)",
  "function PROPOSER() view returns (address)",
  "function CHALLENGER() view returns (address)",
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
];

const patienceMs = 20_000;

/**
 * Asks a chain who has which role, and puts it beside the transcript; all of it, equal or not. Of another chain nothing but
 * that is told.
 *
 * @throws UserError where the chain does not answer, so that nothing is known
 */
export async function compareWithChain(
  state: CeremonyState,
  outputs: StackOutputs,
  rpcUrl: string,
): Promise<Comparison[]> {
  const fix = "check --rpc-url and the network; nothing is known of who has which role";
  if (!URL.canParse(rpcUrl))
    throw new UserError({ what: "the chain cannot be asked", got: "an endpoint that is no URL", fix });
  const request = new FetchRequest(rpcUrl);
  request.timeout = patienceMs;
  // Of itself the library asks for the chain's id for ever.
  const provider = new JsonRpcProvider(request, state.plan.l1ChainId, { batchMaxCount: 1, staticNetwork: true });
  try {
    const chainId = Number(await provider.send("eth_chainId", []));
    if (chainId !== state.plan.l1ChainId) return [chainComparison(state, chainId)];
    return compare(state, outputs, { chainId, ...(await observe(provider, outputs)) });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: "the chain cannot be asked",
      where: new URL(rpcUrl).host,
      got: String((error as { shortMessage?: string }).shortMessage ?? (error as Error).message),
      fix,
    });
  } finally {
    provider.destroy();
  }
}

async function observe(provider: JsonRpcProvider, outputs: StackOutputs): Promise<Omit<ObservedRoles, "chainId">> {
  const ask = async (address: string, name: string): Promise<unknown> => {
    try {
      return await new Contract(address, abi, provider).getFunction(name)();
    } catch (error) {
      // The chain has answered: nothing of this kind is there.
      if (isError(error, "BAD_DATA") || isError(error, "CALL_EXCEPTION")) return undefined;
      throw error;
    }
  };
  const text = async (address: string, name: string) => String((await ask(address, name)) ?? nothing);
  const { SystemConfig, L2OutputOracle } = outputs.l1Contracts;
  const [batcherHash, unsafeBlockSigner, proposer, challenger] = await Promise.all([
    text(SystemConfig, "batcherHash"),
    text(SystemConfig, "unsafeBlockSigner"),
    text(L2OutputOracle, "PROPOSER"),
    text(L2OutputOracle, "CHALLENGER"),
  ]);
  const safes: ObservedSafe[] = [];
  for (const name of safeNames) {
    const [owners, threshold] = await Promise.all([
      ask(outputs.safes[name], "getOwners"),
      ask(outputs.safes[name], "getThreshold"),
    ]);
    safes.push({
      name,
      owners: owners === undefined ? [nothing] : [...(owners as string[])],
      threshold: Number(threshold ?? 0),
    });
  }
  return { batcherHash, unsafeBlockSigner, proposer, challenger, safes };
}

const nothing = "nothing at this address that answers";

interface ObservedSafe {
  readonly name: string;
  readonly owners: readonly string[];
  readonly threshold: number;
}

export interface ObservedRoles {
  readonly chainId: number;
  readonly batcherHash: string;
  readonly unsafeBlockSigner: string;
  readonly proposer: string;
  readonly challenger: string;
  readonly safes: readonly ObservedSafe[];
}

/** Owners are a set: a Safe keeps them in no order that means anything. */
export function compare(state: CeremonyState, outputs: StackOutputs, observed: ObservedRoles): Comparison[] {
  const { roles, safes, l1ChainId } = configurationOf(state).addressBook;
  const account = (role: string) => roles[role]?.account ?? "";
  const rows = [
    ["chain", l1ChainId, observed.chainId],
    [
      "SystemConfig.batcherHash",
      zeroPadValue(account("batcher"), 32).toLowerCase(),
      observed.batcherHash.toLowerCase(),
    ],
    ["SystemConfig.unsafeBlockSigner", account("sequencer"), observed.unsafeBlockSigner],
    ["L2OutputOracle.PROPOSER", account("proposer"), observed.proposer],
    // No key of the ceremony's: the Operations Safe challenges.
    ["L2OutputOracle.CHALLENGER", getAddress(outputs.safes.operations), observed.challenger],
    ...observed.safes.flatMap(({ name, owners, threshold }) => [
      [`${name} Safe threshold`, safes[name]?.threshold ?? "", threshold],
      [`${name} Safe owners`, spell(safes[name]?.owners.map((owner) => owner.account) ?? []), spell(owners)],
    ]),
  ] as const;
  return rows.map(([what, expected, found]) => ({
    what: String(what),
    expected: String(expected),
    found: String(found),
  }));
}

function chainComparison({ plan }: CeremonyState, chainId: number): Comparison {
  return { what: "chain", expected: String(plan.l1ChainId), found: String(chainId) };
}

const spell = (owners: readonly string[]) => [...owners].sort().join(", ");

export function differences(comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.filter(({ expected, found }) => expected !== found);
}
