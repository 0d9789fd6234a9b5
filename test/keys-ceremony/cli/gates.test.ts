import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zeroPadValue } from "ethers";
import { configurationOf } from "../../../keys-ceremony/configuration";
import type { CeremonyState } from "../../../keys-ceremony/steps/state";
import { transcriptFile } from "../../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../../keys-ceremony/transcript/verify";
import { type Answers, RoleChain } from "./role-chain";

const root = join(__dirname, "../../..");
const address = (digit: string) => `0x${digit.repeat(40)}`;
const outputs = {
  safes: { operations: address("1"), upgrades: address("2"), treasury: address("3") },
  l1Contracts: { SystemConfig: address("4"), L2OutputOracle: address("5") },
};

let folder: string;
let transcript: string;
let outputsFile: string;
let state: CeremonyState;
let chain: RoleChain;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not waited for by the thread that answers as the chain. */
function ceremony(...args: readonly string[]): Promise<Ran> {
  const command = ["--require", "tsx/cjs", "keys-ceremony/cli/index.ts", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, timeout: 90_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gates-"));
  const { code, stderr } = await ceremony("practice", "keys-ceremony/plans/testnet.yaml", "--folder", folder);
  if (code !== 0) throw new Error(stderr);
  transcript = transcriptFile(folder);
  state = verifyTranscript(readFileSync(transcript, "utf8")).state;
  outputsFile = join(folder, "outputs.json");
  writeFileSync(outputsFile, JSON.stringify({ ...outputs, phase: "contracts" }));
  chain = await RoleChain.start();
});
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true });
});

describe("the gate compare", () => {
  beforeEach(() => {
    chain.chainId = 84532;
    chain.answers = asPublished();
  });

  function asPublished(): Record<string, Record<string, unknown>> {
    const { roles, safes } = configurationOf(state).addressBook;
    const account = (role: string) => roles[role]?.account ?? "";
    return {
      [outputs.l1Contracts.SystemConfig]: {
        batcherHash: zeroPadValue(account("batcher"), 32),
        unsafeBlockSigner: account("sequencer"),
      },
      [outputs.l1Contracts.L2OutputOracle]: { PROPOSER: account("proposer"), CHALLENGER: outputs.safes.operations },
      ...Object.fromEntries(
        Object.entries(outputs.safes).map(([name, safe]) => [
          safe,
          { getOwners: safes[name]?.owners.map((owner) => owner.account), getThreshold: safes[name]?.threshold },
        ]),
      ),
    };
  }

  const compare = (change: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) => {
    const options = { transcript, outputs: outputsFile, "rpc-url": chain.url, head: state.head, ...change };
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    return ceremony("compare", "testnet", ...given, "--practice", ...flags);
  };

  it("passes with 0 while the chain is as published", async () => {
    expect(await compare()).toEqual({ code: 0, stdout: "11 of 11 are as published\n", stderr: "" });
    const { code, stdout } = await compare({}, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ gate: "compare", stack: "testnet", passes: true, closedBy: [] });
    expect(code).toBe(0);
  });

  it("is closed with 2 when a role differs, and names it", async () => {
    chain.answers = withAnswer(outputs.l1Contracts.L2OutputOracle, "PROPOSER", address("9"));
    const plain = await compare();
    expect(plain.stdout).toMatch(/DIFFERS L2OutputOracle\.PROPOSER\n {2}transcript: 0x[\s\S]*chain: {6}0x9{40}/);
    expect(plain.code).toBe(2);
    const { code, stdout } = await compare({}, "--json");
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ passes: false, closedBy: ["L2OutputOracle.PROPOSER"] });
    expect(report.comparisons).toHaveLength(11);
    expect(code).toBe(2);
  });

  it("is closed with 2 where nothing is deployed, on another chain, and by another head", async () => {
    chain.answers = withAnswer(outputs.safes.upgrades, "getOwners", undefined);
    expect(await compare()).toMatchObject({ code: 2, stdout: expect.stringContaining("nothing at this address") });
    chain.chainId = 8453;
    expect(JSON.parse((await compare({}, "--json")).stdout)).toMatchObject({ closedBy: ["chain"] });
    const { code, stdout } = await compare({ head: `0x${"0".repeat(64)}` }, "--json");
    expect(JSON.parse(stdout).closedBy).toEqual([expect.stringContaining("the published one is 0x000")]);
    expect(code).toBe(2);
  });

  it("could not judge, with 1 and without a stack trace, what is not there", async () => {
    writeFileSync(join(folder, "empty.json"), "");
    writeFileSync(join(folder, "early.json"), JSON.stringify({ phase: "foundation" }));
    const cases = [
      [{ "rpc-url": "http://127.0.0.1:9" }, /the chain cannot be asked \(127\.0\.0\.1:9\)/],
      [{ "rpc-url": "nowhere" }, /the chain cannot be asked/],
      [
        { outputs: join(folder, "empty.json") },
        /the outputs of the stack cannot be read[\s\S]*no JSON[\s\S]*pulumi stack output/,
      ],
      [
        { outputs: join(folder, "early.json") },
        /not the outputs of a stack with contracts[\s\S]*from phase contracts on/,
      ],
      [{ transcript: join(folder, "nothing") }, /the transcript cannot be read/],
    ] as const;
    for (const [change, message] of cases) {
      const { code, stderr } = await compare(change);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(code).toBe(1);
    }
    const { code, stdout } = await compare({ "rpc-url": "http://127.0.0.1:9" }, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ passes: false, notJudged: { what: "the chain cannot be asked" } });
    expect(code).toBe(1);
  });

  function withAnswer(to: string, name: string, answer: unknown): Answers {
    const answers = asPublished();
    return { ...answers, [to]: { ...answers[to], [name]: answer } };
  }
});

describe("the gate drill-check", () => {
  const drills = () => readdirSync(folder).flatMap((name) => (name.startsWith("drill-") ? [join(folder, name)] : []));
  const check = (...args: readonly string[]) =>
    ceremony("drill-check", ...args, "--transcript", transcript, "--head", state.head, "--practice");

  it("passes with 0 while every seed has a fresh drill, and npm hands the code on", async () => {
    expect(await check(...drills())).toMatchObject({ code: 0, stdout: "every seed has a fresh recovery drill\n" });
    const { stdout } = await check(...drills(), "--json");
    expect(JSON.parse(stdout)).toEqual({ gate: "drill-check", passes: true, closedBy: [], seeds: ["servers"] });
    const options = ["--transcript", transcript, "--head", state.head, "--practice"];
    const byNpm = spawnSync("npm", ["run", "--silent", "ceremony", "--", "drill-check", ...options], { cwd: root });
    expect(byNpm.status).toBe(2);
  });

  it("is closed with 2 without a drill, and with one that its key has not signed", async () => {
    expect(await check()).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/seed servers: no recovery drill[\s\S]*drill again/),
    });
    expect(JSON.parse((await check("--json")).stdout)).toMatchObject({
      passes: false,
      closedBy: ["seed servers: no recovery drill"],
    });
    const [file = ""] = drills();
    const forged = join(folder, "forged.json");
    writeFileSync(
      forged,
      JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), at: "2020-01-01T00:00:00.000Z" }),
    );
    expect(await check(forged)).toMatchObject({ code: 2, stderr: expect.stringContaining("has not signed it") });
  });

  it("could not judge, with 1 and without a stack trace, what is no certificate", async () => {
    for (const [file, message] of [
      [join(folder, "nothing.json"), "the certificate of a drill cannot be read"],
      [transcript, "the certificate of a drill cannot be read"],
      [outputsFile, "this is no certificate of a drill"],
    ] as const) {
      const { code, stderr } = await check(file);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(code).toBe(1);
    }
  });
});
