import { ZeroAddress } from "ethers";
import fc from "fast-check";
import { planChanges } from "../../../safes/proposals/changes";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import type { SafeSettings, SafeState } from "../../../safes/proposals/safe-state";
import { ModelSafe } from "./model";
import { address, handler, messageOf, safe, settings, state } from "./samples";

/** `swapOwner(1, 2, 3)`, with the numbers of the sample addresses and the sentinel as `head`. */
const spell = (from: SafeState, to: SafeSettings) =>
  planChanges(from, to).map(({ data }) => {
    const call = safeAbi.parseTransaction({ data });
    const args = call?.args.map((argument) => {
      if (typeof argument !== "string") return `${argument}`;
      const number = BigInt(argument);
      if (number <= 1n) return number === 0n ? "none" : "head";
      return `${number - 0xa0000000n}`;
    });
    return `${call?.name}(${args?.join(", ")})`;
  });

const owners = (...numbers: number[]) => numbers.map(address);

describe("the plan from what a Safe is to what it is to be", () => {
  it("is empty when nothing differs, in whatever order things are named", () => {
    expect(spell(state, settings({ owners: owners(3, 1, 2) }))).toEqual([]);
  });

  it("swaps owners in their place", () => {
    expect(spell(state, settings({ owners: owners(1, 9, 3) }))).toEqual(["swapOwner(1, 2, 9)"]);
    expect(spell(state, settings({ owners: owners(8, 9, 3) }))).toEqual([
      "swapOwner(head, 1, 8)",
      "swapOwner(8, 2, 9)",
    ]);
  });

  it("names the owner before one that goes as the list is by then", () => {
    expect(spell(state, settings({ owners: owners(3), threshold: 1 }))).toEqual([
      "removeOwner(head, 1, 2)",
      "removeOwner(head, 2, 1)",
    ]);
  });

  it("raises the threshold with the first call that has room for it", () => {
    expect(spell(state, settings({ owners: owners(1, 2, 3, 4, 5), threshold: 4 }))).toEqual([
      "addOwnerWithThreshold(4, 4)",
      "addOwnerWithThreshold(5, 4)",
    ]);
    expect(spell(state, settings({ owners: owners(8, 9), threshold: 2 }))).toEqual([
      "swapOwner(head, 1, 8)",
      "swapOwner(8, 2, 9)",
      "removeOwner(9, 3, 2)",
    ]);
  });

  it("raises before it swaps and lowers after it", () => {
    const three = settings({ owners: owners(1, 2, 9), threshold: 3 });
    expect(spell(state, three)).toEqual(["changeThreshold(3)", "swapOwner(2, 3, 9)"]);
    const one = settings({ owners: owners(1, 2, 9), threshold: 1 });
    expect(spell(state, one)).toEqual(["swapOwner(2, 3, 9)", "changeThreshold(1)"]);
  });

  it("lowers the threshold with the last call, and only as far as the owners force it before", () => {
    const from = { ...state, owners: owners(1, 2, 3, 4, 5), threshold: 5 };
    expect(spell(from, settings({ owners: owners(1, 2), threshold: 1 }))).toEqual([
      "removeOwner(2, 3, 4)",
      "removeOwner(2, 4, 3)",
      "removeOwner(2, 5, 1)",
    ]);
  });

  it("takes power away first, sets limits before it gives new power, and moves the guard last", () => {
    const from = { ...state, version: "1.5.0", modules: owners(21, 22) };
    const to = settings({
      owners: owners(1, 2, 9),
      modules: owners(23, 22),
      guard: address(31),
      moduleGuard: address(32),
      fallbackHandler: address(33),
    });
    expect(spell(from, to)).toEqual([
      "disableModule(head, 21)",
      "swapOwner(2, 3, 9)",
      "setFallbackHandler(33)",
      "setModuleGuard(32)",
      "enableModule(23)",
      "setGuard(31)",
    ]);
  });

  it("lifts a module guard only after modules were enabled under it", () => {
    const from = { ...state, version: "1.5.0", moduleGuard: address(32) };
    expect(spell(from, settings({ modules: owners(21) }))).toEqual(["enableModule(21)", "setModuleGuard(none)"]);
  });

  it("refuses settings that no Safe can have, with every reason at once", () => {
    const wish = settings({
      owners: [address(1), address(1), safe, ZeroAddress],
      threshold: 9,
      modules: [address(21), address(21), "0x0000000000000000000000000000000000000001"],
      moduleGuard: address(32),
      fallbackHandler: safe,
    });
    expect(messageOf(() => planChanges(state, wish))).toMatchInlineSnapshot(`
"a Safe cannot have these settings (Safe 0x00000000000000000000000000000000A0005afE)
  got:      
    owner-is-safe: the Safe 0x00000000000000000000000000000000A0005afE cannot be an owner of itself
      name the address of a key or of another contract that can sign
    owner-reserved: 0x0000000000000000000000000000000000000000 cannot be an owner
      name the address of a key or of another contract that can sign
    owner-duplicate: 0x00000000000000000000000000000000A0000001 would be an owner twice
      name every owner once; addresses that differ in upper and lower case are one
    threshold-above-owners: 4 owners can never give 9 signatures
      add owners or lower the threshold
    module-reserved: 0x0000000000000000000000000000000000000001 cannot be a module
      name the module's contract
    module-duplicate: 0x00000000000000000000000000000000a0000015 would be a module twice
      name every module once
    fallback-handler-is-safe: the Safe cannot be its own fallback handler (GS400)
      name the CompatibilityFallbackHandler of the Safe's version
    not-in-version: a Safe of version 1.4.1 cannot have a module guard; Safes can since 1.5.0
      leave it out, or move to a newer Safe"
`);
    expect(messageOf(() => planChanges(state, settings({ threshold: 0 })))).toMatchInlineSnapshot(`
"a Safe cannot have these settings (Safe 0x00000000000000000000000000000000A0005afE)
  got:      
    threshold-zero: a threshold of 0 is none that a Safe can have
      set a whole number of signatures, at least 1"
`);
    expect(
      messageOf(() => planChanges({ ...state, version: "1.2.0" }, settings({ guard: address(31) }))),
    ).toMatchInlineSnapshot(`
"a Safe cannot have these settings (Safe 0x00000000000000000000000000000000A0005afE)
  got:      
    not-in-version: a Safe of version 1.2.0 cannot have a guard; Safes can since 1.3.0
      leave it out, or move to a newer Safe"
`);
    expect(messageOf(() => planChanges(state, settings({ guard: "0x12" })))).toMatchInlineSnapshot(`
"not an address (guard)
  got:      0x12
  expected: 0x and 40 hex digits; where letters are mixed, with the right checksum (EIP-55)
  fix:      copy the address again"
`);
  });
});

const pool = (first: number, size: number) =>
  fc.shuffledSubarray(Array.from({ length: size }, (_, index) => address(first + index)));
const maybe = (first: number) => fc.constantFrom(ZeroAddress, address(first), address(first + 1));

const someSettings: fc.Arbitrary<SafeSettings> = fc
  .tuple(
    pool(1, 9),
    pool(101, 4),
    maybe(201),
    maybe(301),
    fc.constantFrom(handler, address(401), ZeroAddress),
    fc.nat(),
  )
  .filter(([members]) => members.length > 0)
  .map(([members, modules, guard, moduleGuard, fallbackHandler, seed]) => ({
    owners: members,
    threshold: (seed % members.length) + 1,
    modules,
    guard,
    moduleGuard,
    fallbackHandler,
  }));

const sorted = ({ moduleGuard = ZeroAddress, ...rest }: SafeSettings) => ({
  ...rest,
  moduleGuard,
  owners: [...rest.owners].sort(),
  modules: [...rest.modules].sort(),
});

describe("1 000 plans on a model of the contracts", () => {
  const cases = fc.tuple(someSettings, someSettings);
  const from = (before: SafeSettings): SafeState => ({ ...state, ...before, version: "1.5.0" });

  it("end in exactly what was wanted, with a threshold that is never weaker than both", () => {
    fc.assert(
      fc.property(cases, ([before, after]) => {
        const model = new ModelSafe(from(before));
        const floor = Math.min(before.threshold, after.threshold);
        for (const call of planChanges(from(before), after)) {
          model.call(call);
          expect(model.threshold).toBeGreaterThanOrEqual(floor);
          expect(model.threshold).toBeLessThanOrEqual(model.settings.owners.length);
        }
        expect(sorted(model.settings)).toEqual(sorted(after));
      }),
      { numRuns: 1000 },
    );
  });

  it("are the same in whatever order owners and modules are named", () => {
    fc.assert(
      fc.property(cases, ([before, after]) => {
        const reversed = { ...after, owners: after.owners.toReversed(), modules: after.modules.toReversed() };
        expect(planChanges(from(before), reversed)).toEqual(planChanges(from(before), after));
      }),
    );
  });

  it("have no call more than it takes", () => {
    fc.assert(
      fc.property(cases, ([before, after]) => {
        const differ = (one: readonly string[], other: readonly string[]) =>
          one.filter((entry) => !other.includes(entry)).length;
        const [gone, come] = [differ(before.owners, after.owners), differ(after.owners, before.owners)];
        const modules = differ(before.modules, after.modules) + differ(after.modules, before.modules);
        const single = (["guard", "moduleGuard", "fallbackHandler"] as const).filter(
          (key) => before[key] !== after[key],
        );
        const threshold = gone === come && before.threshold !== after.threshold ? 1 : 0;
        const least = Math.max(gone, come) + threshold + modules + single.length;
        expect(planChanges(from(before), after)).toHaveLength(least);
      }),
    );
  });
});
