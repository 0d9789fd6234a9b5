import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { kubernetesProvider } from "../../../../rehearsal/clouds/kubernetes";
import {
  type Call,
  InitializationFailed,
  type Properties,
  type ProviderSession,
  type ResourceIdentity,
  type State,
  UNKNOWN,
} from "../../../../safes/plugin/provider";
import {
  addNodes,
  type RehearsedCluster,
  removeDirectory,
  startRehearsedCluster,
  startTimeoutMs,
} from "../../cluster/rehearsed-cluster";

const seed = Buffer.alloc(32, 7);
const call = (preview: boolean): Call => ({ preview, signal: new AbortController().signal, secrets: new Set() });
const resource = (type: string, name = "thing"): ResourceIdentity => ({
  urn: `urn:pulumi:test::jeju::${type}::${name}`,
  type,
  name,
});
const configMap = "kubernetes:core/v1:ConfigMap";
const deployment = "kubernetes:apps/v1:Deployment";
const main = { name: "main", image: "registry.k8s.io/pause:3.10" };

function deploymentInputs(name: string, pod: object, annotations: Record<string, string> = {}): Properties {
  const labels = { app: name };
  return {
    metadata: { name, annotations },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
}

describe("the kubernetes stand-in provider", () => {
  let rehearsed: RehearsedCluster;
  let session: ProviderSession;

  beforeAll(async () => {
    rehearsed = await startRehearsedCluster();
    const kubeconfig = readFileSync(rehearsed.cluster.kubeconfigPath, "utf8");
    session = await kubernetesProvider({ helm: "helm" }).configure({ kubeconfig });
    await addNodes(rehearsed);
  }, startTimeoutMs);

  afterAll(async () => {
    await rehearsed.stop();
    removeDirectory(rehearsed.directory);
  });

  const check = async (type: string, news: Properties, olds: Properties = {}, name?: string) => {
    const outcome = await session.check(resource(type, name), olds, news, seed);
    expect(outcome.failures).toEqual([]);
    return outcome.inputs;
  };
  const create = async (type: string, news: Properties, name = randomBytes(4).toString("hex")) => {
    const identity = resource(type, name);
    const { inputs } = await session.check(identity, {}, news, seed);
    const state = await session.create(identity, inputs, call(false));
    return { identity, inputs, ...state };
  };
  const preview = async (type: string, news: Properties) => {
    const identity = resource(type);
    const { inputs } = await session.check(identity, {}, news, seed);
    return session.create(identity, inputs, call(true));
  };

  it("names an object after its resource, with a suffix, and keeps the name", async () => {
    const inputs = await check(configMap, { data: { a: "1" } }, {}, "settings");
    const name = (inputs.metadata as { name: string }).name;
    expect(name).toMatch(/^settings-[0-9a-f]{8}$/);
    expect(inputs).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });

    await expect(check(configMap, { data: { a: "2" } }, inputs, "settings")).resolves.toMatchObject({
      metadata: { name },
    });
  });

  it("refuses what it cannot create, and says what to use", async () => {
    const refuse = (type: string) => session.check(resource(type), {}, {}, seed);
    await expect(refuse("kubernetes:helm.sh/v3:Release")).rejects.toThrow(/use kubernetes\.helm\.v4\.Chart/);
    await expect(refuse("kubernetes:core/v1:ConfigMapList")).rejects.toThrow(/create each ConfigMap of it/);
    await expect(refuse("kubernetes:core/v1:ConfigMapPatch")).rejects.toThrow(/does not know patches/);
  });

  it("previews an object from its inputs while some are unknown", async () => {
    const inputs = { metadata: { name: "unknown" }, data: { a: UNKNOWN } };
    await expect(preview(configMap, inputs)).resolves.toMatchObject({ outputs: inputs });
  });

  it("previews what the API server would default, and writes nothing", async () => {
    const { outputs } = await preview(deployment, deploymentInputs("previewed", { containers: [main] }));

    expect(outputs).toMatchObject({
      metadata: { namespace: "default" },
      spec: { strategy: { type: "RollingUpdate" } },
    });
    expect(outputs).not.toHaveProperty("status");
    expect(outputs).not.toHaveProperty("metadata.uid");
    await expect(rehearsed.api.find("/apis/apps/v1/namespaces/default/deployments/previewed")).resolves.toBeUndefined();
  });

  it("refuses a misspelt field at preview", async () => {
    await expect(
      preview(deployment, deploymentInputs("misspelt", { containers: [{ ...main, imagePullPolice: "Always" }] })),
    ).rejects.toThrow(/imagePullPolice[\s\S]*correct the field's name/);
  });

  it("refuses a misspelt field at preview though the namespace is still to be created", async () => {
    const inputs = { metadata: { name: "early", namespace: "not-yet" }, dta: { a: "1" } };
    await expect(preview(configMap, inputs)).rejects.toThrow(/dta/);
    await expect(preview(configMap, { metadata: inputs.metadata, data: { a: "1" } })).resolves.toMatchObject({
      outputs: { data: { a: "1" } },
    });
  });

  it("refuses a privileged pod in a restricted namespace at preview", async () => {
    await create("kubernetes:core/v1:Namespace", {
      metadata: { name: "restricted", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    const pod = {
      metadata: { name: "privileged", namespace: "restricted" },
      spec: { containers: [{ ...main, securityContext: { privileged: true } }] },
    };

    await expect(preview("kubernetes:core/v1:Pod", pod)).rejects.toThrow(/violates PodSecurity "restricted:latest"/);
  });

  it("passes on what the API server warns of: pods of a deployment that the namespace would not admit", async () => {
    const warnings: string[] = [];
    const privileged = { containers: [{ ...main, securityContext: { privileged: true } }] };
    const inputs = deploymentInputs("warned", privileged);
    await create("kubernetes:core/v1:Namespace", {
      metadata: { name: "warning", labels: { "pod-security.kubernetes.io/warn": "restricted" } },
    });
    const elsewhere = { ...inputs, metadata: { name: "warned", namespace: "warning" } };
    await session.create(resource(deployment), elsewhere, {
      ...call(true),
      warn: async (warning) => void warnings.push(warning),
    });

    expect(warnings).toEqual([
      expect.stringMatching(/^would violate PodSecurity "restricted:latest": privileged \(container "main"/),
    ]);
  });

  it("waits for a deployment, and finds no drift in it afterwards", async () => {
    const inputs = deploymentInputs("web", {
      containers: [{ ...main, resources: { requests: { cpu: "1000m", memory: "1024Mi" } } }],
    });
    const created = await create(deployment, inputs);

    expect(created.id).toBe("default/web");
    expect(created.outputs).toMatchObject({ status: { availableReplicas: expect.any(Number) } });
    const read = await session.read(created.identity, created.id, created);
    expect(read?.inputs).toEqual(created.inputs);
  });

  it("finds what somebody changed behind the program's back, and nothing else", async () => {
    const created = await create(configMap, { metadata: { name: "drifting" }, data: { a: "1", b: "2" } });
    await rehearsed.api.patch("/api/v1/namespaces/default/configmaps/drifting", {
      data: { a: "changed", c: "added" },
      metadata: { labels: { by: "hand" } },
    });

    const read = await session.read(created.identity, created.id, created);
    expect(read?.inputs.data).toEqual({ a: "changed", b: "2" });
    await expect(session.diff(created.identity, created.id, read as never, created.inputs, [])).resolves.toEqual({
      changes: { "data.a": "update-replace" },
      deleteBeforeReplace: true,
    });
  });

  it("finds drift in a secret that was written as stringData, and keeps all of it secret", async () => {
    const created = await create("kubernetes:core/v1:Secret", {
      metadata: { name: "token" },
      stringData: { token: "right", other: "same" },
    });
    expect(created.secrets).toEqual(["data", "stringData"]);
    expect((await session.read(created.identity, created.id, created))?.inputs).toEqual(created.inputs);

    await rehearsed.api.patch("/api/v1/namespaces/default/secrets/token", {
      data: { token: Buffer.from("wrong").toString("base64") },
    });
    const read = await session.read(created.identity, created.id, created);
    expect(read?.inputs.stringData).toEqual({ token: "wrong", other: "same" });
  });

  it("tells that an object is gone", async () => {
    const created = await create(configMap, { metadata: { name: "gone" }, data: {} });
    await rehearsed.api.delete("/api/v1/namespaces/default/configmaps/gone");

    await expect(session.read(created.identity, created.id, created)).resolves.toBeUndefined();
  });

  it("updates in place, and removes what the program no longer sets", async () => {
    const service = "kubernetes:core/v1:Service";
    const inputs = {
      metadata: { name: "headless", labels: { a: "1", b: "2" } },
      spec: { clusterIP: "None", ports: [{ port: 80 }] },
    };
    const created = await create(service, inputs);
    const news = await check(
      service,
      { ...inputs, metadata: { name: "headless", labels: { a: "1" } } },
      created.inputs,
    );
    const old = { ...created };

    await expect(session.diff(created.identity, created.id, old, news, [])).resolves.toMatchObject({
      changes: { "metadata.labels.b": "delete" },
    });
    const updated = await session.update(created.identity, created.id, old, news, call(false));
    expect(updated.outputs).toMatchObject({ metadata: { labels: { a: "1" } } });
    expect(updated.outputs).not.toHaveProperty("metadata.labels.b");
  });

  it("replaces what the API server would not change, deleting first where the name stays", async () => {
    const diff = async (type: string, old: Properties, news: Properties) => {
      const [inputs, next] = [await check(type, old), await check(type, news)];
      return session.diff(resource(type), "id", { id: "id", inputs, outputs: {} }, next, []);
    };
    const [before, after] = [deploymentInputs("same", {}), deploymentInputs("same", {})];
    const selected = { ...after, spec: { ...(after.spec as object), selector: { matchLabels: { app: "other" } } } };

    await expect(diff(deployment, before, selected)).resolves.toEqual({
      changes: { "spec.selector.matchLabels.app": "update-replace" },
      deleteBeforeReplace: true,
    });
    await expect(diff(configMap, { metadata: { name: "a" } }, { metadata: { name: "b" } })).resolves.toEqual({
      changes: { "metadata.name": "update-replace" },
      deleteBeforeReplace: false,
    });
    await expect(
      diff(
        "kubernetes:core/v1:Service",
        { metadata: { name: "a" } },
        { metadata: { name: "a" }, spec: { type: "NodePort" } },
      ),
    ).resolves.toMatchObject({
      changes: { spec: "add" },
    });
  });

  it("does not take over an object that somebody else created, but one that an interrupted run did", async () => {
    const inputs = { metadata: { name: "taken" }, data: { a: "1" } };
    await rehearsed.api.create("/api/v1/namespaces/default/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      ...inputs,
    });
    await expect(create(configMap, inputs)).rejects.toThrow(
      /exists already \(v1 ConfigMap default\/taken\)[\s\S]*pulumi import/,
    );

    const mine = { metadata: { name: "mine" }, data: { a: "1" } };
    await create(configMap, mine, "interrupted");
    await expect(create(configMap, mine, "interrupted")).resolves.toMatchObject({ id: "default/mine" });
  });

  it("explains a conflict with another field manager, and forces it only when told to", async () => {
    const path = "/api/v1/namespaces/default/configmaps/shared";
    const created = await create(configMap, { metadata: { name: "shared" }, data: { a: "1" } });
    await rehearsed.api.apply(
      path,
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shared" }, data: { a: "theirs" } },
      "somebody",
    );
    const update = (annotations: Record<string, string>) =>
      session.update(
        created.identity,
        created.id,
        created,
        { ...created.inputs, metadata: { name: "shared", annotations }, data: { a: "2" } },
        call(false),
      );

    await expect(update({})).rejects.toThrow(/another field manager owns fields[\s\S]*somebody[\s\S]*patchForce/);
    await expect(update({ "pulumi.com/patchForce": "true" })).resolves.toMatchObject({ outputs: { data: { a: "2" } } });
  });

  it("says which container of which pod keeps a deployment from being ready", async () => {
    const inputs = deploymentInputs(
      "stuck",
      { containers: [{ ...main, envFrom: [{ secretRef: { name: "missing" } }] }] },
      { "pulumi.com/timeoutSeconds": "2" },
    );
    const failure: unknown = await create(deployment, inputs).catch((error) => error);

    expect(failure).toBeInstanceOf(InitializationFailed);
    const { id, reasons } = failure as InitializationFailed;
    expect(id).toBe("default/stuck");
    expect(reasons[0]).toMatch(/^not ready within 2 s: /);
    expect(reasons.join("\n")).toMatch(
      /pod stuck-\S+, container main: CreateContainerConfigError: secret "missing" not found/,
    );
  });

  it("takes a claim that waits for its consumer as ready, and a service without pods as not", async () => {
    await create("kubernetes:storage.k8s.io/v1:StorageClass", {
      metadata: { name: "gp3" },
      provisioner: "ebs.csi.aws.com",
      volumeBindingMode: "WaitForFirstConsumer",
    });
    const claim = {
      metadata: { name: "data" },
      spec: { storageClassName: "gp3", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    await expect(create("kubernetes:core/v1:PersistentVolumeClaim", claim)).resolves.toMatchObject({
      id: "default/data",
    });

    const service = {
      metadata: { name: "nobody", annotations: { "pulumi.com/timeoutSeconds": "1" } },
      spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
    };
    await expect(create("kubernetes:core/v1:Service", service)).rejects.toThrow(/it targets no pods/);
    const skipped = { ...service, metadata: { name: "nobody-waits", annotations: { "pulumi.com/skipAwait": "true" } } };
    await expect(create("kubernetes:core/v1:Service", skipped)).resolves.toMatchObject({ id: "default/nobody-waits" });
  });

  it("waits for the condition that an annotation names", async () => {
    const annotations = { "pulumi.com/waitFor": "jsonpath={.data.a}=2", "pulumi.com/timeoutSeconds": "1" };
    await expect(create(configMap, { metadata: { name: "waits", annotations }, data: { a: "1" } })).rejects.toThrow(
      /data\.a is "1", not 2/,
    );
  });

  it("serves a custom resource as soon as its definition is established", async () => {
    const definition = {
      metadata: { name: "gears.jeju.test" },
      spec: {
        group: "jeju.test",
        scope: "Namespaced",
        names: { kind: "Gear", plural: "gears", singular: "gear" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
              },
            },
          },
        ],
      },
    };
    const gear = { metadata: { name: "first" }, spec: { teeth: 12 } };
    await expect(preview("kubernetes:jeju.test/v1:Gear", gear)).resolves.toMatchObject({ outputs: gear });

    const [established, created] = await Promise.all([
      create("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", definition),
      create("kubernetes:jeju.test/v1:Gear", gear),
    ]);
    expect(created.id).toBe("default/first");
    const read = await session.read(established.identity, established.id, established);
    expect(read?.inputs).toEqual(established.inputs);
  });

  it("deletes an object and waits until it is gone", async () => {
    const created = await create("kubernetes:core/v1:Namespace", { metadata: { name: "short-lived" } });
    await session.delete(created.identity, created.id, created, call(false));

    await expect(rehearsed.api.find("/api/v1/namespaces/short-lived")).resolves.toBeUndefined();
    await expect(session.delete(created.identity, created.id, created, call(false))).resolves.toBeUndefined();
  });

  it("imports an object with all that its owner would write", async () => {
    await rehearsed.api.create("/api/v1/namespaces/default/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "foreign" },
      data: { a: "1" },
    });

    const read = await session.read(resource(configMap), "default/foreign", { inputs: {}, outputs: {} });
    expect(read?.inputs).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "foreign", namespace: "default" },
      data: { a: "1" },
    });
  });

  it("applies sixty objects within a few seconds and previews them in less", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
    const timed = async (work: (name: string) => Promise<State>) => {
      const start = performance.now();
      await Promise.all(names.map(work));
      return performance.now() - start;
    };

    await expect(timed((name) => preview(configMap, { metadata: { name }, data: { name } }))).resolves.toBeLessThan(
      5_000,
    );
    await expect(
      timed((name) => create(configMap, { metadata: { name }, data: { name } }, name)),
    ).resolves.toBeLessThan(10_000);
  });
});
