import { Interface, id } from "ethers";
import type { ChainSnapshot, Connection } from "./connection";
import type { Proposal } from "./proposals/proposal-schema";
import { scheduledOperations } from "./proposals/scheduled-operations";
import type { ChainFacts } from "./proposals/state";

const abi = new Interface([
  "function nonce() view returns (uint256)",
  "function approvedHashes(address owner, bytes32 hash) view returns (uint256)",
  "function getTimestamp(bytes32 id) view returns (uint256)",
]);

/** The hash is indexed since 1.4.1 and in the data before (Safe.sol). Each of the two uses up a nonce. */
const executionSuccess = id("ExecutionSuccess(bytes32,uint256)");
const executionFailure = id("ExecutionFailure(bytes32,uint256)");

/** How far back a Safe's own events are looked for, where nobody knows when a proposal was made. */
const searchedBlocks = 50_000n;

/** A block from which on a proposal can have been executed. */
export async function firstBlockOf(connection: Connection, { simulation }: Proposal): Promise<bigint> {
  if (simulation.outcome !== "none") return simulation.blockNumber;
  const head = await connection.blockNumber();
  return head > searchedBlocks ? head - searchedBlocks : 0n;
}

/** What the chain says of a proposal, which was made in the block `fromBlock` or after it. */
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
  const nonce = await ask(safe, "nonce");
  const isNonceUsed = nonce > proposal.transaction.nonce;
  const [executed, approvals, timestamps, nowSeconds] = await Promise.all([
    isNonceUsed ? readExecutions(chain, proposal, nonce, fromBlock) : [],
    Promise.all(
      proposal.before.owners.map(async (owner) =>
        !isNonceUsed && (await ask(safe, "approvedHashes", owner, safeTxHash)) > 0n ? [owner] : [],
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
    executed,
    approvedBy: approvals.flat(),
    timelockTimestampsSeconds: Object.fromEntries(timestamps),
    nowSeconds,
  };
}

/** An event does not tell the nonce: the newest is of the last one that was used up, and so on backwards. */
async function readExecutions(
  chain: ChainSnapshot,
  { safe, safeTxHash: own }: Proposal,
  nonce: bigint,
  fromBlock: bigint,
): Promise<ChainFacts["executed"]> {
  const logs = await chain.logs({ address: safe, topics: [[executionSuccess, executionFailure]], fromBlock });
  return logs
    .map(({ topics, data }, index) => ({
      safeTxHash: topics[1] ?? data.slice(0, 66),
      nonce: nonce - BigInt(logs.length - index),
      hasFailed: topics[0] === executionFailure,
    }))
    .filter(({ safeTxHash, hasFailed }) => safeTxHash !== own || !hasFailed);
}
