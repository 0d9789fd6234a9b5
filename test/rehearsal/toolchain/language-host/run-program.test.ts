import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { ask, type ConnectedHost, connectHost, isRunning, programInfo, until } from "./connect";

/** Stands for the SDK's `cmd/run`: writes down how it was called and exits as it is told. */
const fakeSdk = `
const fs = require("fs");
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PULUMI_")));
fs.writeFileSync(__dirname + "/call.json", JSON.stringify({ pid: process.pid, argv: process.argv.slice(2), execArgv: process.execArgv, env }));
const wanted = process.argv.at(-1);
if (wanted === "hang") setInterval(() => {}, 1000);
else if (wanted === "abort") process.kill(process.pid, "SIGABRT");
else process.exit(Number(wanted));
`;

describe("running a program", () => {
  let host: ConnectedHost;
  let directory: string;

  beforeEach(async () => {
    host = await connectHost();
    directory = mkdtempSync(join(tmpdir(), "program-"));
    mkdirSync(join(directory, "node_modules/@pulumi/pulumi/cmd/run"), { recursive: true });
    writeFileSync(join(directory, "node_modules/@pulumi/pulumi/cmd/run/index.js"), fakeSdk);
  });
  afterEach(async () => {
    await host.stop();
    rmSync(directory, { recursive: true });
  });

  const request = (exitCode: string, options = {}) => {
    const run = new RunRequest()
      .setMonitorAddress("127.0.0.1:2")
      .setOrganization("organization")
      .setProject("jeju")
      .setStack("testnet")
      .setParallel(4)
      .setConfigsecretkeysList(["jeju:token"])
      .setArgsList([exitCode])
      .setInfo(programInfo(directory, { typescript: false, ...options }));
    run.getConfigMap().set("jeju:phase", "public").set("jeju:token", "s3cret");
    return run;
  };
  const run = (runRequest: RunRequest): Promise<RunResponse> => ask((answer) => host.client.run(runRequest, answer));
  const call = () => JSON.parse(readFileSync(join(directory, "node_modules/@pulumi/pulumi/cmd/run/call.json"), "utf8"));

  it("hands the SDK what the engine said, with the configuration in the environment and never in the arguments", async () => {
    const response = await run(request("0").setDryrun(true));
    expect(response.getError()).toBe("");
    expect(call().argv).toEqual([
      ...["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--organization", "organization", "--project", "jeju"],
      ...[
        "--root-directory",
        directory,
        "--stack",
        "testnet",
        "--pwd",
        directory,
        "--dry-run",
        "--parallel",
        "4",
        ".",
        "0",
      ],
    ]);
    expect(JSON.parse(call().env.PULUMI_CONFIG)).toEqual({
      "jeju:config:phase": "public",
      "jeju:config:token": "s3cret",
    });
    expect(JSON.parse(call().env.PULUMI_CONFIG_SECRET_KEYS)).toEqual(["jeju:token"]);
    expect(call().env.PULUMI_NODEJS_TYPESCRIPT).toBeUndefined();
  });

  it("leaves --dry-run out of an up, and asks for ts-node where the options do not refuse it", async () => {
    await run(request("0", { typescript: true }));
    expect(call().argv).not.toContain("--dry-run");
    expect(call().env.PULUMI_NODEJS_TYPESCRIPT).toBe("true");
  });

  it("gives nodeargs to node, before the script", async () => {
    await run(request("0", { nodeargs: "--max-old-space-size=256 --title 'a b'" }));
    expect(call().execArgv).toEqual(["--max-old-space-size=256", "--title", "a b"]);
  });

  it("bails out silently when the SDK has told the operator already", async () => {
    const response = await run(request("32"));
    expect([response.getBail(), response.getError()]).toEqual([true, ""]);
  });

  it("tells with which code or signal a program has ended", async () => {
    expect((await run(request("3"))).getError()).toBe("Program exited with non-zero exit code: 3");
    expect((await run(request("abort"))).getError()).toContain("node ran out of memory, if it says so above");
  });

  it("says that the SDK is not installed", async () => {
    rmSync(join(directory, "node_modules"), { recursive: true });
    const { length } = directory;
    expect((await run(request("0"))).getError().slice(0, 69 + length)).toBe(
      `the Pulumi SDK is not installed: no @pulumi/pulumi above ${directory}; run npm ci`,
    );
  });

  it("ends the program when the engine cancels", async () => {
    const running = host.client.run(request("hang"), () => {});
    const { pid } = await until(() => {
      try {
        return call();
      } catch {
        return undefined;
      }
    });
    running.cancel();
    await until(() => !isRunning(pid));
  });
});
