import * as pulumi from "@pulumi/pulumi";
import { Workloads, type WorkloadsArgs } from "../../infra/workloads";
import { Recording, Secret } from "./recorded-resources";
import { workloadsArgs as args, chainFiles } from "./workloads-args";

const record = (changes: Partial<WorkloadsArgs> = {}) =>
  Recording.of(() => {
    new Workloads("jeju-test-workloads", { ...args, ...changes });
  });

const chartType = "kubernetes:helm.sh/v4:Chart";
const configMapType = "kubernetes:core/v1:ConfigMap";

describe("Workloads", () => {
  it("keeps the URL of the L1 endpoint a secret and out of the chart's values", async () => {
    const recording = await record();
    const { stringData } = recording.inputs("kubernetes:core/v1:Secret");
    expect(stringData).toEqual(new Secret({ url: args.l1RpcUrl }));
    expect(JSON.stringify(recording.inputs(chartType))).not.toContain("api-key");
  });

  it("tells the chart everything at preview", async () => {
    const { values } = (await record()).inputs(chartType);
    expect(values).toMatchObject({
      replicas: 3,
      l1: { rpcSecret: { name: "l1-rpc", key: "url" } },
      storage: { className: "gp3-encrypted", size: "100Gi" },
      service: { nodePorts: { rpc: 30545, ws: 30546, health: 30945 } },
      networkPolicy: { clientCidrs: ["10.30.0.0/20"] },
    });
  });

  it("mounts the config map that it makes", async () => {
    const recording = await record();
    const { metadata } = recording.inputs(configMapType);
    expect(recording.inputs(chartType)).toHaveProperty("values.chain.configMap", (metadata as { name: string }).name);
  });

  it("makes a new config map for another chain, so that the nodes restart with it", async () => {
    const before = (await record()).inputs(configMapType);
    const other = pulumi.output({ ...chainFiles, rollup: '{ "l2_chain_id": 420691 }\n' });
    const after = (await record({ chain: other })).inputs(configMapType);
    expect(before.immutable).toBe(true);
    expect(after.metadata).not.toEqual(before.metadata);
  });

  it("passes transactions on only when it is told where to", async () => {
    expect((await record()).inputs(chartType)).toHaveProperty("values.execution.sequencerUrl", "");
    const withSequencer = await record({ sequencerUrl: "http://op-sequencer:8545" });
    expect(withSequencer.inputs(chartType)).toHaveProperty("values.execution.sequencerUrl", "http://op-sequencer:8545");
  });
});
