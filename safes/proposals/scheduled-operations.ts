import type { DecodedCall } from "./decode";
import { timelockAbi } from "./known-abis";
import type { Proposal } from "./proposal-schema";
import type { SafeCall } from "./transaction";

/** An operation that a transaction schedules in a timelock. */
export interface ScheduledOperation {
  readonly timelock: string;
  readonly operationId: string;
  /** Between the schedule and the execution. */
  readonly delaySeconds: bigint;
  /**
   * The call that carries it out once its delay is over. Its value is what the calls inside pay out together: what of it
   * the timelock does not have, somebody has to bring.
   */
  readonly execution: SafeCall;
}

const executions: Readonly<Record<string, string>> = { schedule: "execute", scheduleBatch: "executeBatch" };

/** In the order in which they are scheduled; the state of the proposal depends on them once it is executed. */
export function scheduledOperations({ decoded }: Pick<Proposal, "decoded">): readonly ScheduledOperation[] {
  return findScheduled(decoded);
}

function findScheduled(call: DecodedCall): readonly ScheduledOperation[] {
  const execution = executions[call.function?.split("(")[0] ?? ""];
  if (execution === undefined) return (call.calls ?? []).flatMap(findScheduled);
  const operationId = call.note?.replace(/^operation /, "") ?? "";
  const delaySeconds = BigInt(String(call.arguments?.at(-1)?.value));
  return [{ timelock: call.to, operationId, delaySeconds, execution: encodeExecution(execution, call) }];
}

/** It takes the arguments of the schedule but the delay. */
function encodeExecution(name: string, { to, arguments: args = [], calls = [] }: DecodedCall): SafeCall {
  const values = args.map(({ value }) => value).slice(0, -1);
  const value = calls.reduce((sum, inner) => sum + BigInt(inner.value), 0n);
  return { to, value, data: timelockAbi.encodeFunctionData(name, values) };
}
