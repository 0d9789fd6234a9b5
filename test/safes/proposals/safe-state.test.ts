import { ZeroAddress } from "ethers";
import { describeDifferences, settingsOf } from "../../../safes/proposals/safe-state";
import { address, messageOf, settings, state } from "./samples";

describe("the differences between two settings of a Safe", () => {
  it("are none when only orders or spellings differ", () => {
    const other = { ...state, owners: state.owners.toReversed().map((owner) => owner.toLowerCase()) };
    expect(describeDifferences(state, other)).toEqual([]);
    expect(describeDifferences(state, { ...state, moduleGuard: ZeroAddress })).toEqual([]);
  });

  it("are named one by one", () => {
    const after = settings({
      owners: [address(1), address(2), address(8), address(9)],
      threshold: 3,
      modules: [address(21)],
      guard: address(31),
      moduleGuard: address(32),
      fallbackHandler: ZeroAddress,
    });
    expect(describeDifferences(state, after)).toMatchInlineSnapshot(`
[
  "owner 0x00000000000000000000000000000000a0000003 is removed",
  "owner 0x00000000000000000000000000000000A0000008 is added",
  "owner 0x00000000000000000000000000000000a0000009 is added",
  "threshold: 2 of 3 -> 3 of 4",
  "module 0x00000000000000000000000000000000a0000015 is enabled",
  "guard: none -> 0x00000000000000000000000000000000a000001f",
  "module guard: none -> 0x00000000000000000000000000000000a0000020",
  "fallback handler: 0x00000000000000000000000000000000a0004a4A -> none",
]
`);
    expect(describeDifferences(after, state)).toContain(`module ${address(21)} is disabled`);
  });

  it("say where an address is none", () => {
    const broken = settings({ owners: [address(1), "owner.eth"] });
    expect(messageOf(() => settingsOf(broken))).toContain("owners[1]");
  });
});
