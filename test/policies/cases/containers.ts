import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import {
  container,
  containerCases,
  cronJob,
  ephemeralContainer,
  image,
  job,
  kinds,
  pod,
  podCases,
  security,
  together,
} from "./pods";

const claims = (changes: Record<string, Record<string, unknown>>) => {
  const { requests, limits } = container().resources;
  return { resources: { requests: { ...requests, ...changes.requests }, limits: { ...limits, ...changes.limits } } };
};
const oneClaim = (kind: string, name: string, amount: unknown) => claims({ [kind]: { [name]: amount } });

/** Kinds whose pods do not end by themselves. */
const lasting = kinds.filter((kind) => kind !== job && kind !== cronJob);

export const containerPolicyCases: readonly PolicyCases[] = [
  containerCases(
    "k8s-readonly-rootfs",
    { writable: security({ readOnlyRootFilesystem: false }), unsaid: security({ readOnlyRootFilesystem: undefined }) },
    /securityContext\.readOnlyRootFilesystem is (false|not set)/,
    security({ readOnlyRootFilesystem: unknown }),
  ),
  together(
    containerCases(
      "k8s-limits",
      {
        "no resources": { resources: undefined },
        "no CPU": oneClaim("requests", "cpu", undefined),
        "no memory": oneClaim("requests", "memory", undefined),
        "no limit of CPU": oneClaim("limits", "cpu", undefined),
        "no limit of memory": oneClaim("limits", "memory", undefined),
        "no limit of disk": oneClaim("limits", "ephemeral-storage", undefined),
        "a limit of nothing": oneClaim("limits", "memory", "0Gi"),
        "a limit of nothing, with a fraction": oneClaim("limits", "memory", "0.0"),
      },
      /resources\.(requests|limits)\.[\w-]+ is (not set|0)/,
      oneClaim("limits", "memory", unknown),
      { lists: ["containers", "initContainers"] },
    ),
    podCases(
      "k8s-limits",
      {
        "a pod that limits nothing for its containers": {
          resources: { limits: { memory: "0" } },
          containers: [container(oneClaim("limits", "memory", undefined))],
        },
      },
      /spec\.resources\.limits\.memory is 0/,
      { resources: unknown, containers: [container(oneClaim("limits", "memory", undefined))] },
      {
        "limits of the pod": {
          resources: { requests: { cpu: 1, memory: "1Gi" }, limits: { cpu: 1, memory: "1Gi" } },
          containers: [container({ resources: { limits: { "ephemeral-storage": "10Mi" } } })],
        },
        "a thousandth of a CPU": { containers: [container(oneClaim("limits", "cpu", "0.001"))] },
        "a debugging container": { ephemeralContainers: [ephemeralContainer] },
      },
    ),
  ),
  containerCases(
    "k8s-image-digest",
    {
      "a tag": { image: "us-docker.pkg.dev/oplabs-tools-artifacts/images/op-node:v1.19.2" },
      "a digest that is cut short": { image: image.slice(0, -1) },
      "a digest of another kind": { image: `op-node@sha512:${"0".repeat(64)}` },
      "no image": { image: undefined },
    },
    /image is (us-docker\S+|op-node@sha512\S+|not set)/,
    { image: unknown },
  ),
  containerCases(
    "k8s-registry-allowlist",
    {
      "another registry": { image: "ghcr.io/paradigmxyz/op-reth:v1" },
      "a neighbour of the registry": { image: "us-docker.pkg.dev/oplabs-tools-artifacts/images-too/op-node:v1" },
      "a registry that begins alike": {
        image: "us-docker.pkg.dev.example.org/oplabs-tools-artifacts/images/op-node:v1",
      },
      "Docker Hub": { image: "busybox" },
      "somebody at Docker Hub": { image: "us-docker/op-node" },
      "the machine itself": { image: "localhost/op-node" },
      "a name that begins like the machine": { image: "localhosts/op-node" },
      "a name that ends like the machine": { image: "a-localhost/op-node" },
      "no image": { image: undefined },
    },
    /image is (ghcr\.io|us-docker\.pkg\.dev|docker\.io\/library\/busybox|docker\.io\/(us-docker|localhosts|a-localhost)|localhost\/op|not set)/,
    { image: unknown },
  ),
  together(
    containerCases(
      "k8s-probes",
      { "no probe of life": { livenessProbe: undefined }, "no probe of readiness": { readinessProbe: undefined } },
      /(liveness|readiness)Probe is not set/,
      { readinessProbe: unknown },
      { lists: ["containers"], kinds: lasting },
    ),
    podCases(
      "k8s-probes",
      { "a sidecar without probes": { initContainers: [{ ...ephemeralContainer, restartPolicy: "Always" }] } },
      /initContainers\[0\]\.livenessProbe is not set/,
      { restartPolicy: unknown, containers: [ephemeralContainer] },
      {
        "what prepares": { initContainers: [ephemeralContainer] },
        "a pod that ends": { restartPolicy: "OnFailure", containers: [ephemeralContainer] },
        "a pod that ends once": { restartPolicy: "Never", containers: [ephemeralContainer] },
      },
    ),
    {
      policy: "k8s-probes",
      good: {
        "a job": [job({ containers: [ephemeralContainer] })],
        "a job that comes back": [cronJob({ containers: [ephemeralContainer] })],
      },
      bad: {
        "a pod that never ends": {
          resources: [pod({ restartPolicy: "Always", containers: [ephemeralContainer] })],
          found: /livenessProbe is not set/,
        },
      },
      unknown: {
        "what may be a sidecar": [
          pod({ containers: [container()], initContainers: [{ ...ephemeralContainer, restartPolicy: unknown }] }),
        ],
      },
    },
  ),
];
