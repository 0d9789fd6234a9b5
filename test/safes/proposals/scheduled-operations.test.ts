import { id, ZeroHash } from "ethers";
import { timelockAbi } from "../../../safes/proposals/known-abis";
import { createProposal } from "../../../safes/proposals/proposal";
import { scheduledOperations } from "../../../safes/proposals/scheduled-operations";
import {
  batchOperationId,
  encodeExecute,
  encodeSchedule,
  operationId,
  type TimelockOperation,
} from "../../../safes/proposals/timelock-calls";
import type { SafeCall } from "../../../safes/proposals/transaction";
import { address, options, state } from "./samples";

const timelock = address(0x71);
const call = (number: number, value = 0n): SafeCall => ({
  to: address(number),
  value,
  data: `0x${"ab".repeat(number)}`,
});
const one: TimelockOperation = { calls: [call(3, 5n)], predecessor: ZeroHash, salt: id("one") };
const several: TimelockOperation = { calls: [call(1), call(2, 7n), call(4, 2n)], predecessor: id("p"), salt: id("s") };
const delaySeconds = 172_800n;
const proposing = (...calls: readonly SafeCall[]) => createProposal({ ...options, state, wanted: undefined, calls });

describe("what a proposal schedules in timelocks", () => {
  it("is carried out by the call that the timelock knows it by, with what it pays out", () => {
    const schedules = [one, several].map((operation) => encodeSchedule(timelock, operation, delaySeconds));
    expect(scheduledOperations(proposing(...schedules))).toEqual([
      { timelock, operationId: operationId(one), delaySeconds, execution: encodeExecute(timelock, one) },
      { timelock, operationId: operationId(several), delaySeconds, execution: encodeExecute(timelock, several) },
    ]);
  });

  it("is a batch when it was scheduled as one, even of a single call", () => {
    const args = [[call(3).to], [5n], [call(3).data], ZeroHash, id("one")];
    const data = timelockAbi.encodeFunctionData("scheduleBatch", [...args, delaySeconds]);
    const batch = { ...one, calls: [call(3, 5n)] };
    expect(scheduledOperations(proposing({ to: timelock, value: 0n, data }))).toEqual([
      {
        timelock,
        operationId: batchOperationId(batch),
        delaySeconds,
        execution: { to: timelock, value: 5n, data: timelockAbi.encodeFunctionData("executeBatch", args) },
      },
    ]);
  });

  it("is nothing where it only executes or cancels", () => {
    expect(scheduledOperations(proposing(encodeExecute(timelock, one), call(1)))).toEqual([]);
  });
});
