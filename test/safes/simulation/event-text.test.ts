import { AbiCoder, Interface, id, zeroPadValue } from "ethers";
import { describeEvents } from "../../../safes/simulation/event-text";
import { address, safe } from "../proposals/samples";

const word = (value: string) => zeroPadValue(value, 32);

describe("events of a simulation", () => {
  it("read by name and arguments, with who said it", () => {
    const logs = [
      { address: safe, topics: [id("AddedOwner(address)"), word(address(4))], data: "0x" },
      { address: safe, topics: [id("ChangedThreshold(uint256)")], data: word("0x03") },
    ];
    expect(describeEvents(logs, [])).toEqual([
      `AddedOwner(${address(4)}) of ${safe}`,
      `ChangedThreshold(3) of ${safe}`,
    ]);
  });

  it("of a Safe of 1.3.0, which indexes nothing, read the same", () => {
    const data = AbiCoder.defaultAbiCoder().encode(["address"], [address(4)]);
    expect(describeEvents([{ address: safe, topics: [id("AddedOwner(address)")], data }], [])).toEqual([
      `AddedOwner(${address(4)}) of ${safe}`,
    ]);
  });

  it("that only the caller knows are read by the caller's ABI, others stay a topic", () => {
    const abi = "event Paused(address account)";
    const log = new Interface([abi]).encodeEventLog("Paused", [address(4)]);
    const logs = [{ address: safe, ...log }];
    expect(describeEvents(logs, [abi, "function pause()"])).toEqual([`Paused(${address(4)}) of ${safe}`]);
    expect(describeEvents(logs, [])).toEqual([`${id("Paused(address)")} of ${safe}`]);
  });

  it("leaves out the transaction that SafeL2 repeats", () => {
    const topic = id(
      "SafeMultiSigTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes,bytes)",
    );
    expect(describeEvents([{ address: safe, topics: [topic], data: "0x" }], [])).toEqual([]);
  });
});
