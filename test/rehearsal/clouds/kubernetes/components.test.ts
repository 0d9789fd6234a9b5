import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { constructComponent } from "../../../../rehearsal/clouds/kubernetes/components";
import { readConfig } from "../../../../rehearsal/clouds/kubernetes/config";
import { ClusterConnection } from "../../../../rehearsal/clouds/kubernetes/connection";
import { prepareToolchain } from "../../../../rehearsal/toolchain";
import { SIGNATURE } from "../../../../safes/plugin/wire";
import {
  type RehearsedCluster,
  removeDirectory,
  startRehearsedCluster,
  startTimeoutMs,
} from "../../cluster/rehearsed-cluster";

const chart = join(__dirname, "charts", "sample");
const chartType = "kubernetes:helm.sh/v4:Chart";

describe("components of the kubernetes stand-in provider", () => {
  let rehearsed: RehearsedCluster;
  let context: Parameters<typeof constructComponent>[0];
  let registered: MockResourceArgs[];

  beforeAll(async () => {
    rehearsed = await startRehearsedCluster();
    const kubeconfig = readFileSync(rehearsed.cluster.kubeconfigPath, "utf8");
    const connection = await new ClusterConnection(readConfig({ kubeconfig })).open();
    context = { connection, helm: (await prepareToolchain()).helm };
  }, startTimeoutMs);

  afterAll(async () => {
    await rehearsed.stop();
    removeDirectory(rehearsed.directory);
  });

  const construct = async (type: string, inputs: pulumi.Inputs, preview = false) => {
    registered = [];
    await pulumi.runtime.setMocks(
      {
        newResource: (resource) => {
          registered.push(resource);
          return { id: resource.name, state: resource.inputs };
        },
        call: () => ({}),
      },
      "jeju",
      "test",
      preview,
    );
    const result = await constructComponent(context, { name: "demo", type, inputs, options: {} });
    const resources = await new Promise<unknown[]>((resolve) => {
      pulumi.output(result.state.resources ?? []).apply((children) => resolve(children as unknown[]));
    });
    await pulumi.runtime.disconnect();
    return resources;
  };
  const children = () =>
    registered.filter(({ type }) => !type.startsWith("kubernetes:helm.sh") && !type.startsWith("kubernetes:yaml"));
  const childOf = (kind: string) => children().find(({ type }) => type.endsWith(`:${kind}`));

  it("renders a chart for this cluster and makes each object a child, definitions first", async () => {
    const resources = await construct(chartType, { chart, namespace: "apps", values: { replicas: 3 } });

    expect(resources).toHaveLength(6);
    expect(children().map(({ type, name }) => `${type} ${name}`)).toEqual(
      expect.arrayContaining([
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition demo:widgets.sample.jeju.test",
        "kubernetes:sample.jeju.test/v1:Widget demo:apps/demo",
        "kubernetes:core/v1:ConfigMap demo:apps/demo",
        "kubernetes:core/v1:Secret demo:apps/demo",
        "kubernetes:apps/v1:Deployment demo:apps/demo",
        "kubernetes:core/v1:Service demo:apps/demo",
      ]),
    );
    const order = children().map(({ type }) => type.split(":").at(-1));
    expect(order.indexOf("CustomResourceDefinition")).toBeLessThan(order.indexOf("Widget"));
    expect(order.indexOf("Deployment")).toBeLessThan(order.indexOf("Service"));
    expect(childOf("Deployment")?.inputs).toMatchObject({ metadata: { namespace: "apps" }, spec: { replicas: 3 } });
  });

  it("tells the chart this cluster's version and kinds, and lets it look up objects", async () => {
    await construct(chartType, { chart });

    expect(childOf("ConfigMap")?.inputs.data).toEqual({
      kubeVersion: await context.connection.discovery.version(),
      hasDeployments: "true",
      existing: "kube-system",
    });
  });

  it("reads YAML as Kubernetes does: a mode with a leading zero is octal", async () => {
    await construct(chartType, { chart });

    expect(childOf("Deployment")?.inputs.spec.template.spec.volumes[0].configMap.defaultMode).toBe(0o644);
  });

  it("leaves out hooks, as the real provider does", async () => {
    await construct(chartType, { chart });

    expect(children().map(({ type }) => type)).not.toContain("kubernetes:batch/v1:Job");
    expect(children().map(({ type }) => type)).not.toContain("kubernetes:core/v1:Pod");
  });

  it("leaves out definitions when told to, and then needs the cluster to have them", async () => {
    await expect(construct(chartType, { chart, skipCrds: true })).rejects.toThrow(
      /neither the cluster nor the chart has this kind of object \(sample\.jeju\.test\/v1 Widget\)/,
    );
  });

  it("marks a chart's secrets", async () => {
    await construct(chartType, { chart, values: { password: pulumi.secret("hunter2") } });

    expect(childOf("Secret")?.inputs.stringData).toMatchObject({
      [SIGNATURE]: expect.any(String),
      value: { password: "hunter2" },
    });
  });

  it("hands values to helm in files that only the operator can read, and removes them", async () => {
    const directory = mkdtempSync(join(tmpdir(), "spy-"));
    const spy = join(directory, "helm");
    const seen = join(directory, "seen");
    writeFileSync(spy, `#!/bin/sh\necho "$@" >${seen}.arguments\nls -l "$(dirname "$KUBECONFIG")"/* >${seen}.files\n`, {
      mode: 0o700,
    });
    const { helm } = context;
    context = { ...context, helm: spy };
    await construct(chartType, { chart, values: { password: "hunter2" } });
    context = { ...context, helm };

    const files = readFileSync(`${seen}.files`, "utf8").trim().split("\n");
    expect(readFileSync(`${seen}.arguments`, "utf8")).not.toContain("hunter2");
    removeDirectory(directory);
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(file).toMatch(/^-rw-------/);
      expect(existsSync(file.slice(file.indexOf("/")))).toBe(false);
    }
  });

  it("shows what helm says in full", async () => {
    await expect(construct(chartType, { chart, values: { replicaz: 3 } })).rejects.toThrow(
      /helm could not render the chart \(.*charts\/sample, release demo\)[\s\S]*replicaz/,
    );
  });

  it("makes no children while an input is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown);
    await construct(chartType, { chart, namespace: unknown }, true);

    expect(children()).toEqual([]);
  });

  it("refuses arguments that it would not honour", async () => {
    await expect(construct(chartType, { chart, keyring: "x" })).rejects.toThrow(/cannot honour[\s\S]*keyring/);
    await expect(construct(chartType, { chart, repositoryOpts: { repo: "x", password: "y" } })).rejects.toThrow(
      /no credentials[\s\S]*password/,
    );
  });

  it("makes children of plain manifests, lists included", async () => {
    const directory = mkdtempSync(join(tmpdir(), "manifests-"));
    const file = join(directory, "all.yaml");
    writeFileSync(
      file,
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: Namespace, metadata: {name: b}}\n",
    );
    await construct("kubernetes:yaml/v2:ConfigGroup", {
      files: [file],
      yaml: "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: b}}",
      skipAwait: true,
    });
    removeDirectory(directory);

    expect(
      children()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["demo:b", "demo:b/c", "demo:default/a"]);
    expect(childOf("Namespace")?.inputs.metadata.annotations).toEqual({ "pulumi.com/skipAwait": "true" });
  });
});
