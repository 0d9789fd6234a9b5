import type { Connection } from "../connection";
import type { Proposal } from "../proposals/proposal-schema";

/** How far back a Safe's own events are looked for, where nobody knows when a proposal was made. */
const searchedBlocks = 50_000n;

/** A block from which on a proposal can have been executed. */
export async function firstBlockOf(connection: Connection, { simulation }: Proposal): Promise<bigint> {
  if (simulation.outcome !== "none") return simulation.blockNumber;
  const head = await connection.blockNumber();
  return head > searchedBlocks ? head - searchedBlocks : 0n;
}
