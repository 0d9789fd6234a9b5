import timelock from "@openzeppelin/contracts/build/contracts/TimelockController.json";
import { Interface, id, ZeroHash } from "ethers";
import {
  batchOperationId,
  encodeCancel,
  encodeExecute,
  encodeSchedule,
  operationId,
  timelockState,
} from "../../../safes/proposals/timelock-calls";
import { address } from "./samples";

const abi = new Interface(timelock.abi);
const call = (number: number) => ({ to: address(number), value: BigInt(number), data: "0x1234" });
const one = { calls: [call(1)], predecessor: ZeroHash, salt: id("salt") };
const two = { ...one, calls: [call(1), call(2)] };

describe("a timelock's operation", () => {
  it("is scheduled and executed as one call or as a batch", () => {
    const name = (data: string) => abi.parseTransaction({ data })?.name;
    expect(name(encodeSchedule(address(9), one, 172_800n).data)).toBe("schedule");
    expect(name(encodeSchedule(address(9), two, 172_800n).data)).toBe("scheduleBatch");
    expect(name(encodeExecute(address(9), one).data)).toBe("execute");
    expect(name(encodeExecute(address(9), two).data)).toBe("executeBatch");
    expect(name(encodeCancel(address(9), operationId(one)).data)).toBe("cancel");
  });

  it("brings what its calls send, and nothing when it is only scheduled", () => {
    expect(encodeSchedule(address(9), two, 1n).value).toBe(0n);
    expect(encodeExecute(address(9), two).value).toBe(3n);
  });

  it("has another id with another salt, predecessor, call or order", () => {
    const others = [
      one,
      { ...one, salt: ZeroHash },
      { ...one, predecessor: id("before") },
      { ...one, calls: [call(2)] },
      two,
      { ...two, calls: two.calls.toReversed() },
    ];
    expect(new Set(others.map(operationId)).size).toBe(others.length);
    expect(batchOperationId(one)).not.toBe(operationId(one));
    expect(batchOperationId(two)).toBe(operationId(two));
  });

  it("needs a call", () => {
    expect(() => operationId({ ...one, calls: [] })).toThrow("an operation needs a call");
  });

  it.each([
    [0n, "unset"],
    [1n, "done"],
    [1_000n, "ready"],
    [1_001n, "waiting"],
  ])("with timestamp %s is %s in second 1000", (timestamp, expected) => {
    expect(timelockState(timestamp, 1_000n)).toBe(expected);
  });
});
