import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleCeremony } from "../../../keys-ceremony/air-gap/bundle";
import { deriveKey, mnemonicOf } from "../../../keys-ceremony/derivation";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { findLeaks, type Secret } from "./scanner";
import { filesBelow, leaksIn, notedSecrets, notedTraces } from "./traces";

const root = join(__dirname, "..", "..", "..");
const planFile = join(root, "keys-ceremony", "plans", "mainnet.yaml");
const smallerPlanFile = join(root, "keys-ceremony", "plans", "testnet.yaml");
const plan = loadPlan(planFile);

interface Watched {
  readonly status: number | null;
  readonly stderr: string;
  readonly secrets: readonly Secret[];
  /** By where it was found: files left behind, all that was written, output, processes. */
  readonly traces: ReadonlyMap<string, Buffer>;
}

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "canary-"));
  program = (await bundleCeremony(join(folder, "ceremony.mjs"), join(__dirname, "ceremony.ts"))).file;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A practice in a home of its own that is all of its world; it ends where it leaks. */
function practise(file: string, leak = ""): Watched {
  return watch(leak, ["practice", file, "--folder", "ceremony"]);
}

/** One step after the other, each in a process of its own, with what is secret in a folder in memory in between. */
function practiseSteps(steps: readonly string[], leak = ""): Watched {
  const memory = mkdtempSync("/dev/shm/canary-");
  try {
    const options = ["--plan", smallerPlanFile, "--folder", "ceremony", "--secrets", memory, "--practice"];
    return watch(leak, ...steps.map((step) => [step, ...options]));
  } finally {
    rmSync(memory, { recursive: true });
  }
}

function watch(leak: string, ...commands: readonly (readonly string[])[]): Watched {
  const home = mkdtempSync(join(folder, "home-"));
  const noted = mkdtempSync(join(folder, "watch-"));
  mkdirSync(join(home, "tmp"));
  const results = commands.map((command) =>
    spawnSync(process.execPath, ["--require", join(__dirname, "preload.cjs"), program, ...command], {
      cwd: home,
      env: {
        ...{ HOME: home, TMPDIR: join(home, "tmp"), PATH: process.env.PATH },
        ...{ CANARY_FOLDER: noted, CANARY_MEMORY: "/dev/shm/canary-", CANARY_LEAK: leak },
      },
      timeout: 180_000,
    }),
  );
  const stderr = Buffer.concat(results.map((result) => result.stderr));
  return {
    status: results.find(({ status }) => status !== 0)?.status ?? 0,
    stderr: stderr.toString(),
    traces: new Map([
      ["output", Buffer.concat(results.map(({ stdout }) => stdout))],
      ["errors", stderr],
      ...filesBelow(home),
      ...notedTraces(noted),
    ]),
    secrets: notedSecrets(noted),
  };
}

function leaksOf({ traces, secrets }: Watched): Record<string, readonly string[]> {
  return leaksIn(traces, [...secrets, ...secrets.flatMap(derivedFrom)]);
}

/** The private keys of every role, as if each came from this seed. */
function derivedFrom({ name, bytes }: Secret): Secret[] {
  if (bytes.length !== 16 && bytes.length !== 32) return [];
  return Object.entries(plan.roles).flatMap(([role, { path }]) =>
    path ? [{ name: `${role}'s key of ${name}`, bytes: deriveKey(mnemonicOf(bytes), path).privateKey }] : [],
  );
}

describe("a ceremony", () => {
  it("leaves no secret in any file, deleted ones included, in its output, its arguments or its environment", () => {
    const watched = practise(planFile);

    expect({ status: watched.status, stderr: watched.status === 0 ? "" : watched.stderr }).toEqual({
      status: 0,
      stderr: "",
    });
    // The scan is worth something only if secrets were noted and traces were taken.
    const names = watched.secrets.map(({ name }) => name);
    const seeds = Object.keys(plan.seeds).map((seed) => `seed/${seed}`);
    expect(names).toEqual(expect.arrayContaining(["dice", "random bytes of the system", ...seeds]));
    expect([...watched.traces.keys()]).toEqual(
      expect.arrayContaining(["output", join("ceremony", "transcript.jsonl"), "written.log", "process.log"]),
    );
    expect(watched.traces.get("written.log")?.toString()).toContain("transcript.jsonl");
    expect(leaksOf(watched)).toEqual({});
  }, 180_000);

  it.each([
    ["deleted-file", "written.log", /words of BIP-39/],
    ["output", "output", /in decimals/],
    ["dice", "errors", /dice as it is/],
    ["argument", "started.log", /in base64/],
    ["environment", "process.log", /words of SLIP-39/],
  ])("that leaks something secret is found out: %s", (leak, place, how) => {
    expect(leaksOf(practise(smallerPlanFile, leak))[place]?.join()).toMatch(how);
  });
});

const inMemory = existsSync("/dev/shm") ? describe : describe.skip;

inMemory("a ceremony of single steps", () => {
  it("leaves no secret outside of the folder in memory either", () => {
    const watched = practiseSteps(["open", "machine", "entropy", "derivation", "backup"]);

    expect({ status: watched.status, stderr: watched.status === 0 ? "" : watched.stderr }).toEqual({
      status: 0,
      stderr: "",
    });
    expect(watched.secrets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["dice", "seed/servers", "shares/servers", "random bytes of the system"]),
    );
    expect(leaksOf(watched)).toEqual({});
  }, 180_000);

  it.each([
    ["deleted-file", "written.log", /words of BIP-39/],
    ["argument", "started.log", /in base64/],
  ])("that leaks something secret is found out: %s", (leak, place, how) => {
    expect(leaksOf(practiseSteps(["open", "machine", "entropy"], leak))[place]?.join()).toMatch(how);
  });
});

describe("the scanner", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const secrets = [{ name: "seed", bytes }];
  const find = (text: string) => findLeaks(Buffer.from(text), secrets);
  const hex = Buffer.from(bytes).toString("hex");

  it("finds a secret inside of something that is encoded as a whole", () => {
    for (const before of ["", "a", "ab", "abc"]) {
      const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from("after")]);
      expect(find(whole.toString("base64"))).toEqual(["seed in base64"]);
      expect(find(whole.toString("base64url"))).toEqual(["seed in base64"]);
    }
  });

  it("finds half of it, and hex in groups", () => {
    expect(find(`0x${hex.slice(0, 32)}`)).toEqual(["seed in hex"]);
    expect(find(hex.replace(/../g, "$&:").toUpperCase())).toEqual(["seed in hex"]);
    expect(find(JSON.stringify([...bytes], null, 2))).toEqual(["seed in decimals"]);
  });

  it("finds nothing in what is no secret", () => {
    const other = Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
    expect(find(`${other.toString("hex")} ${other.toString("base64")} ${readFileSync(planFile, "utf8")}`)).toEqual([]);
  });
});
