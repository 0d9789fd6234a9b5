import { concat, Interface, ZeroAddress } from "ethers";
import fc from "fast-check";
import { composeRejection, composeTransaction } from "../../../safes/proposals/composition";
import { knownMultiSends, multiSendCallOnlyOf } from "../../../safes/proposals/known-multi-sends";
import { type BatchEntry, decodeBatch, encodeBatch, unpackCalls } from "../../../safes/proposals/multi-send";
import { address, messageOf, safe, state, transaction } from "./samples";

const entries: fc.Arbitrary<BatchEntry> = fc.record({
  operation: fc.constantFrom(0, 1),
  to: fc.nat().map(address),
  value: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  data: fc.uint8Array({ maxLength: 100 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
});
const wrap = (packed: string) => new Interface(["function multiSend(bytes)"]).encodeFunctionData("multiSend", [packed]);
const entry = { operation: 0, to: address(1), value: 5n, data: "0x1234" };
const header = (length: string) =>
  concat(["0x00", address(1), `0x${"00".repeat(32)}`, `0x${length.padStart(64, "0")}`]);

describe("a batch", () => {
  it("comes back as it was packed", () => {
    fc.assert(fc.property(fc.array(entries), (batch) => expect(decodeBatch(encodeBatch(batch))).toEqual(batch)));
  });

  it("is laid out as MultiSend.sol reads it", () => {
    expect(encodeBatch([entry])).toBe(
      wrap(concat(["0x00", address(1), `0x${"5".padStart(64, "0")}`, `0x${"2".padStart(64, "0")}`, "0x1234"])),
    );
  });

  it.each([
    ["is no multiSend", "0x12345678"],
    ["stops in the middle of an entry", wrap(concat([header("0"), "0x0011"]))],
    ["has less data than it says", wrap(concat([header("3"), "0x1122"]))],
    ["says it has more data than there can be", wrap(header("f".repeat(64)))],
    ["has bytes behind its argument", `${encodeBatch([entry])}00`],
    ["has its argument somewhere else", encodeBatch([entry]).replace("0000000020", "0000000040")],
  ])("is not read when it %s", (_, data) => {
    expect(() => decodeBatch(data)).toThrow(expect.objectContaining({ name: "MalformedBatch" }));
  });

  it("calls the Safe itself where a 1.5.0 names the zero address", () => {
    const batch = transaction({ operation: 1, data: encodeBatch([{ ...entry, to: ZeroAddress }]) });
    const target = (version: string) => unpackCalls(batch, { address: safe, version })[0]?.to;
    expect(target("1.5.0")).toBe(safe);
    expect(target("1.4.1")).toBe(ZeroAddress);
  });
});

describe("the contracts that a Safe may delegate to", () => {
  const names = (version: string, chainId: bigint) =>
    knownMultiSends({ version, chainId }).map((known) => `${known.name} ${known.version} ${known.address}`);

  it("are Safe's own for the version, those that only call first", () => {
    expect(names("1.4.1", 8453n)).toEqual([
      "MultiSendCallOnly 1.4.1 0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
      "MultiSend 1.4.1 0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526",
    ]);
    expect(names("1.5.0", 84532n)).toEqual([
      "MultiSendCallOnly 1.5.0 0xA83c336B20401Af773B6219BA5027174338D1836",
      "MultiSend 1.5.0 0x218543288004CD07832472D464648173c77D7eB7",
    ]);
  });

  it("are the canonical ones on a chain that nobody has listed yet", () => {
    expect(names("1.4.1", 420691n)).toEqual(names("1.4.1", 8453n));
  });

  it("are all that a chain has, and not those of other chains", () => {
    const [base, unlisted] = [names("1.3.0", 8453n), names("1.3.0", 420691n)];
    expect(base).toHaveLength(4);
    expect(unlisted).toEqual([
      "MultiSendCallOnly 1.3.0 0x40A2aCCbd92BCA938b02010E17A5b8929b49130D",
      "MultiSend 1.3.0 0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761",
    ]);
    expect(names("1.4.1", 324n)[0]).toContain("0x0408EF011960d02349d50286D20531229BCef773");
  });

  it("are those that Safe pairs with its oldest versions", () => {
    expect(names("1.1.1", 1n)).toContain("MultiSend 1.1.1 0x8D29bE29923b68abfDD21e541b9374737B49cdAD");
    expect(names("1.2.0", 1n)).toContain("MultiSendCallOnly 1.3.0 0x40A2aCCbd92BCA938b02010E17A5b8929b49130D");
  });

  it("are none for a version that Safe released none for", () => {
    expect(names("1.4.0", 1n)).toEqual([]);
    expect(messageOf(() => multiSendCallOnlyOf({ version: "1.4.0", chainId: 1n }))).toMatchInlineSnapshot(`
"several calls cannot be packed for this version of Safe
  got:      1.4.0
  expected: a version that npm @safe-global/safe-deployments lists a MultiSendCallOnly for
  fix:      propose the calls one by one, or name the contract"
`);
  });
});

describe("a composed transaction", () => {
  const call = { to: address(1), value: 3n, data: "0x12" };

  it("is a plain call where there is one call", () => {
    expect(composeTransaction([call], state, { nonce: 4n })).toEqual(transaction({ ...call, nonce: 4n }));
  });

  it("goes through MultiSendCallOnly where there are several, with calls alone", () => {
    const composed = composeTransaction([call, call], state, { nonce: 4n });
    expect(composed).toMatchObject({
      to: multiSendCallOnlyOf(state),
      value: 0n,
      operation: 1,
      gasPrice: 0n,
      nonce: 4n,
    });
    expect(unpackCalls(composed, state)).toEqual([
      { ...call, operation: 0 },
      { ...call, operation: 0 },
    ]);
  });

  it("goes through another contract only when it is named", () => {
    expect(composeTransaction([call, call], state, { nonce: 4n, multiSend: address(9) }).to).toBe(address(9));
  });

  it("needs a call", () => {
    expect(() => composeTransaction([], state, { nonce: 4n })).toThrow("a transaction needs a call");
  });

  it("can be the rejection of a nonce: an empty call of the Safe to itself", () => {
    expect(composeRejection(safe, 4n)).toEqual(transaction({ to: safe, nonce: 4n }));
  });
});
