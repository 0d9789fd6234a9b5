import { Interface } from "ethers";
import type { ChainSnapshot } from "../connection";
import type { Proposal } from "../proposals/proposal-schema";
import { type ScheduledOperation, scheduledOperations } from "../proposals/scheduled-operations";
import { type TimelockState, timelockState } from "../proposals/timelock-calls";
import { UserError } from "../user-error";
import { describeDuration } from "./duration";

const abi = new Interface(["function getTimestamp(bytes32 id) view returns (uint256)"]);

/** An operation as its timelock has it. */
export interface TimelockedOperation extends ScheduledOperation {
  readonly state: TimelockState;
  /** From when on it can be carried out; 0 for one that is not scheduled, 1 for one that is done. */
  readonly timestampSeconds: bigint;
  /** Until then. */
  readonly remainingSeconds: bigint;
}

/** @throws UserError for a proposal that schedules nothing, and where a timelock is none. */
export async function readOperations(
  chain: ChainSnapshot,
  proposal: Proposal,
): Promise<readonly TimelockedOperation[]> {
  const operations = scheduledOperations(proposal);
  if (operations.length === 0) {
    throw new UserError({
      what: "the proposal schedules nothing in a timelock",
      where: proposal.safeTxHash,
      got: proposal.description,
      fix: "name the proposal whose calls schedule it",
    });
  }
  const nowSeconds = await chain.timestampSeconds();
  return Promise.all(
    operations.map(async (operation) => {
      const timestampSeconds = await readTimestamp(chain, operation);
      const state = timelockState(timestampSeconds, nowSeconds);
      return {
        ...operation,
        state,
        timestampSeconds,
        remainingSeconds: state === "waiting" ? timestampSeconds - nowSeconds : 0n,
      };
    }),
  );
}

async function readTimestamp(chain: ChainSnapshot, { timelock, operationId }: ScheduledOperation): Promise<bigint> {
  if ((await chain.code(timelock)) === "0x") {
    throw new UserError({
      what: "there is no timelock at the address",
      where: timelock,
      fix: "check the chain that the endpoints are of",
    });
  }
  const data = abi.encodeFunctionData("getTimestamp", [operationId]);
  return abi.decodeFunctionResult("getTimestamp", await chain.call({ to: timelock, data }))[0];
}

/** `can be carried out in 1 d 23 h, from 2026-05-04T10:00:00.000Z on`. */
export function describeOperation({ state, timestampSeconds, remainingSeconds }: TimelockedOperation): string {
  switch (state) {
    case "unset":
      return "not scheduled, or cancelled";
    case "waiting": {
      const eta = new Date(Number(timestampSeconds) * 1000).toISOString();
      return `can be carried out in ${describeDuration(remainingSeconds)}, from ${eta} on`;
    }
    case "ready":
      return "can be carried out now";
    case "done":
      return "carried out";
  }
}
