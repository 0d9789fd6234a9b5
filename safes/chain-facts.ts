import { Interface, id } from "ethers";
import type { Connection } from "./connection";
import type { Proposal } from "./proposals/proposal-schema";
import { type ChainFacts, scheduledOperations } from "./proposals/state";

const abi = new Interface([
  "function nonce() view returns (uint256)",
  "function approvedHashes(address owner, bytes32 hash) view returns (uint256)",
  "function getTimestamp(bytes32 id) view returns (uint256)",
]);

/** `ExecutionSuccess(bytes32,uint256)`; the hash is indexed since 1.4.1 and in the data before (Safe.sol). */
const executionSuccess = id("ExecutionSuccess(bytes32,uint256)");

/** What the chain says of a proposal; events are looked for from the block on in which it was made. */
export async function readChainFacts(
  connection: Connection,
  proposal: Proposal,
  fromBlock: bigint,
): Promise<ChainFacts> {
  const chain = await connection.read();
  const ask = async (to: string, name: string, ...args: unknown[]): Promise<bigint> => {
    const answer = await chain.call({ to, data: abi.encodeFunctionData(name, args) });
    return abi.decodeFunctionResult(name, answer)[0];
  };
  const { safe, safeTxHash } = proposal;
  const [nonce, logs, approvals, timestamps, nowSeconds] = await Promise.all([
    ask(safe, "nonce"),
    chain.logs({ address: safe, topics: [executionSuccess], fromBlock }),
    Promise.all(
      proposal.before.owners.map(async (owner) =>
        (await ask(safe, "approvedHashes", owner, safeTxHash)) > 0n ? [owner] : [],
      ),
    ),
    Promise.all(
      scheduledOperations(proposal).map(async ({ timelock, operationId }) => {
        return [operationId, await ask(timelock, "getTimestamp", operationId)] as const;
      }),
    ),
    chain.timestampSeconds(),
  ]);
  return {
    nonce,
    executed: logs.map(({ topics, data }) => ({ safeTxHash: topics[1] ?? data.slice(0, 66) })),
    approvedBy: approvals.flat(),
    timelockTimestampsSeconds: Object.fromEntries(timestamps),
    nowSeconds,
  };
}
