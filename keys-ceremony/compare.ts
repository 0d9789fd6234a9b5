import { Contract, getAddress, JsonRpcProvider, zeroPadValue } from "ethers";
import { z } from "zod";
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

/** Asks a chain who has which role, and puts it beside the transcript; all of it, equal or not. */
export async function compareWithChain(
  state: CeremonyState,
  outputs: StackOutputs,
  rpcUrl: string,
): Promise<Comparison[]> {
  const provider = new JsonRpcProvider(rpcUrl, undefined, { batchMaxCount: 1 });
  try {
    const { chainId } = await provider.getNetwork();
    const at = (address: string) => new Contract(address, abi, provider);
    const ask = (address: string, name: string) => at(address).getFunction(name)() as Promise<unknown>;
    const { SystemConfig, L2OutputOracle } = outputs.l1Contracts;
    const [batcherHash, unsafeBlockSigner, proposer, challenger] = await Promise.all([
      ask(SystemConfig, "batcherHash"),
      ask(SystemConfig, "unsafeBlockSigner"),
      ask(L2OutputOracle, "PROPOSER"),
      ask(L2OutputOracle, "CHALLENGER"),
    ]);
    const observed: ObservedSafe[] = [];
    for (const name of safeNames) {
      const [owners, threshold] = await Promise.all([
        ask(outputs.safes[name], "getOwners"),
        ask(outputs.safes[name], "getThreshold"),
      ]);
      observed.push({ name, owners: [...(owners as string[])], threshold: Number(threshold) });
    }
    return compare(state, outputs, {
      chainId: Number(chainId),
      batcherHash: String(batcherHash),
      unsafeBlockSigner: String(unsafeBlockSigner),
      proposer: String(proposer),
      challenger: String(challenger),
      safes: observed,
    });
  } finally {
    provider.destroy();
  }
}

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

const spell = (owners: readonly string[]) => [...owners].sort().join(", ");

export function differences(comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.filter(({ expected, found }) => expected !== found);
}
