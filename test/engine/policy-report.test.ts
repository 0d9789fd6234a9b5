import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Report } from "../../policies/reports/model";
import { projectDirectory } from "../../rehearsal/paths";
import { prepareToolchain } from "../../rehearsal/toolchain";
import { EditedProject, sharedPaths, sharedStack, sharedWorkspace } from "./shared-rehearsal";

const timeoutMs = 120_000;
const directory = mkdtempSync(join(tmpdir(), "jeju-policy-report-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Reported {
  readonly exitCode: number | undefined;
  readonly text: string;
  readonly report: Report;
}

/** The command as the security officer runs it, on the shared rehearsal. */
async function report(name: string, args: readonly string[] = [], project = projectDirectory): Promise<Reported> {
  const workspace = await sharedWorkspace();
  const { pulumi } = await prepareToolchain();
  const out = join(directory, name);
  const tsx = join(project, "node_modules/.bin/tsx");
  const { exitCode, all } = await execa(tsx, ["policies/cli.ts", "report", sharedStack, "--out", out, ...args], {
    cwd: project,
    env: { ...workspace.environment, PATH: `${dirname(pulumi)}:${workspace.environment.PATH}` },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (exitCode === 1) throw new Error(all);
  return { exitCode, text: all, report: JSON.parse(readFileSync(join(out, "report.json"), "utf8")) };
}

const decided = ({ results }: Report) => results.map(({ policy, resource, state }) => [policy, resource, state]);

describe("npm run policy -- report", () => {
  let live: Reported;
  beforeAll(async () => {
    live = await report("live", ["--show-secrets"]);
  }, timeoutMs);

  it("finds no violation of a mandatory policy in the live stack, and leaves nothing undecided", () => {
    expect(live.text).toMatch(/levels of mainnet: \d+ pass/);
    expect(live.exitCode).toBe(0);
    expect(live.report.judged).toBe("live");
    expect(live.report.results.length).toBeGreaterThan(1000);
    expect(live.report.results.filter(({ state }) => state === "undecided")).toEqual([]);
  });

  it(
    "finds the same in what pulumi stack export wrote",
    async () => {
      const state = join(directory, "state.json");
      const workspace = await sharedWorkspace();
      const shown = ["stack", "export", "--show-secrets", "--stack", sharedStack];
      writeFileSync(state, await workspace.pulumi(shown), { mode: 0o600 });
      const exported = await report("state", ["--state", state]);
      expect(decided(exported.report)).toEqual(decided(live.report));
    },
    timeoutMs,
  );

  it(
    "finds the same in a preview without changes, but for what the engine's events keep secret",
    async () => {
      const planned = await report("preview", ["--preview", "--config-file", sharedPaths().config]);
      expect(planned.report.judged).toBe("preview");
      const open = planned.report.results.filter(({ state }) => state === "undecided");
      // One Secret, and the budget that counts it.
      expect(open.map(({ resource }) => resource.split("::").pop())).toEqual(["jeju-mainnet-workloads-l1-rpc", ""]);
      const isCompared = ([policy, resource]: readonly string[]) =>
        !open.some((one) => one.policy === policy && one.resource === resource) &&
        // A preview tells nothing of the engine's own default provider.
        !resource?.includes("::pulumi:providers:pulumi::");
      expect(decided(planned.report).filter(isCompared)).toEqual(decided(live.report).filter(isCompared));
    },
    timeoutMs,
  );

  it(
    "lists what a preview cannot decide yet, and calls it no violation",
    async () => {
      const project = new EditedProject([
        {
          file: "infra/network/endpoints.ts",
          from: "cidrIpv4: this.args.cidr,",
          to: 'cidrIpv4: new ec2.Eip("later", {}, { parent: this }).publicIp.apply((ip) => ip + "/32"), fromPort: 22, toPort: 22,',
        },
      ]);
      const args = ["--preview", "--config-file", project.writeConfig()];
      const planned = await report("planned", args, project.directory).finally(() => project.remove());
      expect(planned.text).toMatch(/^undecided +mandatory +net-sg-no-world-admin +jeju-mainnet-\S+-https/m);
      expect(planned.exitCode).toBe(0);
    },
    timeoutMs,
  );
});
