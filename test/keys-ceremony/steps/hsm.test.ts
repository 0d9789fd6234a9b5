import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Wallet } from "ethers";
import { configurationOf } from "../../../keys-ceremony/configuration";
import { keyInToken, proveByToken } from "../../../keys-ceremony/devices/hsm";
import { scriptPage } from "../../../keys-ceremony/paper/script";
import { checkPlan } from "../../../keys-ceremony/plan/check";
import type { Plan } from "../../../keys-ceremony/plan/schema";
import { simulatedHands } from "../../../keys-ceremony/practice/hands";
import { practicePlan } from "../../../keys-ceremony/practice/plan";
import { Ceremony } from "../../../keys-ceremony/steps/ceremony";
import type { Hands } from "../../../keys-ceremony/steps/hands";
import { incidentsOf, scriptOf } from "../../../keys-ceremony/steps/order";
import { MemoryVault } from "../../../keys-ceremony/steps/vault";
import { transcriptFile } from "../../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../../keys-ceremony/transcript/verify";
import { SoftHsm, withToken } from "../../safes/signers/soft-hsm";
import { refusalOf } from "../../safes/signers/transactions";
import { CeremonyDay } from "../day/ceremony-day";
import { people, smallPlan } from "../day/small-plan";
import { atTerminal } from "../day/terminal-session";

// ethers makes an HDNodeWallet, which signs in the same way.
const wallet = Wallet.createRandom() as unknown as Wallet;
const small = smallPlan({
  transcriptKeys: Object.fromEntries(people.map((person) => [person, wallet])) as never,
  recipients: { administrator: "age1a", operator: "age1b" },
  fingerprint: "0".repeat(64),
});
const inToken = (key: string, temperature: "hot" | "cold" = "hot") => ({
  custody: "hsm" as const,
  temperature,
  hsm: { token: "ceremony", key },
});
const kmsGenerated = (role: string) => ({
  custody: "kms-generated" as const,
  temperature: "hot" as const,
  kmsAlias: `alias/day-${role}`,
});
/** Every role's key in a token, and no seed. */
const plan: Plan = practicePlan({
  ...small,
  seeds: {},
  roles: {
    deployer: inToken("deployer", "cold"),
    batcher: inToken("batcher"),
    proposer: inToken("proposer"),
    sequencer: inToken("sequencer"),
  },
});
const roles = ["deployer", "batcher", "proposer", "sequencer"] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hsm-custody-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ceremony = (change: Partial<Hands> = {}) =>
  Ceremony.open(folder, plan, { ...simulatedHands(plan, folder), ...change }, new MemoryVault());

describe("keys of roles in an HSM", () => {
  it("need the labels of token and key, each its own, and nothing of other custodies", () => {
    expect(checkPlan(plan)).toEqual([]);
    const problems = (change: Partial<Plan["roles"]["batcher"]>) =>
      checkPlan({ ...plan, roles: { ...plan.roles, batcher: { ...plan.roles.batcher, ...change } } }).map(
        ({ path, what }) => `${path}: ${what}`,
      );
    expect(problems({ hsm: undefined })).toEqual(["roles.batcher.hsm: custody hsm needs it"]);
    expect(problems({ kmsAlias: "alias/batcher" })).toEqual(["roles.batcher.kmsAlias: custody hsm has no use for it"]);
    expect(problems({ hsm: { token: "ceremony", key: "deployer" } })).toEqual([
      "roles.batcher.hsm: deployer would have the same key",
    ]);
    expect(problems({ custody: "kms-generated", kmsAlias: "alias/batcher" })).toEqual([
      "roles.batcher.hsm: custody kms-generated has no use for it",
    ]);
  });

  it("are made, proven and written into the configuration, and the transcript verifies", async () => {
    const { head } = await ceremony().finish();
    const { state } = verifyTranscript(readFileSync(transcriptFile(folder), "utf8"), { head });
    expect([...state.done]).toEqual(["open", "hsm", "wallets", "configure", "close"]);
    const { addressBook, signers } = configurationOf(state);
    expect(addressBook.roles.deployer?.custody).toBe("hsm");
    expect(Object.keys(signers)).toEqual(["batcher", "proposer", "sequencer"]);
    expect(signers.batcher).toBe(state.accounts.get("batcher"));
  });

  it("are refused when the token does not vouch for one, or shows another key than the one that signs", async () => {
    await ceremony().run("open");
    const { hsmKey } = simulatedHands(plan, folder);
    const outside = ceremony({ hsmKey: async (...key) => ({ ...(await hsmKey(...key)), neverOutside: false }) });
    await expect(outside.run("hsm")).rejects.toThrow("deployer: the key could have been outside of its token");
    const twice = ceremony({ hsmKey: async (_, place) => hsmKey("deployer", place) });
    await expect(twice.run("hsm")).rejects.toThrow("have the same account");
    const broken = ceremony({ hsmKey: async () => ({ publicKey: new Uint8Array(88), neverOutside: true }) });
    await expect(broken.run("hsm")).rejects.toThrow("no public key of secp256k1");
    await ceremony().run("hsm");
    const stranger = ceremony({
      prove: async (_, possession) => ({ scheme: "eip191", signature: await wallet.signMessage(possession.role) }),
    });
    await expect(stranger.run("wallets")).rejects.toThrow("not of this key");
  });

  it("have their lines in the printed script", () => {
    const steps = scriptOf(plan);
    const page = scriptPage({ plan, planDigest: `0x${"5a".repeat(32)}`, steps, incidents: incidentsOf(plan) });
    expect(page).toContain("node ceremony.mjs hsm --hsm &lt;library&gt;");
    for (const role of roles)
      expect(page).toContain(`Has the token ceremony make or show its key ${role}, of ${role}.`);
    expect(page).toContain("Lets the token sign for batcher.");
  });
});

withToken("keys of roles in a PKCS#11 token", () => {
  let hsm: SoftHsm;
  beforeAll(async () => {
    hsm = await SoftHsm.start("ceremony");
  });
  afterAll(() => hsm.stop());

  it("are made once, sign for their roles, and go into a transcript that verifies", async () => {
    const device = { module: hsm.module, pinFile: hsm.writePin("pin", SoftHsm.pin) };
    const simulated = simulatedHands(plan, folder);
    const made: string[] = [];
    const hands: Partial<Hands> = {
      hsmKey: async (role, place) => {
        made.push(role);
        return keyInToken(device, place);
      },
      prove: async (holding, possession) => {
        const place = roles.flatMap((role) => (role === holding.name ? (plan.roles[role].hsm ?? []) : []))[0];
        return place ? proveByToken(device, place, possession) : simulated.prove(holding, possession);
      },
    };
    await ceremony(hands).run("open");
    // Interrupted before enough have signed: the keys are there when it goes on.
    const [first] = [await keyInToken(device, { token: "ceremony", key: "batcher" })];
    await ceremony(hands).finish();
    expect(made).toEqual(roles);
    const { state } = verifyTranscript(readFileSync(transcriptFile(folder), "utf8"));
    expect((await keyInToken(device, { token: "ceremony", key: "batcher" })).publicKey).toEqual(first?.publicKey);
    expect(new Set(roles.map((role) => state.accounts.get(role))).size).toBe(4);
    expect(state.proven.has("sequencer")).toBe(true);
  });

  it("are asked for by the library's name", async () => {
    expect(await refusalOf(keyInToken(undefined, { token: "ceremony", key: "batcher" }))).toMatchInlineSnapshot(`
"a token holds a key of this plan, and nothing says how it is reached (PKCS#11 token ceremony)
  fix:      name its library: --hsm <library>, an absolute path"
`);
  });

  atTerminal("by somebody at a terminal", () => {
    it("need the PIN, which is typed and not shown, and are made before anybody signs", async () => {
      const day = await CeremonyDay.begin({
        env: { SOFTHSM2_CONF: hsm.configuration },
        change: (plan) => ({
          ...plan,
          seeds: {},
          roles: {
            deployer: inToken("at-terminal", "cold"),
            batcher: kmsGenerated("batcher"),
            proposer: kmsGenerated("proposer"),
            sequencer: kmsGenerated("sequencer"),
          },
        }),
      });
      try {
        // Native code is not in the one file: it lies beside it.
        mkdirSync(join(day.stick, "node_modules"));
        symlinkSync(dirname(require.resolve("pkcs11js")), join(day.stick, "node_modules", "pkcs11js"));
        const opening = day.at("open");
        for (const _ of people) await opening.answer(/here\? \[yes\/no\] /, "yes");
        await day.signedBy(opening);
        expect((await day.signedBy(day.at("kms"))).code).toBe(0);
        const unnamed = await day.ended(day.at("hsm"));
        expect(unnamed.screen).toMatch(/nothing says how it is reached[\s\S]*--hsm <library>/);
        const session = day.at("hsm", "--hsm", hsm.module);
        await session.answer(/PIN of the token ceremony: /, SoftHsm.pin);
        await session.see(/key: at-terminal\s+neverOutside: true[\s\S]*role: deployer/);
        const { code, screen } = await day.signedBy(session);
        expect(code).toBe(0);
        expect(screen).not.toContain(SoftHsm.pin);
        expect(day.state.accounts.get("deployer")).toMatch(/^0x/);
      } finally {
        await day.end();
      }
    });
  });
});
