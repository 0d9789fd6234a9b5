import { join } from "node:path";
import { Namespaces } from "../../infra/namespaces";
import { Volumes } from "../../infra/volumes";
import { loadPlan } from "../../keys-ceremony/plan/load";
import { Recording } from "./recorded-resources";

describe("Namespaces", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await Recording.of(() => {
      new Namespaces("jeju-test-namespaces", { kubernetesVersion: "1.34" });
    });
  });

  it("enforces, audits and warns of Pod Security restricted at the cluster's version", () => {
    expect(recording.inputs("kubernetes:core/v1:Namespace").metadata).toEqual({
      name: "chain",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.34",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "v1.34",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "v1.34",
      },
    });
  });

  it.each(["mainnet", "testnet"])("are where %s's key ceremony seals for: a pod reads no other secrets", (stack) => {
    const { roles } = loadPlan(join(__dirname, `../../keys-ceremony/plans/${stack}.yaml`));
    const [namespace, ...others] = new Set(Object.values(roles).flatMap(({ sealed }) => sealed?.namespace ?? []));
    expect(others).toEqual([]);
    expect(recording.inputs("kubernetes:core/v1:Namespace")).toMatchObject({ metadata: { name: namespace } });
  });

  it("denies every pod all traffic in both directions", () => {
    expect(recording.inputs("kubernetes:networking.k8s.io/v1:NetworkPolicy", "default-deny").spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("lets every pod ask the cluster's DNS and nothing else", () => {
    const { spec } = recording.inputs("kubernetes:networking.k8s.io/v1:NetworkPolicy", "allow-dns");
    expect(spec).toMatchObject({ podSelector: {}, policyTypes: ["Egress"] });
    expect(spec).not.toHaveProperty("ingress");
    expect(spec).toHaveProperty("egress", [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: [
          { port: 53, protocol: "UDP" },
          { port: 53, protocol: "TCP" },
        ],
      },
    ]);
  });

  it("allows no load balancer besides the edge's", () => {
    expect(recording.inputs("kubernetes:core/v1:ResourceQuota")).toMatchObject({
      metadata: { namespace: "chain" },
      spec: { hard: { "services.loadbalancers": "0", "limits.memory": "640Gi" } },
    });
  });

  it("gives limits to a container that sets none", () => {
    const { spec } = recording.inputs("kubernetes:core/v1:LimitRange");
    expect(spec).toMatchObject({ limits: [{ type: "Container", default: { memory: "512Mi" } }] });
  });
});

describe("Volumes", () => {
  it("makes encrypted gp3 the default class, placed with the pod, kept after the claim", async () => {
    const recording = await Recording.of(() => {
      new Volumes("jeju-test-volumes", {
        kmsKeyArn: "arn:aws:kms:::key/1",
        tags: { system: "jeju", owner: "platform" },
      });
    });
    expect(recording.inputs("kubernetes:storage.k8s.io/v1:StorageClass")).toMatchObject({
      metadata: {
        name: "gp3-encrypted",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "ebs.csi.aws.com",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Retain",
      allowVolumeExpansion: true,
      parameters: {
        type: "gp3",
        encrypted: "true",
        kmsKeyId: "arn:aws:kms:::key/1",
        tagSpecification_1: "system=jeju",
        tagSpecification_2: "owner=platform",
      },
    });
  });
});
