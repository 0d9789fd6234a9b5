import { getAddress, id, toBeHex, ZeroHash } from "ethers";
import { canonicalJson } from "../../../safes/proposals/canonical-json";
import { withSimulation, writeProposal } from "../../../safes/proposals/proposal";
import { addSignature } from "../../../safes/proposals/signatures";
import { writeTransactionBuilder } from "../../../safes/proposals/transaction-builder";
import { keys, newOwner, owners, ProposalFiles, swap } from "./proposal-files";
import { runCli } from "./run-cli";

const files = new ProposalFiles();
afterAll(() => files.remove());

const written = swap();
const simulated = withSimulation(written, {
  outcome: "success",
  blockNumber: 12n,
  gasUsed: 90_000n,
  events: ["AddedOwner"],
  after: written.after,
  stateChanges: [
    {
      address: written.safe,
      name: "operations",
      slot: toBeHex(5, 32),
      before: ZeroHash,
      after: toBeHex(1, 32),
      label: "nonce",
    },
    { address: written.safe, slot: id("somewhere"), before: ZeroHash, after: toBeHex(owners[1] ?? "", 32) },
  ],
  scheduled: [],
});
const good = addSignature(simulated, keys[0]?.sign(written.safeTxHash).serialized ?? "");
const other = getAddress(toBeHex(0xbad, 20));

/** As a file says that a timelock has done something on a fork. */
const scheduled = (timelock: string) => ({
  timelock,
  operationId: id("an operation"),
  gasUsed: "1",
  events: [],
  stateChanges: [],
});

const verify = async (file: string, ...args: readonly string[]) => {
  const { code, out, err } = await runCli("verify", file, ...args);
  return { code, out: files.anonymous(out), err: files.anonymous(err) };
};
const verifyText = (text: string, ...args: readonly string[]) =>
  verify(files.write("one.proposal.json", text), ...args);

describe("npm run safe -- verify", () => {
  it("shows an owner everything that is signed, and what to compare with the wallet", async () => {
    const { code, out, err } = await verifyText(writeProposal(good));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchInlineSnapshot(`
"Transaction
  file         proposals/one.proposal.json (proposal)
  description  the third owner lost a key
  chain id     420691
  Safe         0x00000000000000000000000000000000A0005afE, version 1.4.1
  nonce        7

What it does
  1. this Safe 0x00000000000000000000000000000000A0005afE
     = owner 0xAce4f7DE7C21f47C51D7803cECFbFDa7A2bAF5cd is replaced by 0x96dA13eAE3f337A15B8282543f95D2C1F299AFd8
     swapOwner(address prevOwner, address oldOwner, address newOwner)
       prevOwner  0x38ca0d03efA15d9683E81899F34d4d93cE1d658e
       oldOwner   0xAce4f7DE7C21f47C51D7803cECFbFDa7A2bAF5cd
       newOwner   0x96dA13eAE3f337A15B8282543f95D2C1F299AFd8

What changes of the Safe
  owner 0xAce4f7DE7C21f47C51D7803cECFbFDa7A2bAF5cd is removed
  owner 0x96dA13eAE3f337A15B8282543f95D2C1F299AFd8 is added

What changes in storage when the Safe executes it, on a fork of block 12, as the author says
  operations 0x00000000000000000000000000000000A0005afE
    nonce, slot 0x0000000000000000000000000000000000000000000000000000000000000005
      before  0x0000000000000000000000000000000000000000000000000000000000000000
      after   0x0000000000000000000000000000000000000000000000000000000000000001
  0x00000000000000000000000000000000A0005afE
    unknown variable, slot 0x23b5dd422ef9d656c643f73e2c874d87061cc9d39e884a84522e180a291df454
      before  0x0000000000000000000000000000000000000000000000000000000000000000
      after   0x38ca0d03efA15d9683E81899F34d4d93cE1d658e

Proposal
  from        stack testnet, urn:pulumi:testnet::jeju::safes:index:Safe::operations
  written     2026-05-04T10:00:00Z
  simulation  succeeds on a fork of block 12 with 90000 gas
  signatures  1 of 2
              0xca5041dA7d5c9973f533e840A4D221476A644e1c (ecdsa)
  way back    0x5e82f1fecfdaae6556368d14744df8b2be4c069a55ecd4209a86f502b53e4c6b, brings everything back, as far as the author knows

Fields
  to              0x00000000000000000000000000000000A0005afE
  value           0 wei
  data            100 bytes, keccak256 0x81173067acd235dbe700c794e7c17eb80ee109d3adf67149843c862135a7d1ec
  operation       0 (CALL)
  safeTxGas       0
  baseGas         0
  gasPrice        0
  gasToken        0x0000000000000000000000000000000000000000 (none)
  refundReceiver  0x0000000000000000000000000000000000000000 (none)

Compare with your wallet, character by character
  domain hash   0x7a01af75beba4ab1a3d5b9f09f3c8e07600916cccaec13127c28df8fe169576f
  message hash  0x99515931a85bdc840ff1ca149b39edd1955f8b5cbb679b2d10e971d89725631c
  safeTxHash    0x5bc201a4bf68ac07ca185754086319e99d8a4624b09ecc4b21962c77322579f2

Good: nothing speaks against nonce 7 of 0x00000000000000000000000000000000A0005afE, if your wallet shows the same hashes."
`);
  });

  it("prints the same as JSON", async () => {
    const { code, out } = await verifyText(writeProposal(good), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: "proposal",
      hashes: { safeTxHash: good.safeTxHash, domainHash: good.domainHash, messageHash: good.messageHash },
      contradictions: [],
      refusals: [],
    });
  });

  it("holds the file against what the owner knows", async () => {
    const text = writeProposal(good);
    const known = ["--safe", good.safe, "--chain-id", "420691", "--nonce", "7", "--safe-version", "1.4.1"];
    expect((await verifyText(text, ...known)).code).toBe(0);
    for (const [option, value] of [
      ["--safe", other],
      ["--chain-id", "8453"],
      ["--nonce", "8"],
      ["--safe-version", "1.3.0"],
    ] as const) {
      const { code, out } = await verifyText(text, option, value);
      expect(code).toBe(2);
      expect(out).toMatch(/CONTRADICTIONS[\s\S]*Do not sign\.$/);
    }
  });

  it("verifies a Transaction Builder file, when it is told what that does not hold", async () => {
    const { chainId, safe, description, createdAt, transaction } = good;
    const builder = {
      safe: { address: safe, chainId },
      name: description,
      description,
      createdAt,
      calls: [transaction],
    };
    const file = files.write("batch.json", writeTransactionBuilder(builder));
    const known = ["--safe", safe, "--chain-id", "420691", "--nonce", "7", "--safe-version", "1.4.1"];
    const { code, out } = await verify(file, ...known);
    expect(code).toBe(0);
    expect(out).toContain(good.safeTxHash);
    expect(await verify(file)).toMatchObject({
      code: 1,
      err: expect.stringContaining("no --safe, --chain-id, --nonce, --safe-version"),
    });
  });
});

type Change = (file: Record<string, never>) => unknown;
const set =
  (path: string, value: unknown): Change =>
  (file) => {
    const keysOfPath = path.split(".");
    const last = keysOfPath.pop() as string;
    const holder = keysOfPath.reduce<Record<string, unknown>>(
      (each, key) => each[key] as Record<string, unknown>,
      file,
    );
    if (!(last in holder)) throw new Error(`the file has no ${path}`);
    holder[last] = value;
  };
const changed = (change: Change): string => {
  const file = JSON.parse(writeProposal(good));
  change(file);
  return JSON.stringify(file);
};

/** As a forger would who knows that there is a checksum. */
const resealed = (change: Change): string => {
  const { checksum: _, signatures, ...rest } = JSON.parse(changed(change));
  return JSON.stringify({ ...rest, signatures, checksum: id(canonicalJson(rest)) });
};

const { transaction } = good;
const otherOwner = transaction.data.replace(newOwner.slice(2).toLowerCase(), other.slice(2).toLowerCase());

describe("a proposal that was changed after it was written", () => {
  /** The path, what is put there, and the field that has to be named, where that is another one. */
  const table: readonly (readonly [path: string, value: unknown, named?: string])[] = [
    ["transaction.to", other, "messageHash"],
    ["transaction.value", "1", "messageHash"],
    ["transaction.data", otherOwner, "messageHash"],
    ["transaction.data", "0x", "messageHash"],
    ["transaction.operation", 1, "messageHash"],
    ["transaction.safeTxGas", "50000", "messageHash"],
    ["transaction.baseGas", "1", "messageHash"],
    ["transaction.gasPrice", "1", "messageHash"],
    ["transaction.gasToken", other, "messageHash"],
    ["transaction.refundReceiver", other, "messageHash"],
    ["transaction.nonce", "8", "messageHash"],
    ["chainId", "8453", "domainHash"],
    ["safe", other, "domainHash"],
    ["version", "1.2.0", "domainHash"],
    ["version", "1.5.0", "checksum"],
    ["domainHash", id("another")],
    ["messageHash", id("another")],
    ["safeTxHash", id("another")],
    ["decoded.to", other],
    ["decoded.value", "5"],
    ["decoded.operation", "delegatecall"],
    ["decoded.contract", "a friend"],
    ["decoded.function", "nothing()"],
    ["decoded.arguments.2.value", other],
    ["before.owners.0", other, "checksum"],
    ["before.threshold", 1, "checksum"],
    ["before.fallbackHandler", other, "checksum"],
    ["before.guard", other, "checksum"],
    ["before.modules", [other], "checksum"],
    ["after.owners.0", owners[2], "after.owners"],
    ["after.threshold", 1, "after.threshold"],
    ["after.guard", other, "after.guard"],
    ["after.modules", [other], "after.modules"],
    ["simulation.after.threshold", 1, "simulation.after.threshold"],
    ["simulation.gasUsed", "1", "checksum"],
    ["simulation.events", [], "checksum"],
    ["simulation.stateChanges.0.after", id("another"), "checksum"],
    ["simulation.stateChanges.0.label", "nothing of interest", "checksum"],
    ["simulation.scheduled", [scheduled(other)], "simulation.scheduled"],
    ["inverse.transaction.nonce", "9", "inverse"],
    ["inverse.transaction.data", "0x", "inverse"],
    ["inverse.safeTxHash", id("another"), "inverse.safeTxHash"],
    ["description", "nothing to see here", "checksum"],
    ["createdAt", "2020-01-01T00:00:00Z", "checksum"],
    ["origin.stack", "mainnet", "checksum"],
    ["abi", ["function swapOwner(address a)"], "checksum"],
    ["trustedMultiSends", [other], "checksum"],
    ["signatures.0.owner", owners[1], "signatures[0]"],
    ["signatures.0.kind", "eth_sign", "signatures[0]"],
    ["signatures.0.signature", `0x${"11".repeat(64)}1b`, "signatures[0]"],
    ["checksum", id("another")],
  ];
  const mutations = table.map(([path, value, named = path]): [string, unknown, string] => [path, value, named]);

  it.each(mutations)("is refused: %s = %j", async (path, value, named) => {
    const { code, out, err } = await verifyText(changed(set(path, value)));
    expect({ code, err }).toEqual({ code: 2, err: "" });
    const contradictions = out.slice(out.indexOf("CONTRADICTIONS"));
    expect(contradictions).toMatch(new RegExp(`^  ${named.replace(/[.[\]]/g, "\\$&")}`, "m"));
    expect(contradictions).toMatch(/Do not sign\.$/);
  });

  // What follows from something else is found even when the checksum goes with it; what is only told is not.
  const told =
    /^(description|createdAt|origin|simulation\.(gasUsed|events|stateChanges)|before|abi|version|trusted|checksum)/;
  const computed = mutations.filter(([path]) => !told.test(path) && !path.startsWith("signatures"));
  it.each(computed)("is refused with a new checksum over it: %s = %j", async (path, value, named) => {
    const { code, out } = await verifyText(resealed(set(path, value)));
    expect(code).toBe(2);
    expect(out.slice(out.indexOf("CONTRADICTIONS"))).toMatch(new RegExp(`^  ${named.replace(/[.[\]]/g, "\\$&")}`, "m"));
  });

  it.each<[string, unknown]>([
    ["format", "jeju-safe-proposal/2"],
    ["chainId", 420691],
    ["safe", good.safe.toLowerCase()],
    ["version", 141],
    ["transaction.nonce", "07"],
    ["transaction.operation", 2],
    ["transaction.data", "0x1"],
    ["before.owners", []],
    ["signatures.0.kind", "trust-me"],
    ["simulation.stateChanges.0.label", "nonce\n\nGood: nothing speaks against it."],
    ["createdAt", "yesterday"],
  ])("cannot be read, and the field is named: %s = %j", async (path, value) => {
    const { code, out, err } = await verifyText(changed(set(path, value)));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`\n    ${path}: `);
    expect(err).not.toContain("    at ");
  });
});

describe("a proposal that was forged as a whole", () => {
  it("is refused by the rules, whatever its hashes", async () => {
    const delegating = swap({ calls: [{ to: other, value: 0n, data: "0x" }], wanted: undefined });
    const text = writeProposal(delegating).replace('"operation": 0', '"operation": 1');
    const { code, out } = await verifyText(text);
    expect(code).toBe(2);
    expect(out).toMatch(/REFUSED[\s\S]*delegatecall-target: /);
  });

  it("is refused where a rule does not let fewer signatures through, until the operator does", async () => {
    const { planChanges } = await import("../../../safes/proposals/changes");
    const { chainId, version, safe: address, before } = good;
    const fewer = { ...before, threshold: 1 };
    const calls = planChanges({ ...before, chainId, version, address, singleton: other, nonce: 7n }, fewer);
    const text = writeProposal(swap({ wanted: fewer, calls, allowLowerThreshold: true }));
    expect(await verifyText(text)).toMatchObject({ code: 2, out: expect.stringContaining("threshold-lowered") });
    expect(await verifyText(text, "--allow-lower-threshold")).toMatchObject({ code: 0 });
  });
});

describe("a file that is no proposal", () => {
  it.each([
    ["is not there", `${files.directory}/gone.json`],
    ["is a folder", files.directory],
  ])("%s", async (_what, file) => {
    const { code, out, err } = await verify(file);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^the file cannot be read \(proposals/);
  });

  it.each([
    ["empty", ""],
    ["cut off", writeProposal(good).slice(0, 500)],
    ["binary", "\u0000\u0001\ufffd"],
    ["null", "null"],
    ["a list", "[]"],
    ["another JSON file", '{"name":"jeju"}'],
  ])("is %s", async (_what, text) => {
    const { code, out, err } = await verifyText(text);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^not (JSON|a proposal for a Safe) \(proposals\/one.proposal.json\)/);
    expect(err).not.toContain("    at ");
  });
});
