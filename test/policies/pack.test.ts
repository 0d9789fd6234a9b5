import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { type AnalyzerInfo, EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { registry } from "../../policies/registry";

const packDirectory = join(__dirname, "../../policies");

/** The pack as the language host starts it, told of a stack's configuration. */
async function withPack<T>(config: Record<string, string>, use: (client: AnalyzerClient) => Promise<T>): Promise<T> {
  const env = { ...process.env, PULUMI_CONFIG: JSON.stringify(config) };
  const pack = spawn(process.execPath, ["index.js"], { cwd: packDirectory, env, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const client = new AnalyzerClient(`127.0.0.1:${await portOf(pack)}`, grpc.credentials.createInsecure());
    return await use(client).finally(() => client.close());
  } finally {
    pack.kill();
    if (pack.exitCode === null && pack.signalCode === null) await once(pack, "exit");
  }
}

async function portOf(pack: ChildProcess): Promise<number> {
  if (!pack.stdout) throw new Error("the pack has no output");
  const [line] = await once(createInterface(pack.stdout), "line");
  return Number(line);
}

function infoOf(client: AnalyzerClient): Promise<AnalyzerInfo> {
  return new Promise((resolve, reject) => {
    client.getAnalyzerInfo(new Empty(), (error, info) => (error ? reject(error) : resolve(info)));
  });
}

test("the pack starts from source and serves every policy of the registry", async () => {
  const info = await withPack({}, infoOf);
  expect(info.getName()).toBe("jeju");
  expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual([...registry.keys()]);
});

test.each([
  ["testnet", EnforcementLevel.ADVISORY],
  ["mainnet", EnforcementLevel.MANDATORY],
])(
  "a stack that declares %s gets its levels without being asked for them",
  async (environment, level) => {
    const info = await withPack({ "jeju:environment": environment }, infoOf);
    expect(info.getInitialconfigMap().get("net-nat-per-az")?.getEnforcementlevel()).toBe(level);
    const guard = info.getInitialconfigMap().get("stack-environment")?.getEnforcementlevel();
    expect(guard).toBe(EnforcementLevel.MANDATORY);
  },
  30_000,
);
