import { statSync } from "node:fs";
import { join } from "node:path";
import type {
  CoreV1Event,
  V1Deployment,
  V1Ingress,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1Service,
} from "@kubernetes/client-node";
import type { ObjectList } from "../../../rehearsal/cluster/api";
import {
  addNodes,
  eventually,
  type RehearsedCluster,
  removeDirectory,
  startRehearsedCluster,
  startTimeoutMs,
  zones,
} from "./rehearsed-cluster";

const inDefault = "/namespaces/default";
const pause = { name: "main", image: "registry.k8s.io/pause:3.10" };

describe("the rehearsed cluster", () => {
  let rehearsed: RehearsedCluster;

  beforeAll(async () => {
    rehearsed = await startRehearsedCluster();
    await addNodes(rehearsed);
  }, startTimeoutMs);

  afterAll(async () => {
    await rehearsed.stop();
    removeDirectory(rehearsed.directory);
  });

  const podsOf = async (app: string) =>
    (await rehearsed.api.get<ObjectList<V1Pod>>(`/api/v1${inDefault}/pods`, { labelSelector: `app=${app}` })).items;
  const createPod = (name: string, spec: V1Pod["spec"]) =>
    rehearsed.api.create<V1Pod>(`/api/v1${inDefault}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels: { app: name } },
      spec,
    });
  const createVolumeClass = (name: string, options: object) =>
    rehearsed.api.create("/apis/storage.k8s.io/v1/storageclasses", {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name },
      provisioner: "ebs.csi.aws.com",
      ...options,
    });
  const eventsAbout = async (name: string) =>
    (await rehearsed.api.get<ObjectList<CoreV1Event>>(`/api/v1${inDefault}/events`)).items.filter(
      (event) => event.involvedObject.name === name,
    );

  it("has a node in each zone, as large as its instance type", async () => {
    const { items } = await rehearsed.api.get<ObjectList<V1Node>>("/api/v1/nodes");

    expect(items.map((node) => node.metadata?.labels?.["topology.kubernetes.io/zone"])).toEqual(zones);
    for (const { status } of items) {
      expect(status?.allocatable).toMatchObject({ cpu: "3920m", memory: "14735Mi", pods: "58" });
    }
  });

  it("keeps its keys and logs from other users", () => {
    const mode = (...path: string[]) => statSync(join(rehearsed.directory, ...path)).mode & 0o777;

    expect(mode("credentials")).toBe(0o700);
    expect(mode("credentials", "administrator.token")).toBe(0o600);
    expect(mode("credentials", "administrator.kubeconfig")).toBe(0o600);
    expect(mode("logs", "kube-apiserver.log")).toBe(0o600);
  });

  it("makes a deployment available", async () => {
    await rehearsed.api.create(`/apis/apps/v1${inDefault}/deployments`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { initContainers: [{ ...pause, name: "first" }], containers: [pause] },
        },
      },
    });

    const deployment = await eventually(async () => {
      const found = await rehearsed.api.get<V1Deployment>(`/apis/apps/v1${inDefault}/deployments/web`);
      return found.status?.availableReplicas === 2 && found;
    });
    expect(deployment.status?.readyReplicas).toBe(2);
  });

  it("gives each replica of a stateful set a volume in the zone that it runs in", async () => {
    await createVolumeClass("gp3", { volumeBindingMode: "WaitForFirstConsumer", allowVolumeExpansion: true });
    await rehearsed.api.create(`/apis/apps/v1${inDefault}/statefulsets`, {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "chain" },
      spec: {
        replicas: 3,
        serviceName: "chain",
        podManagementPolicy: "Parallel",
        selector: { matchLabels: { app: "chain" } },
        template: {
          metadata: { labels: { app: "chain" } },
          spec: {
            containers: [{ ...pause, volumeMounts: [{ name: "data", mountPath: "/data" }] }],
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector: { matchLabels: { app: "chain" } },
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: {
              storageClassName: "gp3",
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: "10Gi" } },
            },
          },
        ],
      },
    });

    const pods = await eventually(async () => {
      const running = (await podsOf("chain")).filter((pod) => pod.status?.phase === "Running");
      return running.length === 3 && running;
    });
    const { items: volumes } = await rehearsed.api.get<ObjectList<V1PersistentVolume>>("/api/v1/persistentvolumes");
    const zoneOfVolume = (claim: string) =>
      volumes.find((volume) => volume.spec?.claimRef?.name === claim)?.spec?.nodeAffinity?.required
        ?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values?.[0];
    expect(new Set(pods.map((pod) => pod.spec?.nodeName)).size).toBe(3);
    for (const pod of pods) {
      expect(`node-${zoneOfVolume(`data-${pod.metadata?.name}`)}`).toBe(pod.spec?.nodeName);
    }
  });

  it("enlarges a volume", async () => {
    const path = `/api/v1${inDefault}/persistentvolumeclaims/data-chain-0`;
    await rehearsed.api.patch(path, { spec: { resources: { requests: { storage: "20Gi" } } } });

    await eventually(async () => {
      const claim = await rehearsed.api.get<V1PersistentVolumeClaim>(path);
      return claim.status?.capacity?.storage === "20Gi";
    });
  });

  it("deletes a released volume whose class says so", async () => {
    await rehearsed.api.delete(`/apis/apps/v1${inDefault}/statefulsets/chain`);
    await rehearsed.api.delete(`/api/v1${inDefault}/persistentvolumeclaims/data-chain-0`);

    await eventually(async () => {
      const { items } = await rehearsed.api.get<ObjectList<V1PersistentVolume>>("/api/v1/persistentvolumes");
      return items.length === 2;
    });
  });

  it("leaves a claim pending that EBS could not serve, and says why", async () => {
    await rehearsed.api.create(`/api/v1${inDefault}/persistentvolumeclaims`, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "shared" },
      spec: { storageClassName: "gp3", accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
    });
    await createPod("sharing", {
      containers: [pause],
      volumes: [{ name: "shared", persistentVolumeClaim: { claimName: "shared" } }],
    });

    const [event] = await eventually(async () => {
      const events = (await eventsAbout("shared")).filter(({ reason }) => reason === "ProvisioningFailed");
      return events.length > 0 && events;
    });
    expect(event?.message).toContain("Only AccessModes[ReadWriteOnce] supported");
  });

  it("does not start a container whose config map is missing, and starts it once it is there", async () => {
    await createPod("waiting", { containers: [{ ...pause, envFrom: [{ configMapRef: { name: "settings" } }] }] });

    const waiting = await eventually(async () => {
      const [pod] = await podsOf("waiting");
      return pod?.status?.containerStatuses?.[0]?.state?.waiting;
    });
    expect(waiting).toEqual({ reason: "CreateContainerConfigError", message: 'configmap "settings" not found' });

    await rehearsed.api.create(`/api/v1${inDefault}/configmaps`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
    });
    await eventually(async () => (await podsOf("waiting"))[0]?.status?.phase === "Running");
  });

  it("does not schedule a pod that no node has room for", async () => {
    await createPod("huge", { containers: [{ ...pause, resources: { requests: { memory: "64Gi" } } }] });

    const condition = await eventually(async () => {
      const [pod] = await podsOf("huge");
      return pod?.status?.conditions?.find(({ reason }) => reason === "Unschedulable");
    });
    expect(condition.message).toContain("Insufficient memory");
  });

  it("completes a pod that is not restarted", async () => {
    await createPod("once", { restartPolicy: "Never", containers: [pause] });

    await eventually(async () => (await podsOf("once"))[0]?.status?.phase === "Succeeded");
  });

  it("refuses a privileged pod in a restricted namespace", async () => {
    await rehearsed.api.create("/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "restricted", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    await eventually(() => rehearsed.api.find("/api/v1/namespaces/restricted/serviceaccounts/default"));

    await expect(
      rehearsed.api.create("/api/v1/namespaces/restricted/pods", {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "privileged" },
        spec: { containers: [{ ...pause, securityContext: { privileged: true } }] },
      }),
    ).rejects.toThrow(/violates PodSecurity "restricted:latest": privileged/);
  });

  it("gives a service and an ALB ingress a host name, the ingress only when its service exists", async () => {
    const ingressPath = `/apis/networking.k8s.io/v1${inDefault}/ingresses`;
    await rehearsed.api.create("/apis/networking.k8s.io/v1/ingressclasses", {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "alb" },
      spec: { controller: "ingress.k8s.aws/alb" },
    });
    await rehearsed.api.create(ingressPath, {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "rpc" },
      spec: { ingressClassName: "alb", defaultBackend: { service: { name: "rpc", port: { number: 8545 } } } },
    });
    await eventually(async () => (await eventsAbout("rpc")).some(({ reason }) => reason === "FailedBuildModel"));

    await rehearsed.api.create(`/api/v1${inDefault}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "rpc" },
      spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb", ports: [{ port: 8545 }] },
    });
    const hostnameOf = (path: string) => async () =>
      (await rehearsed.api.get<V1Ingress | V1Service>(path)).status?.loadBalancer?.ingress?.[0]?.hostname;

    await expect(eventually(hostnameOf(`/api/v1${inDefault}/services/rpc`))).resolves.toMatch(
      /^k8s-default-rpc-[0-9a-f]{10}-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/,
    );
    await expect(eventually(hostnameOf(`${ingressPath}/rpc`))).resolves.toMatch(
      /^internal-k8s-default-rpc-[0-9a-f]{10}-\d+\.us-east-1\.elb\.amazonaws\.com$/,
    );
  });

  it("refuses an instance type that it does not know", async () => {
    await expect(addNodes(rehearsed, "m99.huge")).rejects.toThrow(/does not know this instance type \(m99\.huge\)/);
  });

  it("removes the nodes of an owner that wants none, with their pods", async () => {
    await rehearsed.cluster.reconcileNodes("node-group/test", []);

    const { items } = await rehearsed.api.get<ObjectList<V1Node>>("/api/v1/nodes");
    expect(items).toEqual([]);
    await eventually(async () => (await podsOf("once")).length === 0);
  });
});
