import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtPrograms, readPins } from "../../../rehearsal/toolchain/pins";
import { surveyToolchain } from "../../../rehearsal/toolchain/survey";

describe("pins", () => {
  it("cover every program that is built, each once", () => {
    const names = readPins().flatMap(({ programs }) => programs.map(({ name }) => name));
    expect([...names].sort()).toEqual([...builtPrograms].sort());
  });

  it("build what go.mod names as its tools, so that go.sum covers it", () => {
    for (const { directory, programs } of readPins()) {
      const goMod = readFileSync(join(directory, "go.mod"), "utf8");
      const block = /^tool \(\n([^)]*)\)/m.exec(goMod)?.[1] ?? /^tool (.+)$/m.exec(goMod)?.[1] ?? "";
      const tools = block.split("\n").map((line) => line.trim());
      expect(tools.filter(Boolean).sort()).toEqual(programs.map((program) => program.package).sort());
    }
  });

  it("tell the programs the version that go.mod requires", () => {
    const kubernetes = readPins().find(({ name }) => name === "kubernetes");
    const [, minor] = kubernetes?.version.split(".") ?? [];
    expect(kubernetes?.linkerFlags).toContain(`-X k8s.io/component-base/version.gitVersion=${kubernetes?.version}`);
    expect(kubernetes?.linkerFlags).toContain(`-X k8s.io/component-base/version.gitMinor=${minor}`);
    expect(kubernetes?.linkerFlags).toContain("-X k8s.io/component-base/version.gitTreeState=clean");
  });

  it("match the Pulumi SDK to the CLI, which the engine expects of them", () => {
    const { version } = JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as {
      version: string;
    };
    expect(readPins().find(({ name }) => name === "pulumi")?.version).toBe(`v${version}`);
  });

  it("leave the rollup's own nodes out of what a rehearsal builds", async () => {
    const environment = { JEJU_CACHE: join(tmpdir(), "no-such-cache"), PATH: "" };
    const names = async (group?: "rollup") =>
      (await surveyToolchain(environment, group)).programs.map(({ name }) => name);
    expect(await names("rollup")).toEqual(["op-geth", "op-node", "op-batcher"]);
    expect((await names()).filter((name) => name.startsWith("op-"))).toEqual([]);
  });

  it("take the version of a fork that keeps its original's name from the line that replaces it", () => {
    expect(readPins().find(({ name }) => name === "op-geth")?.version).toBe("v1.101702.3");
  });

  it("refuse a go.mod that does not require the module", () => {
    const directory = mkdtempSync(join(tmpdir(), "pins-"));
    mkdirSync(join(directory, "etcd"));
    writeFileSync(join(directory, "etcd", "go.mod"), "module x\n\nrequire go.etcd.io/etcd/server/v33 v3.6.8\n");
    expect(() => readPins(directory)).toThrow("does not require go.etcd.io/etcd/server/v3");
    rmSync(directory, { recursive: true });
  });
});
