import { readFileSync } from "node:fs";
import { getBytes, hashMessage, type SigningKey, TypedDataEncoder, Wallet } from "ethers";
import { addSignature } from "../../../safes/proposals/signatures";
import { keys, owners, ProposalFiles, stranger, swap } from "./proposal-files";
import { runCli } from "./run-cli";

const files = new ProposalFiles();
afterAll(() => files.remove());

const proposal = swap();
let file: string;
beforeEach(() => {
  file = files.write("swap.proposal.json", proposal);
});
const signatureOf = (key: SigningKey | undefined, hash = proposal.safeTxHash) => key?.sign(hash).serialized ?? "";
const sign = async (...args: readonly string[]) => {
  const { code, out, err } = await runCli("sign", file, ...args);
  return { code, out: files.anonymous(out), err: files.anonymous(err) };
};

describe("npm run safe -- sign", () => {
  it("takes the signatures of owners and says how many there are", async () => {
    expect(await sign("--signature", signatureOf(keys[1]))).toEqual({
      code: 0,
      out: `${owners[1]} has signed (ecdsa): 1 of 2\n1 more to go`,
      err: "",
    });
    expect(await sign("--signature", signatureOf(keys[0]), "--owner", `${owners[0]}`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/2 of 2\nenough: npm run safe -- execute proposals\/swap.proposal.json --rpc-url/),
    });
    expect(
      files
        .read(file)
        .signatures.map(({ owner }) => owner)
        .sort(),
    ).toEqual([owners[0], owners[1]].sort());
  });

  it("takes one by eth_sign, which signs the hash with a prefix", async () => {
    const prefixed = hashMessage(getBytes(proposal.safeTxHash));
    expect(await sign("--signature", signatureOf(keys[2], prefixed))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${owners[2]} has signed (eth_sign): 1 of 2`),
    });
  });

  it("prints typed data whose hash is the safeTxHash, for a wallet to sign", async () => {
    const { code, out } = await sign("--typed-data");
    expect(code).toBe(0);
    const { types, domain, message, primaryType } = JSON.parse(out);
    expect(primaryType).toBe("SafeTx");
    const { EIP712Domain: _, ...messageTypes } = types;
    expect(TypedDataEncoder.hash(domain, messageTypes, message)).toBe(proposal.safeTxHash);
    const signature = await new Wallet(keys[0] as SigningKey).signTypedData(domain, messageTypes, message);
    expect(await sign("--signature", signature)).toMatchObject({ code: 0, out: expect.stringContaining("1 of 2") });
    expect(files.read(file).signatures).toMatchObject([{ owner: owners[0], kind: "ecdsa" }]);
  });

  const byTwo = () => files.write("swap.proposal.json", addSignature(proposal, signatureOf(keys[0])));
  it.each<[string, () => readonly string[]]>([
    ["of somebody who is no owner", () => ["--signature", signatureOf(stranger)]],
    ["of another hash", () => ["--signature", signatureOf(keys[0], `0x${"77".repeat(32)}`)]],
    [
      "of another owner than the one that is named",
      () => ["--signature", signatureOf(keys[0]), "--owner", `${owners[1]}`],
    ],
    ["of an owner who has signed already", () => [byTwo(), "--signature", signatureOf(keys[0])].slice(1)],
    ["that is cut off", () => ["--signature", signatureOf(keys[0]).slice(0, -2)]],
    ["that is no hex", () => ["--signature", "mine"]],
    ["with a v that a Safe takes for something else", () => ["--signature", `${signatureOf(keys[0]).slice(0, -2)}01`]],
    ["with r and s of zero", () => ["--signature", `0x${"00".repeat(64)}1b`]],
  ])("refuses a signature %s, and leaves the file as it is", async (_what, args) => {
    const given = args();
    const before = readFileSync(file, "utf8");
    const { code, out, err } = await sign(...given);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toContain("    at ");
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("says what is wrong with a signature", async () => {
    expect((await sign("--signature", signatureOf(stranger))).err).toMatchInlineSnapshot(`
"signed by 0x49052147F5D97A723DEBdf07680fFFaDAd29A5dC, which is no owner; or what was signed is another hash (0x5bc201a4bf68ac07ca185754086319e99d8a4624b09ecc4b21962c77322579f2)
  expected: one of 0xca5041dA7d5c9973f533e840A4D221476A644e1c, 0x38ca0d03efA15d9683E81899F34d4d93cE1d658e, 0xAce4f7DE7C21f47C51D7803cECFbFDa7A2bAF5cd
  fix:      compare the safeTxHash with what the wallet showed, and the address with the key that signed"
`);
    byTwo();
    expect((await sign("--signature", signatureOf(keys[0]))).err).toMatchInlineSnapshot(`
"0xca5041dA7d5c9973f533e840A4D221476A644e1c has signed already (0x5bc201a4bf68ac07ca185754086319e99d8a4624b09ecc4b21962c77322579f2)
  fix:      let another owner sign; a second signature of the same one counts nothing"
`);
  });

  it("refuses to sign or to show a wallet what verify refuses", async () => {
    const fewer = { ...swap().before, threshold: 1 };
    const { planChanges } = await import("../../../safes/proposals/changes");
    const state = {
      ...swap().before,
      address: proposal.safe,
      chainId: 420691n,
      version: "1.4.1",
      singleton: proposal.safe,
      nonce: 7n,
    };
    const calls = planChanges(state, fewer);
    file = files.write("fewer.proposal.json", swap({ wanted: fewer, calls, allowLowerThreshold: true }));
    for (const args of [["--typed-data"], ["--signature", signatureOf(keys[0])]]) {
      const { code, err, out } = await sign(...args);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("threshold-lowered: the Safe would need fewer signatures: 2 -> 1");
    }
    const { safeTxHash } = files.read(file);
    expect(await sign("--signature", signatureOf(keys[0], safeTxHash), "--allow-lower-threshold")).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 of 2"),
    });
  });

  it("refuses to sign a file that was changed", async () => {
    const changed = readFileSync(file, "utf8").replace("the third owner lost a key", "nothing to see here");
    file = files.write("changed.proposal.json", changed);
    const { code, err } = await sign("--signature", signatureOf(keys[0]));
    expect(code).toBe(2);
    expect(err).toContain("checksum says");
  });

  it("wants one way to sign", async () => {
    expect(await sign()).toMatchInlineSnapshot(`
{
  "code": 1,
  "err": "nothing to sign with (proposals/swap.proposal.json)
  got:      no option
  expected: one of --typed-data, --signature, --key-variable
  fix:      npm run safe -- sign --help",
  "out": "",
}
`);
    expect(await sign("--typed-data", "--signature", signatureOf(keys[0]))).toMatchObject({
      code: 1,
      err: expect.stringContaining("more than one way to sign"),
    });
  });

  it("takes no plain key without a chain on this machine that proves a rehearsal", async () => {
    process.env.JEJU_TEST_OWNER_KEY = keys[0]?.privateKey;
    expect(await sign("--key-variable", "JEJU_TEST_OWNER_KEY")).toMatchObject({
      code: 1,
      err: expect.stringContaining("no endpoint to reach the chain"),
    });
    const elsewhere = await sign("--key-variable", "JEJU_TEST_OWNER_KEY", "--rpc-url", "https://base.invalid");
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining("a plain key is refused on this chain") });
    expect(files.read(file).signatures).toEqual([]);
    delete process.env.JEJU_TEST_OWNER_KEY;
  });

  it("says so when the file cannot be read, is something else, or a Transaction Builder file", async () => {
    file = `${files.directory}/gone.json`;
    expect(await sign("--typed-data")).toMatchObject({
      code: 1,
      err: expect.stringContaining("the file cannot be read"),
    });
    file = files.write("other.json", "{}");
    expect(await sign("--typed-data")).toMatchObject({ code: 1, err: expect.stringContaining("not a proposal") });
    file = files.write("swap.transaction-builder.json", '{"version":"1.0","transactions":[]}');
    expect(await sign("--typed-data")).toMatchObject({
      code: 1,
      err: expect.stringContaining("name the proposal beside it: proposals/swap.proposal.json"),
    });
  });
});
