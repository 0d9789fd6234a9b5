import { dataSlice, getAddress } from "ethers";
import type { Simulation, StateChange } from "../../proposals/proposal-schema";

/** What a simulation has seen change in storage, with what follows when a timelock's delay is over. */
export function describeStateChanges(simulation: Simulation): readonly (readonly [string, readonly string[]])[] {
  if (simulation.outcome !== "success") return [];
  const { blockNumber, stateChanges = [], scheduled = [] } = simulation;
  const fork = `on a fork of block ${blockNumber}, as the author says`;
  return [
    [`What changes in storage when the Safe executes it, ${fork}`, describe(stateChanges)],
    ...scheduled.map(
      (operation) =>
        [
          `What changes in storage when timelock ${operation.timelock} carries out ${operation.operationId}, ${fork}`,
          operation.stateChanges.length > 0 ? describe(operation.stateChanges) : ["nothing"],
        ] as const,
    ),
  ];
}

function describe(changes: readonly StateChange[]): string[] {
  return changes.flatMap(({ address, name, slot, before, after, label }) => [
    `${name === undefined ? "" : `${name} `}${address}`,
    `  ${label ?? "unknown variable"}, slot ${slot}`,
    `    before  ${spellWord(before)}`,
    `    after   ${spellWord(after)}`,
  ]);
}

/** People compare addresses, so a word that can be one is shown as one. */
function spellWord(word: string): string {
  const isAddressLike = /^0x0{24}[0-9a-f]{40}$/.test(word) && BigInt(word) >= 1n << 64n;
  return isAddressLike ? getAddress(dataSlice(word, 12)) : word;
}
