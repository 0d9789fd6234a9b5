import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerHandshakeRequest,
  AnalyzerResourceOptions,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ask, type ConnectedHost, connectHost, isRunning, programInfo, startPlugin, until } from "./connect";

const root = join(__dirname, "../../../..");
const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
const portOf = (stdout: string) => /^(\d+)\n/.exec(stdout)?.[1];

describe("running a policy pack", () => {
  let host: ConnectedHost;
  let analyzer: AnalyzerClient | undefined;
  beforeEach(async () => {
    host = await connectHost();
  });
  afterEach(async () => {
    analyzer?.close();
    await host.stop();
  });

  const start = async (config: Record<string, string>, typescript = false) => {
    const directory = join(__dirname, "policy-pack");
    const request = new RunPluginRequest()
      .setKind("analyzer")
      .setPwd(root)
      .setArgsList(["127.0.0.1:1"])
      .setEnvList(environment)
      .setInfo(programInfo(directory, { typescript }));
    const plugin = startPlugin(host.client, request);
    const port = await until(() => portOf(plugin.stdout()));
    const pack = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    analyzer = pack;
    await ask((answer) => pack.handshake(new AnalyzerHandshakeRequest(), answer));
    const stack = new AnalyzerStackConfigureRequest().setStack("testnet").setProject("jeju").setDryRun(true);
    for (const [key, value] of Object.entries(config)) stack.getConfigMap().set(key, value);
    await ask((answer) => pack.configureStack(stack, answer));
    const resource = new AnalyzeRequest().setType("a:b:C").setUrn("urn:pulumi:s::p::a:b:C::n").setName("n");
    resource.setProperties(new Struct()).setOptions(new AnalyzerResourceOptions());
    const analyze = () => ask<AnalyzeResponse>((answer) => pack.analyze(resource, answer));
    const remediate = async (configured?: EnforcementLevel) => {
      await ask((answer) => pack.getAnalyzerInfo(new Empty(), answer));
      const configuration = new ConfigureAnalyzerRequest();
      const policy = configured && new PolicyConfig().setEnforcementlevel(configured).setProperties(new Struct());
      if (policy) configuration.getPolicyconfigMap().set("encrypts", policy);
      await ask((answer) => pack.configure(configuration, answer));
      const response = await ask<RemediateResponse>((answer) => pack.remediate(resource, answer));
      return response.getRemediationsList().map((remediation) => remediation.getProperties()?.toJavaScript());
    };
    return { plugin, analyze, remediate };
  };

  it("starts it with the stack and the configuration that the engine tells, and lets its verdicts through", async () => {
    const { plugin, analyze } = await start({ "jeju:phase": "public" });
    const [diagnostic] = (await analyze()).getDiagnosticsList();
    expect(diagnostic?.getMessage()).toContain("on testnet with public");
    expect(plugin.stdout()).toMatch(/^\d+\na line before the port\n$/);
    plugin.stream.cancel();
    expect(await plugin.ended).toBe("Cancelled on client");
  });

  it("has the pack compiled by ts-node only where its options say so", async () => {
    for (const [typescript, compiler] of [
      [false, "no compiler"],
      [true, "ts-node"],
    ] as const) {
      const { plugin, analyze } = await start({ "jeju:phase": "public" }, typescript);
      const [diagnostic] = (await analyze()).getDiagnosticsList();
      expect(diagnostic?.getMessage()).toContain(`on testnet with public, ${compiler}`);
      plugin.stream.cancel();
    }
  });

  it("lets the pack remediate where a policy's own level or its configuration says so", async () => {
    const byItself = await start({ "jeju:remediations": "remediate" });
    expect(await byItself.remediate()).toEqual([{ encrypted: true }]);
    byItself.plugin.stream.cancel();
    const byConfiguration = await start({});
    expect(await byConfiguration.remediate()).toEqual([]);
    expect(await byConfiguration.remediate(EnforcementLevel.REMEDIATE)).toEqual([{ encrypted: true }]);
    byConfiguration.plugin.stream.cancel();
  });

  it("tells the engine that waits for a verdict when the pack cannot be loaded", async () => {
    const { plugin, analyze } = await start({ "jeju:pack": "broken" });
    await expect(analyze()).rejects.toThrow("the policy pack ended before it was loaded");
    expect(await plugin.ended).toBe("Program exited with non-zero exit code: 32");
    expect(plugin.stderr()).toContain("the pack is broken");
  });
});

describe("running a provider from source", () => {
  it("prints its port and is ended with the call", async () => {
    const host = await connectHost();
    const directory = join(__dirname, "provider");
    const request = new RunPluginRequest()
      .setKind("resource")
      .setPwd(root)
      .setArgsList(["127.0.0.1:1"])
      .setEnvList(environment)
      .setInfo(programInfo(directory, { typescript: false }));
    const plugin = startPlugin(host.client, request);
    const [, port = "", pid = ""] = await until(() => /^(\d+)\npid (\d+)\n/.exec(plugin.stdout()));
    expect(Number(port)).toBeGreaterThan(0);
    plugin.stream.cancel();
    await plugin.ended;
    await until(() => !isRunning(Number(pid)));
    await host.stop();
  });
});
