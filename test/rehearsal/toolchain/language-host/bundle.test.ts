import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { bundleLanguageHost, engineDirectory, placeEngine } from "../../../../rehearsal/toolchain/language-host-bundle";
import { readPins } from "../../../../rehearsal/toolchain/pins";
import { programInfo, until } from "./connect";

const hangingSdk = `
require("fs").writeFileSync(__dirname + "/pid", String(process.pid));
process.on("SIGTERM", () => {});
setInterval(() => {}, 1000);
`;

describe("the bundled language host", () => {
  let directory: string;
  let bundle: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "bundle-"));
    bundle = join(directory, "pulumi-language-nodejs");
    await bundleLanguageHost(bundle);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const start = async () => {
    let stdout = "";
    // Away from the checkout, where only the file itself can serve.
    const child = spawn(bundle, ["--logtostderr", "-v=9", "127.0.0.1:1"], {
      cwd: directory,
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    const port = await until(() => /^(\d+)\n$/.exec(stdout)?.[1]);
    return { child, port };
  };

  it("prints its port alone and ends when the engine's end of its input closes", async () => {
    const { child } = await start();
    const exit = exitOf(child);
    child.stdin?.end();
    expect(await exit).toBe(0);
  });

  it("takes a program with it that would not end when the engine is gone", async () => {
    const sdk = join(directory, "node_modules/@pulumi/pulumi/cmd/run");
    mkdirSync(sdk, { recursive: true });
    writeFileSync(join(sdk, "index.js"), hangingSdk);
    const { child, port } = await start();
    const client = new LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    client.run(new RunRequest().setInfo(programInfo(directory, {})), () => {});
    const pid = await until(() => {
      try {
        return Number(readFileSync(join(sdk, "pid"), "utf8"));
      } catch {
        return undefined;
      }
    });
    const exit = exitOf(child);
    child.stdin?.end();
    expect(await exit).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    client.close();
  });

  it("ends on the interrupt by which the engine ends its plugins", async () => {
    const { child } = await start();
    const exit = exitOf(child);
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  });
});

describe("the engine's folder", () => {
  it("has the CLI and the language host side by side, under a name that both decide", async () => {
    const cache = mkdtempSync(join(tmpdir(), "engine-"));
    const pulumi = readPins().find(({ name }) => name === "pulumi");
    if (!pulumi) throw new Error("pulumi is not pinned");
    writeFileSync(join(cache, "pulumi"), "cli", { mode: 0o755 });
    const folder = engineDirectory(cache, pulumi);
    await placeEngine(folder, join(cache, "pulumi"));
    expect(readFileSync(join(folder, "pulumi"), "utf8")).toBe("cli");
    expect(readFileSync(join(folder, "pulumi-language-nodejs"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(engineDirectory(cache, { ...pulumi, linkerFlags: [] })).not.toBe(folder);
    rmSync(cache, { recursive: true });
  });
});

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}
