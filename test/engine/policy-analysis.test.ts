import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { prepareToolchain } from "../../rehearsal/toolchain";
import { checkpointOf } from "../policies/checkpoint";
import type { Described } from "../policies/engine-stub";
import { foundation, foundationWith } from "../policies/foundation";

const projectDirectory = join(__dirname, "../..");
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jeju-policies-"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What the real engine prints of a checkpoint under the real pack, and how it ends. */
async function analyse(
  resources: readonly Described[],
  levels?: string,
): Promise<{ text: string; exitCode: number | undefined }> {
  const toolchain = await prepareToolchain();
  const state = join(directory, "state.json");
  writeFileSync(state, JSON.stringify(checkpointOf(resources)));
  const config = levels ? ["--policy-pack-config", join(projectDirectory, "policies/config", `${levels}.json`)] : [];
  const pack = ["--policy-pack", join(projectDirectory, "policies"), ...config];
  const { all, exitCode } = await execa(toolchain.pulumi, ["policy", "analyze", "--file", state, ...pack], {
    cwd: directory,
    env: {
      PATH: [...toolchain.pathDirectories, process.env.PATH].join(delimiter),
      PULUMI_HOME: join(directory, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NO_COLOR: "1",
    },
    all: true,
    reject: false,
  });
  return { text: all, exitCode };
}

test("the real engine finds nothing in a sound stack", async () => {
  const { text, exitCode } = await analyse(foundation);
  expect(text).toMatch(/✅ jeju@v/);
  expect(exitCode).toBe(0);
});

test("the real engine refuses a subnet outside its VPC, with the remedy", async () => {
  const { text, exitCode } = await analyse(foundationWith("private-1", { cidrBlock: "192.168.0.0/24" }));
  expect(text).toMatch(/\[mandatory\].*net-subnet-inside-vpc/);
  expect(text).toMatch(/found: cidrBlock is 192\.168\.0\.0\/24, the VPC vpc has 10\.20\.0\.0\/16/);
  expect(text).toMatch(/remedy: take the subnet's block from the VPC's/);
  expect(exitCode).not.toBe(0);
});

test("the real engine refuses testnet's levels for mainnet's state", async () => {
  const { text, exitCode } = await analyse(foundation, "testnet");
  expect(text).toMatch(/\[mandatory\].*stack-environment/);
  expect(text).toMatch(/levels of testnet on the stack mainnet/);
  expect(exitCode).not.toBe(0);
});
