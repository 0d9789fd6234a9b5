import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyMessage, ZeroAddress } from "ethers";
import { parse } from "yaml";
import { compare, differences, type ObservedRoles } from "../../../keys-ceremony/compare";
import { configurationCommands, configurationOf } from "../../../keys-ceremony/configuration";
import { checkDrill, type DrillCertificate, drillText, staleSeeds } from "../../../keys-ceremony/drill/certificate";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { simulatedHands } from "../../../keys-ceremony/practice/hands";
import { practicePlan } from "../../../keys-ceremony/practice/plan";
import { Ceremony } from "../../../keys-ceremony/steps/ceremony";
import type { CeremonyState } from "../../../keys-ceremony/steps/state";
import { MemoryVault } from "../../../keys-ceremony/steps/vault";
import { transcriptFile } from "../../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../../keys-ceremony/transcript/verify";
import { openCeremony } from "../../../rehearsal/ceremony";
import { keepCeremony } from "../../../rehearsal/ceremony/kept";
import { keptState } from "../../../rehearsal/ceremony/kept-state";
import { rotateLastSeat } from "../../../rehearsal/ceremony/rotation";
import { rehearsalPaths } from "../../../rehearsal/paths";
import { StackConfig } from "../../../rehearsal/stack-config";

// A machine that does much else takes its time over some thousand signatures.

const root = join(__dirname, "../../..");
let folder: string;
let state: CeremonyState;
let seconds: number;
let drills: DrillCertificate[];

const command = (...args: string[]) => ["--require", "tsx/cjs", "keys-ceremony/cli/index.ts", ...args];
/** As an operator runs it; outside of jest, where the arithmetic takes ten times as long. */
const run = (...args: string[]) => spawnSync(process.execPath, command(...args), { cwd: root, encoding: "utf8" });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ceremony-"));
  const before = Date.now();
  const practice = command("practice", "keys-ceremony/plans/mainnet.yaml", "--folder", folder);
  execFileSync(process.execPath, practice, { cwd: root, stdio: "pipe" });
  seconds = (Date.now() - before) / 1000;
  state = verifyTranscript(readFileSync(transcriptFile(folder), "utf8")).state;
  drills = readdirSync(folder)
    .filter((name) => name.startsWith("drill-"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}, 200_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a practice of mainnet's plan", () => {
  it("runs unattended in less than three minutes, with 4 roles and 23 seats", () => {
    expect(seconds).toBeLessThan(180);
    expect(state.proven.size).toBe(27);
    expect(state.plan.practice).toBe(true);
  });

  it("configures the rehearsal's stack with its owners, whose keys sign there", () => {
    const { owners, signers, wallets } = openCeremony(folder, "mainnet");
    const file = join(folder, "Pulumi.mainnet.yaml");
    StackConfig.copy("mainnet", file).fill("mainnet", { owners, signers }).save();
    const { safes } = configurationOf(state).addressBook;
    const { config } = parse(readFileSync(file, "utf8"));
    const configured = config["jeju:safes"];
    expect(Object.keys(config["jeju:contracts"].signers)).toEqual(["batcher", "proposer", "sequencer"]);
    expect(config["jeju:contracts"].signers.batcher).toBe(state.accounts.get("batcher"));
    for (const [name, { threshold, owners: seats }] of Object.entries(safes)) {
      expect(configured[name]).toEqual({ threshold, owners: seats.map(({ account }) => account) });
    }
    const known = new Set(wallets.map(({ address }) => address));
    expect(
      Object.values(owners)
        .flat()
        .filter((owner) => !known.has(owner)),
    ).toEqual([]);
    // It was asked for: owners and accounts that somebody has chosen already give way.
    const other = { operations: [], upgrades: [], treasury: [] };
    StackConfig.open(file).fill("mainnet", { owners: other, signers: {} }).save();
    StackConfig.open(file).fill("mainnet", { owners, signers }).save();
    expect(parse(readFileSync(file, "utf8")).config).toEqual(config);
    expect(() => openCeremony(folder, "testnet")).toThrow("not for a rehearsal of this stack");
    expect(() => openCeremony(tmpdir(), "testnet")).toThrow("the transcript of a practice cannot be read");
  });

  it("seals for a cluster of its own, whose key the rehearsal gets with what is sealed", () => {
    const { clusterKeys } = openCeremony(folder, "mainnet");
    expect(clusterKeys?.clusterPrivateKey).toContain("BEGIN PRIVATE KEY");
    expect(clusterKeys?.sealed.map(({ role, account }) => [role, account])).toEqual([
      ["sequencer", state.accounts.get("sequencer")],
    ]);
  });

  it("has one owner of a Safe rotated by the rehearsal, in the rehearsal's own copy", async () => {
    const paths = rehearsalPaths("mainnet", join(folder, "rehearsals"));
    const ceremony = openCeremony(folder, "mainnet");
    keepCeremony(paths, ceremony, true);
    const account = await rotateLastSeat(paths, ceremony, "operations");
    expect(await rotateLastSeat(paths, ceremony, "operations")).toBe(account);
    expect(ceremony.owners.operations).not.toContain(account);

    const kept = keptState(paths);
    expect(kept.entries).toBe(state.entries + 1);
    const owners = configurationOf(kept).addressBook.safes.operations?.owners.map((owner) => owner.account);
    expect(owners).toEqual([...ceremony.owners.operations.slice(0, -1), account]);
    expect(readFileSync(transcriptFile(folder), "utf8")).toBe(ceremony.transcript);
    expect(() => keepCeremony(paths, ceremony, false)).not.toThrow();
  });

  it("gives the same configuration as stack file, commands and address book", () => {
    const configuration = configurationOf(state);
    const { config } = parse(readFileSync(join(folder, "Pulumi.mainnet.ceremony.yaml"), "utf8"));
    expect(config).toEqual(configuration.values);
    const commands = configurationCommands(configuration);
    expect(commands).toHaveLength(3 + 3 + 23);
    const [first] = config["jeju:safes"].upgrades.owners;
    expect(commands).toContain(`pulumi config set --stack mainnet --path 'jeju:safes.upgrades.owners[0]' ${first}`);
    expect(readFileSync(join(folder, "address-book.csv"), "utf8").trim().split("\n")).toHaveLength(1 + 27);
  });

  it("is refused as configuration of a stack that is no rehearsal", () => {
    const { status, stderr } = run("configuration", transcriptFile(folder));
    expect(stderr).toContain("anyone can compute its keys");
    expect(status).toBe(2);
  });

  it("is told from another one by the published head, on the command line too", () => {
    const right = run("verify", transcriptFile(folder), "--head", state.head);
    expect(right.stdout).toContain("verified: complete");
    expect(right.status).toBe(0);
    const wrong = run("verify", transcriptFile(folder), "--head", `0x${"0".repeat(64)}`);
    expect(wrong.status).toBe(2);
  });
});

describe("an interrupted practice", () => {
  const command = ["practice", "keys-ceremony/plans/testnet.yaml", "--folder"] as const;
  let other: string;
  beforeEach(() => {
    other = mkdtempSync(join(tmpdir(), "interrupted-"));
  });
  afterEach(() => rmSync(other, { recursive: true }));

  const interruptAfter = async (...steps: readonly string[]) => {
    const plan = practicePlan(loadPlan(join(root, "keys-ceremony/plans/testnet.yaml")));
    const ceremony = Ceremony.open(other, plan, simulatedHands(plan, other), new MemoryVault());
    for (const step of steps) await ceremony.run(step);
  };

  it("says what to do when its seeds have gone with its process, and begins anew", async () => {
    await interruptAfter("open", "machine", "entropy", "derivation");
    const { status, stderr } = run(...command, other);
    expect(stderr).toMatch(/cannot go on[\s\S]*the next step would be backup[\s\S]*--fresh/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
    expect(run(...command, other, "--fresh").status).toBe(0);
  });

  it("goes on where there were no seeds yet", async () => {
    await interruptAfter("open", "machine");
    const { status, stderr } = run(...command, other);
    expect(stderr).not.toContain("step open");
    expect(status).toBe(0);
  });

  it("step by step says that simulated holders forget their cards", async () => {
    await interruptAfter("open", "machine", "entropy", "derivation", "backup");
    const secrets = ["--secrets", join("/dev/shm", `practice-${process.pid}`)];
    const plan = ["--plan", "keys-ceremony/plans/testnet.yaml", "--folder", other, "--practice"];
    const { status, stderr } = run("recovery", ...plan, ...secrets);
    expect(stderr).toMatch(/simulated holders have no cards[\s\S]*practise all steps in one go/);
    expect(status).toBe(1);
    rmSync(secrets[1] ?? "", { recursive: true });
  });
});

describe("a recovery drill", () => {
  const days = (count: number) => new Date(Date.parse(drills[0]?.at ?? "") + count * 86_400_000);

  it("was done from shares and from each encrypted copy, and the recovered key has signed", () => {
    expect(drills.map(({ method }) => method).sort()).toEqual(["age", "age", "shares"]);
    for (const { signature, ...drill } of drills) {
      expect(verifyMessage(drillText(drill), signature)).toBe(state.accounts.get("batcher"));
    }
  });

  it("counts for 180 days, and then blocks mainnet", () => {
    expect(staleSeeds(state, drills, days(179))).toEqual([]);
    expect(staleSeeds(state, drills, days(181))).toEqual([
      "seed servers: the last recovery drill is 180 days old, and 180 are allowed",
    ]);
    expect(staleSeeds(state, [], days(1))).toEqual(["seed servers: no recovery drill"]);
  });

  it.each<[string, Partial<DrillCertificate>, string]>([
    ["another day", { at: "2030-01-01T00:00:00.000Z" }, "has not signed it"],
    ["another seed", { seed: "other" }, "there is no seed other"],
    ["another method", { method: "age" }, "has not signed it"],
    ["another account", { account: ZeroAddress }, "not the account of the seed's first role"],
    ["another ceremony", { ceremonyId: `0x${"1".repeat(64)}` }, "of another ceremony"],
  ])("does not count for %s", (_, change, message) => {
    const drill = drills.find(({ method }) => method === "shares") as DrillCertificate;
    expect(() => checkDrill(state, { ...drill, ...change }, days(10_000))).toThrow(message);
  });

  it("does not count before it was done", () => {
    expect(() => checkDrill(state, drills[0] as DrillCertificate, days(-1))).toThrow("which is to come");
  });
});

describe("the chain beside the transcript", () => {
  const address = (digit: string) => `0x${digit.repeat(40)}`;
  const outputs = {
    safes: { operations: address("1"), upgrades: address("2"), treasury: address("3") },
    l1Contracts: { SystemConfig: address("4"), L2OutputOracle: address("5") },
  };

  function published(): ObservedRoles {
    const { roles, safes } = configurationOf(state).addressBook;
    return {
      chainId: 8453,
      batcherHash: `0x${"0".repeat(24)}${roles.batcher?.account.slice(2)}`,
      unsafeBlockSigner: roles.sequencer?.account ?? "",
      proposer: roles.proposer?.account ?? "",
      challenger: address("1"),
      safes: Object.entries(safes).map(([name, { threshold, owners }]) => ({
        name,
        threshold,
        // A Safe lists its owners in another order than they were named.
        owners: owners.map(({ account }) => account).reverse(),
      })),
    };
  }

  it("is as published", () => {
    const comparisons = compare(state, outputs, published());
    expect(comparisons).toHaveLength(5 + 6);
    expect(differences(comparisons)).toEqual([]);
  });

  it.each<[string, (roles: ObservedRoles) => ObservedRoles]>([
    ["chain", (roles) => ({ ...roles, chainId: 84532 })],
    ["SystemConfig.batcherHash", (roles) => ({ ...roles, batcherHash: `0x${"0".repeat(64)}` })],
    ["SystemConfig.unsafeBlockSigner", (roles) => ({ ...roles, unsafeBlockSigner: address("9") })],
    ["L2OutputOracle.PROPOSER", (roles) => ({ ...roles, proposer: address("9") })],
    ["L2OutputOracle.CHALLENGER", (roles) => ({ ...roles, challenger: address("9") })],
    ["upgrades Safe threshold", (roles) => withSafe(roles, { threshold: 4 })],
    ["upgrades Safe owners", (roles) => withSafe(roles, { owners: [address("9")] })],
  ])("names %s when that alone differs", (what, change) => {
    expect(differences(compare(state, outputs, change(published()))).map((each) => each.what)).toEqual([what]);
  });

  function withSafe(roles: ObservedRoles, change: Partial<ObservedRoles["safes"][number]>): ObservedRoles {
    return { ...roles, safes: roles.safes.map((safe) => (safe.name === "upgrades" ? { ...safe, ...change } : safe)) };
  }
});

describe("a rotation", () => {
  const openWith = (answers: Record<string, string>) =>
    Ceremony.open(folder, state.plan, simulatedHands(state.plan, folder, { answers }), new MemoryVault());

  it("follows on a compromise, which takes the configuration away until then", async () => {
    const revoked = await openWith({ holding: "upgrades/3", reason: "the device was stolen" }).run("compromise");
    expect(() => configurationOf(revoked)).toThrow("the key of upgrades/3 is revoked, and not replaced yet");
    const rotated = await openWith({ holding: "upgrades/3" }).run("rotation");
    const before = state.accounts.get("upgrades/3");
    const [, , after] = configurationOf(rotated).addressBook.safes.upgrades?.owners ?? [];
    expect(after?.account).not.toBe(before);
    const { config } = parse(readFileSync(join(folder, "Pulumi.mainnet.ceremony.yaml"), "utf8"));
    expect(config["jeju:safes"].upgrades.owners[2]).toBe(after?.account);
    expect(verifyTranscript(readFileSync(transcriptFile(folder), "utf8")).state.head).toBe(rotated.head);
  });
});
