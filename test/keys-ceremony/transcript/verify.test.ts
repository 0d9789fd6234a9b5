import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Wallet } from "ethers";
import { practiceWallet } from "../../../keys-ceremony/practice/keys";
import { possessionTypedData } from "../../../keys-ceremony/proof";
import { possessionOf } from "../../../keys-ceremony/steps/possession";
import type { CeremonyState } from "../../../keys-ceremony/steps/state";
import { hashOf } from "../../../keys-ceremony/transcript/envelope";
import { parseTranscript } from "../../../keys-ceremony/transcript/file";
import { Refusal } from "../../../keys-ceremony/transcript/refusal";
import { replay } from "../../../keys-ceremony/transcript/replay";
import { type VerifyOptions, verifyTranscript } from "../../../keys-ceremony/transcript/verify";
import { type Forged, Forgery } from "./tampering";

// A machine that does much else takes its time over some thousand signatures.

const root = join(__dirname, "../../..");
const ceremony = "jeju-mainnet-2027-1";

let folder: string;
let text: string;
let state: CeremonyState;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ceremony-"));
  // In a process of its own, as an operator does it: jest takes ten times as long for the arithmetic.
  const practice = ["practice", "keys-ceremony/plans/mainnet.yaml", "--folder", folder];
  execFileSync(process.execPath, ["--require", "tsx/cjs", "keys-ceremony/cli/index.ts", ...practice], {
    cwd: root,
    stdio: "pipe",
  });
  text = readFileSync(join(folder, "transcript.jsonl"), "utf8");
  state = verifyTranscript(text).state;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function verdictOf(forged: string, options?: VerifyOptions): string {
  try {
    verifyTranscript(forged, options);
  } catch (error) {
    if (error instanceof Refusal) return `${error.kind}: ${error.message}`;
    throw error;
  }
  return "verified";
}

/** A seat's account and proof, signed by another wallet for the same moment. */
async function otherOwner(forgery: Forgery, seat: string, wallet: Wallet, change: object = {}): Promise<Forged> {
  const before = replay(forgery.envelopes.slice(0, forgery.find("wallets")));
  const possession = { ...possessionOf(before, seat, wallet.address), ...change };
  const { domain, types, message } = possessionTypedData(possession);
  const signature = await wallet.signTypedData(domain, types, message);
  return { name: seat, account: wallet.address, scheme: "eip712", signature };
}

const proofOf = (statement: Forged, name: string) =>
  statement.predicate.evidence.proofs.find((proof: Forged) => proof.name === name);

describe("a transcript", () => {
  it("verifies from its text alone, with 4 roles and 23 seats proven", () => {
    const { state: verified, next } = verifyTranscript(text, { head: state.head });
    expect(next).toBeUndefined();
    expect(verified.proven.size).toBe(4 + 23);
    expect(new Set(verified.accounts.values()).size).toBe(4 + 23);
  });

  type Tampering = (forgery: Forgery) => unknown;

  it.each<[string, string, Tampering]>([
    ["with two entries swapped", "chain-broken", (f) => f.envelopes.splice(3, 2, f.envelope(4), f.envelope(3))],
    ["without its first entry", "malformed", (f) => f.envelopes.shift()],
    ["without an entry in the middle", "chain-broken", (f) => f.envelopes.splice(5, 1)],
    ["without its last entry", "unfinished", (f) => f.envelopes.pop()],
    ["without any entry", "unfinished", (f) => f.envelopes.splice(0)],
    ["with an entry twice", "chain-broken", (f) => f.envelopes.splice(4, 0, f.envelope(4))],
    [
      "with an altered account",
      "too-few-signatures",
      (f) =>
        f.alter("derivation", (s) => (s.predicate.evidence.keys[0].account = practiceWallet(ceremony, "x").address)),
    ],
    [
      "with an altered time",
      "too-few-signatures",
      (f) => f.alter("close", (s) => (s.predicate.at = "2027-01-12T12:00:00.000Z")),
    ],
    [
      "with an altered first entry",
      "chain-broken",
      (f) => f.alter("open", (s) => (s.predicate.previous = `0x${"1".repeat(64)}`)),
    ],
    [
      "of another payload type",
      "malformed",
      (f) => (f.envelopes[2] = { ...f.envelope(2), payloadType: "application/json" }),
    ],
    ["with a payload that is no JSON", "malformed", (f) => f.put(2, "hello")],
    ["with a payload that is no statement", "malformed", (f) => f.put(2, "{}")],
    ["with a payload in another notation", "malformed", (f) => f.put(2, JSON.stringify(f.statement(2), null, 1))],
    [
      "with a field twice",
      "malformed",
      (f) =>
        f.put(2, Buffer.from(f.envelope(2).payload, "base64").toString().replace('"_type"', '"_type":"x","_type"')),
    ],
    [
      "of another predicate",
      "malformed",
      (f) => f.alter("machine", (s) => (s.predicateType = "https://slsa.dev/provenance/v1")),
    ],
    ["without signatures", "too-few-signatures", (f) => (f.envelopes[2] = { ...f.envelope(2), signatures: [] })],
    [
      "with one signature too few",
      "too-few-signatures",
      (f) => (f.envelopes[2] = { ...f.envelope(2), signatures: f.envelope(2).signatures.slice(1) }),
    ],
    [
      "with one signature counted twice",
      "too-few-signatures",
      (f) =>
        (f.envelopes[2] = {
          ...f.envelope(2),
          signatures: [...f.envelope(2).signatures.slice(1), ...f.envelope(2).signatures.slice(1, 2)],
        }),
    ],
    [
      "with another's key id on a signature",
      "too-few-signatures",
      (f) =>
        (f.envelopes[2] = {
          ...f.envelope(2),
          signatures: f
            .envelope(2)
            .signatures.map((each, index) =>
              index === 0 ? { ...f.envelope(2).signatures[1], keyid: each.keyid } : each,
            ) as Forged,
        }),
    ],
    [
      "with signatures of another entry",
      "too-few-signatures",
      (f) => (f.envelopes[2] = { ...f.envelope(2), signatures: f.envelope(3).signatures }),
    ],
    [
      "with a stranger's signature",
      "too-few-signatures",
      (f) =>
        (f.envelopes[2] = f.sign(2, "stranger", { ...f.envelope(2), signatures: f.envelope(2).signatures.slice(1) })),
    ],
    ["signed anew by too few", "too-few-signatures", (f) => f.rechain(4, { to: 4, count: 9 })],
  ])("%s is refused as %s", async (_, kind, tamper) => {
    const forgery = new Forgery(text, ceremony);
    await tamper(forgery);
    expect(verdictOf(forgery.text)).toMatch(new RegExp(`^${kind}:`));
  });

  it.each<[string, RegExp, Tampering]>([
    ["for another chain", /^wrong-chain/, (f) => f.rewrite("wallets", (s) => (s.predicate.chainId = 84532))],
    [
      "for another ceremony",
      /^wrong-ceremony/,
      (f) => f.rewrite("wallets", (s) => (s.predicate.ceremony = "jeju-testnet-2027-1")),
    ],
    [
      "with an owner of the forger",
      /^bad-proof.*\n?.*/,
      (f) =>
        f.rewrite("wallets", (s) => (proofOf(s, "upgrades/3").account = practiceWallet(ceremony, "forger").address)),
    ],
    [
      "with an owner in another seat",
      /^bad-proof/,
      (f) =>
        f.rewrite("wallets", (s) =>
          Object.assign(proofOf(s, "upgrades/3"), { ...proofOf(s, "treasury/3"), name: "upgrades/3" }),
        ),
    ],
    [
      "without a seat",
      /^bad-evidence.*proofs are of/,
      (f) => f.rewrite("wallets", (s) => s.predicate.evidence.proofs.pop()),
    ],
    [
      "with a proof of an earlier moment",
      /^bad-proof/,
      async (f) => {
        const proof = await otherOwner(f, "upgrades/3", practiceWallet(ceremony, "upgrades/3"), {
          transcriptHead: hashOf(f.envelope(0)),
        });
        return f.rewrite("wallets", (s) => Object.assign(proofOf(s, "upgrades/3"), proof));
      },
    ],
    [
      "with a proof for another chain",
      /^bad-proof/,
      async (f) => {
        const proof = await otherOwner(f, "upgrades/3", practiceWallet(ceremony, "upgrades/3"), { chainId: 84532 });
        return f.rewrite("wallets", (s) => Object.assign(proofOf(s, "upgrades/3"), proof));
      },
    ],
    [
      "with one wallet in two Safes",
      /^bad-evidence.*same account/,
      async (f) => {
        const proof = await otherOwner(f, "treasury/1", practiceWallet(ceremony, "upgrades/3"));
        return f.rewrite("wallets", (s) => Object.assign(proofOf(s, "treasury/1"), proof));
      },
    ],
    [
      "with an owner who signs the transcript by the same wallet",
      /^bad-evidence.*signs the transcript/,
      async (f) => {
        const proof = await otherOwner(f, "treasury/1", practiceWallet(ceremony, "participant holder-03"));
        return f.rewrite("wallets", (s) => Object.assign(proofOf(s, "treasury/1"), proof));
      },
    ],
    [
      "without the recovery",
      /^wrong-order/,
      (f) => {
        const at = f.find("recovery");
        f.envelopes.splice(at, 1);
        return f.rechain(at, { to: at });
      },
    ],
    [
      "with wiping before recovery",
      /^wrong-order/,
      (f) => {
        const at = f.find("recovery");
        f.envelopes.splice(at, 0, ...f.envelopes.splice(f.find("wipe"), 1));
        return f.rechain(at, { to: at });
      },
    ],
    [
      "that states another plan's digest among its subjects",
      /^malformed/,
      (f) => f.rewrite("machine", (s) => (s.subject[0].digest.sha256 = "0".repeat(64))),
    ],
    [
      "with subjects that leave the plan out",
      /^malformed/,
      (f) => f.rewrite("machine", (s) => (s.subject[0].name = "something-else")),
    ],
    ["with a step nobody knows", /^wrong-order/, (f) => f.rewrite("machine", (s) => (s.predicate.step = "party"))],
    [
      "with a quorum that was not tried",
      /^bad-evidence.*9 of 10 quorums/,
      (f) => f.rewrite("recovery", (s) => (s.predicate.evidence.seeds.servers.quorums = 9)),
    ],
    [
      "with another path",
      /^bad-evidence.*as the plan says/,
      (f) => f.rewrite("derivation", (s) => (s.predicate.evidence.keys[0].path = "m/44'/60'/9'/0/0")),
    ],
    [
      "with fewer dice",
      /^bad-evidence.*not what was planned/,
      (f) => f.rewrite("entropy", (s) => (s.predicate.evidence.seeds.servers.diceRolls = 50)),
    ],
    [
      "with another holder of a share",
      /^bad-evidence.*not shared/,
      (f) => f.rewrite("backup", (s) => (s.predicate.evidence.seeds.servers.holders[0] = "holder-02")),
    ],
    [
      "with another key in KMS",
      /^bad-evidence.*KMS holds the key of/,
      (f) =>
        f.rewrite("kms", (s) => {
          const { keys } = s.predicate.evidence;
          [keys[1].publicKey, keys[2].publicKey] = [keys[2].publicKey, keys[1].publicKey];
        }),
    ],
    [
      "with a key of another curve in KMS",
      /^bad-evidence.*no public key of secp256k1/,
      (f) =>
        f.rewrite("kms", (s) => {
          const key = Buffer.from(s.predicate.evidence.keys[0].publicKey, "base64");
          key.writeUInt8(0x23, 19);
          s.predicate.evidence.keys[0].publicKey = key.toString("base64");
        }),
    ],
    [
      "with a key sealed under another account",
      /^bad-evidence.*sealed as/,
      (f) =>
        f.rewrite("sealing", (s) => (s.predicate.evidence.sealed[0].account = practiceWallet(ceremony, "x").address)),
    ],
    [
      "with a sealed secret that names another account",
      /^bad-evidence.*names another account/,
      (f) =>
        f.rewrite("sealing", (s) => {
          s.predicate.evidence.sealed[0].manifest.metadata.annotations["ceremony.jeju/expected-address"] =
            practiceWallet(ceremony, "x").address;
        }),
    ],
    [
      "with a key wrapped under another account",
      /^bad-evidence.*wrapped is the key of/,
      (f) =>
        f.rewrite("wrapping", (s) => (s.predicate.evidence.keys[0].account = practiceWallet(ceremony, "x").address)),
    ],
    [
      "with another configuration",
      /^bad-evidence.*configuration is not the one/,
      (f) => f.rewrite("configure", (s) => (s.predicate.evidence.sha256 = "0".repeat(64))),
    ],
    [
      "with a closing of other accounts",
      /^bad-evidence.*does not sum up/,
      (f) => f.rewrite("close", (s) => (s.predicate.evidence.accounts.batcher = practiceWallet(ceremony, "x").address)),
    ],
    [
      "with a witness who was not there",
      /^bad-evidence.*no witness/,
      (f) => f.rewrite("wipe", (s) => (s.predicate.evidence.attestedBy = "holder-01")),
    ],
    [
      "that goes back in time",
      /^out-of-time.*before the entry before/,
      (f) => f.rewrite("close", (s) => (s.predicate.at = "2020-01-01T00:00:00.000Z")),
    ],
    [
      "after the plan's end",
      /^out-of-time.*the plan ends/,
      (f) => f.rewrite("close", (s) => (s.predicate.at = "2029-01-01T00:00:00.000Z")),
    ],
    [
      "with a plan of weaker Safes",
      /^bad-plan/,
      (f) => f.rewrite("open", (s) => (s.predicate.evidence.plan.safes.upgrades.threshold = 2)),
    ],
    [
      "with a plan of fewer signatures",
      /^bad-plan/,
      (f) => f.rewrite("open", (s) => (s.predicate.evidence.plan.transcriptThreshold = 1)),
    ],
    [
      "without the mark of a practice",
      /^bad-plan/,
      (f) =>
        f.rewrite("open", (s) => {
          delete s.predicate.evidence.plan.practice;
          s.predicate.at = "2027-01-12T09:00:00.000Z";
        }),
    ],
    [
      "with evidence of a field that nobody knows",
      /^bad-evidence/,
      (f) => f.rewrite("wipe", (s) => (s.predicate.evidence.verified = true)),
    ],
    [
      "signed by somebody who was not present",
      /^too-few-signatures/,
      (f) => f.rewrite("open", (s) => s.predicate.evidence.present.splice(4, 1)),
    ],
  ])("rewritten and signed by everybody, %s, is refused", async (_, reason, tamper) => {
    const forgery = new Forgery(text, ceremony);
    await tamper(forgery);
    expect(verdictOf(forgery.text)).toMatch(reason);
  });

  it("that everybody has signed twice, with two endings, is told from the published one by its head", async () => {
    const forgery = new Forgery(text, ceremony);
    forgery.rewrite("close", (s) => (s.predicate.at = new Date(Date.parse(s.predicate.at) + 1).toISOString()));
    expect(verdictOf(forgery.text)).toBe("verified");
    expect(verdictOf(forgery.text, { head: state.head })).toMatch(/^chain-broken.*published/);
  });

  it("cut off in a line is refused", () => {
    expect(verdictOf(text.slice(0, -100))).toMatch(/^malformed/);
  });

  it("that is not closed verifies when that is asked for, and tells what is next", () => {
    const lines = text.trim().split("\n");
    const { next } = verifyTranscript(lines.slice(0, 4).join("\n"), { unfinished: true });
    expect(next).toBe("backup");
    expect(parseTranscript(text)).toHaveLength(lines.length);
  });
});
