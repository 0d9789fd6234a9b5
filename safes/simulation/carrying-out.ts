import type { ScheduledOperation } from "../proposals/scheduled-operations";
import { ROLES, timelock as roles } from "../timelock/roles";
import type { Fork } from "./fork";
import { type ForkTransaction, send } from "./forked-transaction";

/** Executes in a timelock of the fork what is due there. */
export async function carryOut(
  fork: Fork,
  { timelock, execution }: ScheduledOperation,
  from: string,
): Promise<ForkTransaction> {
  const balance = await fork.request("eth_getBalance", timelock, "latest");
  // A timelock administers itself. Where it does not, or anyone may execute, this does no harm.
  const grant = roles.encodeFunctionData("grantRole", [ROLES.executor, from]);
  await send(fork, { from: timelock, to: timelock, data: grant });
  await fork.request("anvil_setBalance", timelock, balance);
  const { to, data, value } = execution;
  // The timelock pays with what it has; only the rest is brought along.
  return send(fork, { from, to, data, valueWei: value > BigInt(balance) ? value - BigInt(balance) : 0n });
}
