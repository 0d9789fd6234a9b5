import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { searchPath } from "../../../rehearsal/toolchain/find";
import { readPins } from "../../../rehearsal/toolchain/pins";
import { probeVersion } from "../../../rehearsal/toolchain/version-probe";

const pins = readPins();
const pulumiPin = pins.find(({ name }) => name === "pulumi")?.version ?? "";

describe("a program on the PATH", () => {
  let directory: string;
  let cache: string;
  const search = (name: "pulumi" | "helm" | "kubectl" | "etcd", ...path: string[]) =>
    searchPath(name, { environment: { PATH: path.map((part) => join(directory, part)).join(":") }, cache, pins });

  function install(folder: string, name: string, output: string) {
    mkdirSync(join(directory, folder), { recursive: true });
    writeFileSync(join(directory, folder, name), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  }
  const kubectlOutput = (gitVersion: string) => JSON.stringify({ clientVersion: { gitVersion } });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "find-"));
    cache = join(directory, "cache");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("is used when it is a pulumi as new as the pin with its language host beside it", async () => {
    install("bin", "pulumi", pulumiPin);
    install("bin", "pulumi-language-nodejs", "");
    expect(await search("pulumi", "bin")).toEqual({
      found: { file: join(directory, "bin", "pulumi"), version: pulumiPin },
    });
  });

  it("is used when the language host is elsewhere on the PATH", async () => {
    install("bin", "pulumi", "v3.999.0");
    install("hosts", "pulumi-language-nodejs", "");
    expect((await search("pulumi", "bin", "hosts")).found?.version).toBe("v3.999.0");
  });

  it("is passed over when it is a pulumi without a language host", async () => {
    install("bin", "pulumi", pulumiPin);
    expect((await search("pulumi", "bin")).passedOver).toMatch(/bin\/pulumi comes without pulumi-language-nodejs$/);
  });

  it("is passed over when it is an older pulumi, or the next major version", async () => {
    install("bin", "pulumi-language-nodejs", "");
    for (const version of ["v3.100.0", "v4.0.0"]) {
      install("bin", "pulumi", version);
      expect((await search("pulumi", "bin")).passedOver).toContain(
        `${version}; Pulumi ${pulumiPin.slice(1)} or newer is needed`,
      );
    }
  });

  it("is a helm that goes with the pinned Kubernetes", async () => {
    const verdicts = [];
    for (const version of ["v3.18.9", "v3.19.0", "v3.22.4", "v3.23.0", "v4.0.1"]) {
      install("bin", "helm", version);
      const { found, passedOver } = await search("helm", "bin");
      verdicts.push(found?.version ?? passedOver?.replace(directory, ""));
    }
    expect(verdicts).toEqual([
      "/bin/helm is v3.18.9; Helm 3.19 to 3.22 goes with Kubernetes 1.34",
      "v3.19.0",
      "v3.22.4",
      "/bin/helm is v3.23.0; Helm 3.19 to 3.22 goes with Kubernetes 1.34",
      "/bin/helm is v4.0.1; Helm 3.19 to 3.22 goes with Kubernetes 1.34",
    ]);
  });

  it("is a kubectl at most one minor version away, whatever its distribution calls it", async () => {
    install("bin", "kubectl", kubectlOutput("v1.33.0-gke.100"));
    expect((await search("kubectl", "bin")).found?.version).toBe("v1.33.0-gke.100");
    install("bin", "kubectl", kubectlOutput("v1.32.9"));
    expect((await search("kubectl", "bin")).passedOver).toContain("kubectl 1.33 to 1.35 goes with Kubernetes 1.34");
  });

  it("is passed over when it fails or says something else", async () => {
    install("bin", "kubectl", "command not found");
    expect((await search("kubectl", "bin")).passedOver).toContain("does not tell its version");
  });

  it("is an etcd of exactly the pinned version, because the cluster is the same everywhere", async () => {
    const pin = pins.find(({ name }) => name === "etcd")?.version.slice(1);
    install("bin", "etcd", `etcd Version: ${pin}\nGit SHA: abc`);
    expect((await search("etcd", "bin")).found?.version).toBe(`v${pin}`);
    install("bin", "etcd", "etcd Version: 3.5.99");
    expect((await search("etcd", "bin")).passedOver).toContain(`exactly v${pin} is needed`);
  });

  it("is not what this project put into its own cache", async () => {
    install("cache/toolchain/engine", "pulumi", pulumiPin);
    install("cache/toolchain/engine", "pulumi-language-nodejs", "");
    expect(await search("pulumi", "cache/toolchain/engine")).toEqual({});
  });

  it("is the first one, as in a shell, and not a folder or a file that cannot be run", async () => {
    mkdirSync(join(directory, "a", "helm"), { recursive: true });
    mkdirSync(join(directory, "b"));
    writeFileSync(join(directory, "b", "helm"), "", { mode: 0o644 });
    install("c", "helm", "v3.20.0");
    install("d", "helm", "v3.21.0");
    expect((await search("helm", "a", "b", "c", "d")).found?.version).toBe("v3.20.0");
  });
});

describe("the version of a program", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "probe-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("is asked for once, until the program changes", async () => {
    const program = join(directory, "echo");
    const answers = join(directory, "cache", "versions.json");
    copyFileSync("/bin/echo", program);
    const ask = (word: string) => probeVersion(program, { args: [word], parse: (stdout) => stdout.trim() }, answers);
    expect(await ask("v1")).toBe("v1");
    expect(await ask("v2")).toBe("v1");
    writeFileSync(program, "", { flag: "a" });
    copyFileSync("/bin/echo", program);
    expect(await ask("v3")).toBe("v3");
    expect(JSON.parse(readFileSync(answers, "utf8"))[program].version).toBe("v3");
  });

  it("is asked for every time when a version manager's script decides", async () => {
    const program = join(directory, "helm");
    const answers = join(directory, "cache", "versions.json");
    writeFileSync(program, '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
    const ask = (word: string) => probeVersion(program, { args: [word], parse: (stdout) => stdout.trim() }, answers);
    expect(await ask("v1")).toBe("v1");
    expect(await ask("v2")).toBe("v2");
    expect(existsSync(answers)).toBe(false);
  });
});
