import { concat, getBytes, hashMessage, id, Signature, SigningKey, toBeHex, Wallet } from "ethers";
import fc from "fast-check";
import { createProposal, parseProposal, writeProposal } from "../../../safes/proposals/proposal";
import { addApproval, addSignature, encodeSignatures, takeSignatures } from "../../../safes/proposals/signatures";
import { address, messageOf, options, state } from "./samples";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const keys = ["first", "second", "third"].map((name) => new SigningKey(id(`${name} owner of a test`)));
const [first, second, third] = keys as [SigningKey, SigningKey, SigningKey];
const ownerOf = (key: SigningKey) => new Wallet(key).address;
const proposal = createProposal({
  ...options,
  state: { ...state, owners: keys.map(ownerOf) },
  calls: [{ to: address(9), value: 1n, data: "0x" }],
  wanted: undefined,
});
const sign = (key: SigningKey, hash = proposal.safeTxHash) => key.sign(hash).serialized;
/** What a wallet gives that adds its prefix, and what a Safe wants of it. */
const personal = (key: SigningKey, hash = proposal.safeTxHash) => sign(key, hashMessage(getBytes(hash)));
const withV = (signature: string, v: number) => concat([signature.slice(0, -2), toBeHex(v, 1)]);
const plus4 = (signature: string) => withV(signature, Signature.from(signature).v + 4);

describe("a signature", () => {
  it("of an owner is taken, with the owner that it is of", () => {
    const { signatures } = addSignature(proposal, sign(second));
    expect(signatures).toEqual([{ owner: ownerOf(second), kind: "ecdsa", signature: sign(second) }]);
  });

  it("by eth_sign is taken with 31 or 32, and recognised with 27 or 28", () => {
    const entry = { owner: ownerOf(first), kind: "eth_sign", signature: plus4(personal(first)) };
    expect(addSignature(proposal, plus4(personal(first))).signatures).toEqual([entry]);
    expect(addSignature(proposal, personal(first)).signatures).toEqual([entry]);
  });

  it("stands in the owners' order, whoever signed first, and comes back from the file", () => {
    const one = addSignature(addSignature(proposal, sign(first)), personal(third));
    const other = addSignature(addSignature(proposal, personal(third)), sign(first));
    expect(one).toEqual(other);
    const owners = one.signatures.map(({ owner }) => BigInt(owner));
    expect(owners).toEqual(owners.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(parseProposal(writeProposal(one), "proposal.json")).toEqual(one);
  });

  it("is refused a second time, in whatever form", () => {
    const signed = addSignature(proposal, sign(first));
    expect(() => addSignature(signed, sign(first))).toThrow("has signed already");
    expect(() => addSignature(signed, personal(first))).toThrow("has signed already");
    expect(() => addApproval(signed, ownerOf(first))).toThrow("has signed already");
  });

  it("is refused from anybody else, and of any other hash", () => {
    const stranger = new SigningKey(id("nobody"));
    expect(messageOf(() => addSignature(proposal, sign(stranger)))).toMatchInlineSnapshot(`
"signed by 0x3bd52Ac93106eCF372507350a717905F93B74d5a, which is no owner; or what was signed is another hash (0xab3c0ee4263b637ab35bd3940e8f3fb66a1e624540c18da6fbafd32126b89ebe)
  expected: one of 0xC257BB2AE6E82b2107068a2EAB4DAe31c56FeEb2, 0xbb61d6C33EE01521803422BA13aFb74674d3BbeA, 0x090B34cF649493E3AD92D2B7E4C1b460447ecE0F
  fix:      compare the safeTxHash with what the wallet showed, and the address with the key that signed"
`);
    expect(() => addSignature(proposal, sign(first, proposal.messageHash))).toThrow("is no owner");
    expect(() => addSignature(proposal, plus4(personal(first, proposal.messageHash)))).toThrow("is no owner");
    expect(() => addApproval(proposal, ownerOf(stranger))).toThrow("is no owner");
  });

  it("is refused when it is not of the owner that is expected", () => {
    expect(addSignature(proposal, sign(first), ownerOf(first).toLowerCase()).signatures).toHaveLength(1);
    expect(messageOf(() => addSignature(proposal, sign(first), ownerOf(second)))).toMatchInlineSnapshot(`
"the signature is of another owner
  got:      0xC257BB2AE6E82b2107068a2EAB4DAe31c56FeEb2
  expected: 0xbb61d6C33EE01521803422BA13aFb74674d3BbeA
  fix:      sign with the key of the owner that you mean"
`);
  });

  it("is refused with the upper one of the two s, though a Safe would take it", () => {
    const { r, s, v } = Signature.from(sign(first));
    const upper = concat([r, toBeHex(ORDER - BigInt(s), 32), toBeHex(v === 27 ? 28 : 27, 1)]);
    expect(messageOf(() => addSignature(proposal, upper))).toMatchInlineSnapshot(`
"not a signature that can be taken
  got:      an s in the upper half of the curve
  expected: the lower one of the two s
  fix:      let the wallet sign again"
`);
  });

  it("is refused with any other v, and when it is none", () => {
    expect(messageOf(() => addSignature(proposal, withV(sign(first), 0)))).toMatchInlineSnapshot(`
"not a signature that can be taken
  got:      v of 0, which a Safe takes for a contract's signature
  expected: v of 27, 28, 31 or 32
  fix:      a contract that is an owner approves the hash on chain; if a key signed, add 27 to the last byte"
`);
    expect(messageOf(() => addSignature(proposal, withV(sign(first), 1)))).toContain("an approval on chain");
    expect(messageOf(() => addSignature(proposal, withV(sign(first), 29)))).toContain("v of 29");
    expect(messageOf(() => addSignature(proposal, Signature.from(sign(first)).compactSerialized))).toContain(
      "64 bytes",
    );
    expect(messageOf(() => addSignature(proposal, "signed"))).toContain("not a signature");
    expect(messageOf(() => addSignature(proposal, concat([toBeHex(0, 64), "0x1b"])))).toContain("no key can give");
  });

  it("is refused in a file that names another owner, kind or signature for it", () => {
    const signed = addApproval(addSignature(proposal, sign(first)), ownerOf(second));
    const file = JSON.parse(writeProposal(signed));
    const index = signed.signatures.findIndex(({ kind }) => kind === "ecdsa");
    const forge = (change: object, at = index) => {
      const signatures = file.signatures.map((each: object, i: number) => (i === at ? { ...each, ...change } : each));
      return () => parseProposal(JSON.stringify({ ...file, signatures }), "proposal.json");
    };
    expect(forge({})).not.toThrow();
    expect(forge({ owner: ownerOf(third) })).toThrow(`signatures[${index}]`);
    expect(forge({ kind: "eth_sign" })).toThrow(`signatures[${index}]`);
    expect(forge({ kind: "approved-hash" })).toThrow(`signatures[${index}]`);
    expect(forge({ signature: sign(third) })).toThrow(`signatures[${index}]`);
    expect(forge({ signature: sign(first, id("else")) })).toThrow(`signatures[${index}]`);
    expect(forge({ owner: ownerOf(third) }, 1 - index)).toThrow(`signatures[${1 - index}]`);
    expect(forge({ kind: "ecdsa" }, 1 - index)).toThrow(`signatures[${1 - index}]`);
    const twice = { ...file, signatures: [...file.signatures, file.signatures[index]] };
    expect(() => parseProposal(JSON.stringify(twice), "proposal.json")).toThrow("has signed already");
  });
});

describe("signatures of another file", () => {
  const collected = addSignature(addSignature(proposal, sign(first)), sign(second));

  it("are taken over where it is the same transaction, but not of who is no owner any more", () => {
    expect(takeSignatures(proposal, collected).signatures).toEqual(collected.signatures);
    const before = { ...proposal.before, owners: [first, third].map(ownerOf) };
    expect(takeSignatures({ ...proposal, before }, collected).signatures.map(({ owner }) => owner)).toEqual([
      ownerOf(first),
    ]);
  });

  it("are worth nothing where it is another transaction", () => {
    const other = { ...proposal, safeTxHash: id("another") };
    expect(takeSignatures(other, collected).signatures).toEqual([]);
  });
});

describe("the signatures for execTransaction", () => {
  it("are as many as the threshold wants, by ascending owner", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: 2 }), (signers) => {
        const signed = signers.reduce((each, key) => addSignature(each, sign(key)), proposal);
        const sorted = signers.map(ownerOf).sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
        const byOwner = (owner: string) => sign(keys.find((key) => ownerOf(key) === owner) as SigningKey);
        expect(encodeSignatures(signed)).toBe(concat(sorted.slice(0, 2).map(byOwner)));
      }),
      { numRuns: 10 },
    );
  });

  it("hold an approval as the owner, nothing and 1", () => {
    const signed = addApproval(addApproval(proposal, ownerOf(first)), ownerOf(second));
    expect(encodeSignatures(signed)).toContain(`${ownerOf(first).slice(2).toLowerCase()}${"0".repeat(64)}01`);
  });

  it("are refused while there are too few", () => {
    expect(messageOf(() => encodeSignatures(addSignature(proposal, sign(first))))).toMatchInlineSnapshot(`
"too few owners have signed (0xab3c0ee4263b637ab35bd3940e8f3fb66a1e624540c18da6fbafd32126b89ebe)
  got:      1 of 2
  fix:      let more owners sign"
`);
  });
});
