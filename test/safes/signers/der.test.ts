import { concat, getBytes, hexlify, toBeArray } from "ethers";
import fc from "fast-check";
import { CURVE_ORDER, readDerSignature } from "../../../safes/signers/der";
import { UserError } from "../../../safes/user-error";

const where = "AWS KMS alias/deployer";

/** The only form in DER, as openssl and KMS write it. */
function encode(r: bigint, s: bigint): Uint8Array {
  const content = getBytes(concat([encodeInteger(r), encodeInteger(s)]));
  return getBytes(concat([Uint8Array.of(0x30, content.length), content]));
}

function encodeInteger(value: bigint): Uint8Array {
  const bytes = toBeArray(value);
  const content = (bytes[0] ?? 0) >= 0x80 ? getBytes(concat(["0x00", bytes])) : bytes;
  return getBytes(concat([Uint8Array.of(0x02, content.length), content]));
}

/** What is read, or nothing where it is refused; any other failure is one of the test. */
function read(der: Uint8Array): readonly [bigint, bigint] | undefined {
  try {
    return readDerSignature(der, where);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(where);
    return undefined;
  }
}

/** Either refused, or the very bytes that what was read is written as. */
function expectNoSecondReading(der: Uint8Array): void {
  const found = read(der);
  if (found) expect(hexlify(encode(...found))).toBe(hexlify(der));
}

const integers = fc.oneof(
  fc.bigInt({ min: 1n, max: CURVE_ORDER - 1n }),
  fc.integer({ min: 0, max: 255 }).map((bits) => (1n << BigInt(bits)) % CURVE_ORDER || 1n),
  fc.constantFrom(1n, 127n, 128n, 255n, 256n, CURVE_ORDER / 2n, CURVE_ORDER / 2n + 1n, CURVE_ORDER - 1n),
);
const signatures = fc.tuple(integers, integers).map(([r, s]) => ({ r, s, der: encode(r, s) }));

describe("a signature in DER", () => {
  it("is read as the numbers that it was written from, short ones too", () => {
    fc.assert(
      fc.property(signatures, ({ r, s, der }) => {
        expect(read(der)).toEqual([r, s]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is never read as other numbers after a byte was changed, dropped or put in", () => {
    const edits = fc.record({
      at: fc.nat(80),
      drop: fc.nat(3),
      put: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(signatures, edits, ({ der }, { at, drop, put }) => {
        const bytes = [...der];
        bytes.splice(at % der.length, drop, ...put);
        expectNoSecondReading(Uint8Array.from(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it("is never read out of arbitrary bytes that are not its one form", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), expectNoSecondReading), { numRuns: 2_000 });
    const framed = fc.uint8Array({ maxLength: 72 }).map((content) => Uint8Array.of(0x30, content.length, ...content));
    fc.assert(fc.property(framed, expectNoSecondReading), { numRuns: 5_000 });
  });

  const integer = (...content: number[]) => [0x02, content.length, ...content];
  const sequence = (...content: number[]) => Uint8Array.of(0x30, content.length, ...content);
  const order = [...toBeArray(CURVE_ORDER)];
  it.each<[string, Uint8Array, string]>([
    ["nothing", Uint8Array.of(), "no SEQUENCE"],
    ["a SEQUENCE cut off", encode(7n, 9n).slice(0, 6), "another length than it says"],
    ["a SEQUENCE with something behind it", Uint8Array.of(...encode(7n, 9n), 0), "another length than it says"],
    ["a length in the long form", Uint8Array.of(0x30, 0x81, 6, ...integer(7), ...integer(9)), "another length"],
    ["a SET", Uint8Array.of(0x31, 6, ...integer(7), ...integer(9)), "no SEQUENCE"],
    ["one INTEGER", sequence(...integer(7)), "no INTEGER where there should be one"],
    ["three INTEGERs", sequence(...integer(7), ...integer(9), ...integer(1)), "something behind the second INTEGER"],
    ["an OCTET STRING", sequence(0x04, 1, 7, ...integer(9)), "no INTEGER where there should be one"],
    ["an INTEGER without bytes", sequence(...integer(), ...integer(9)), "an INTEGER without bytes"],
    ["an INTEGER that ends outside", sequence(...integer(7), 0x02, 9, 1), "ends behind the signature"],
    ["a negative INTEGER", sequence(...integer(0x80), ...integer(9)), "a negative INTEGER"],
    ["an INTEGER with a zero too many", sequence(...integer(0, 7), ...integer(9)), "a zero too many"],
    ["zero", sequence(...integer(0), ...integer(9)), "outside of the curve's order"],
    ["the curve's order", sequence(...integer(7), ...integer(0, ...order)), "outside of the curve's order"],
    ["an INTEGER of 34 bytes", sequence(...integer(1, ...Array(33).fill(0)), ...integer(9)), "outside of the curve's"],
  ])("is refused when it is %s", (_what, der, reason) => {
    expect(() => readDerSignature(der, where)).toThrow(reason);
  });

  it("is refused in words that an operator can pass on", () => {
    expect(() =>
      readDerSignature(sequence(...integer(0x80), ...integer(9)), where),
    ).toThrowErrorMatchingInlineSnapshot(`
"the signature is not in DER (AWS KMS alias/deployer)
  got:      a negative INTEGER: 0x3006020180020109
  expected: a SEQUENCE of two positive INTEGERs below the order of secp256k1, in as few bytes as they need"
`);
  });
});
