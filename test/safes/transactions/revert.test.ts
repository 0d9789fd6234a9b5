import { AbiCoder, concat, Interface, id } from "ethers";
import { describeRevert } from "../../../safes/transactions/revert";

const encode = (signature: string, types: string[], values: unknown[]) =>
  concat([id(signature).slice(0, 10), AbiCoder.defaultAbiCoder().encode(types, values)]);

describe("why a call reverted", () => {
  it.each<[string, string | undefined, string]>([
    ["nothing but the node's words", undefined, "execution reverted"],
    ["a reason", encode("Error(string)", ["string"], ["GS013"]), "reverted: GS013"],
    ["a panic", encode("Panic(uint256)", ["uint256"], [17]), "panicked: arithmetic overflow or underflow"],
    ["a panic of a kind nobody knows", encode("Panic(uint256)", ["uint256"], [200]), "panicked: code 200"],
    [
      "a timelock's refusal",
      new Interface(["error TimelockInsufficientDelay(uint256,uint256)"]).encodeErrorResult(
        "TimelockInsufficientDelay",
        [1, 172_800],
      ),
      "reverted with TimelockInsufficientDelay(1, 172800)",
    ],
    ["an error that nobody knows", "0x12345678", "reverted with 0x12345678"],
    ["a reason that is cut off", "0x08c379a000", "reverted with 0x08c379a000"],
  ])("is told from %s", (_what, data, text) => {
    expect(describeRevert("execution reverted", data)).toBe(text);
  });
});
