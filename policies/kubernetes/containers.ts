import { isOneOf, notKnownYet } from "../assessment/expectations";
import { type ResourcePolicy, resourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Located } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { eachContainer, podRule } from "./pod-rule";
import { containersOf, podAt, podTypes } from "./pods";

const readOnlyRoot = podRule({
  id: "k8s-readonly-rootfs",
  title: "No container can write its root filesystem",
  severity: "medium",
  rationale: "whoever breaks in could change the programs that run, and leave tools for later",
  remedy: "set securityContext.readOnlyRootFilesystem to true and mount an emptyDir where the program writes",
  check: eachContainer((container) => isOneOf(container.at("securityContext.readOnlyRootFilesystem"), ["true"])),
});

/** What a container must claim and what it may at most take; a node's disk is shared like its memory. */
const claims = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "limits.ephemeral-storage"];

const limits = podRule({
  id: "k8s-limits",
  title: "Every container says what it needs and at most takes of CPU, memory and the node's disk",
  severity: "medium",
  rationale: "one leaking container would starve its neighbours, and the node would choose whom to kill",
  remedy: `set resources.${claims.join(", ")} of the container; init containers too`,
  // Kubernetes takes no resources in ephemeral containers.
  check: (workload) =>
    containersOf(workload, ["containers", "initContainers"]).flatMap((container) =>
      claims.map((claim) => isClaimed(workload, container, claim)),
    ),
});

/** A quantity of nothing: a limit of 0 is none. */
const nothing = /^0+(\.0*)?[a-zA-Z]*$/;

/** The container's own claim, or the one that the pod makes for all of its containers. */
function isClaimed(workload: Resource, container: Item, claim: string): Verdict {
  const own = container.at(`resources.${claim}`);
  const { path, value } = own.value.kind === "absent" ? podAt(workload, `resources.${claim}`) : own;
  if (value.kind === "unknown") return notKnownYet(path);
  const expected = `${own.path}: a quantity`;
  if (value.kind === "absent") return violation(`${own.path} is not set`, expected);
  return nothing.test(String(value.value)) ? violation(`${path} is ${value.value}, which is none`, expected) : pass;
}

const digest = /@sha256:[0-9a-f]{64}$/;

const imagesByDigest = podRule({
  id: "k8s-image-digest",
  title: "Every image is named by its digest",
  severity: "high",
  rationale: "a tag can be moved: a restarted pod would run what nobody has reviewed, with the keys it has",
  remedy: "add @sha256: and the digest that `docker buildx imagetools inspect` shows",
  check: eachContainer((container) => {
    const { path, value } = container.at("image");
    if (value.kind === "unknown") return notKnownYet(path);
    if (value.kind === "known" && digest.test(String(value.value))) return pass;
    const found = value.kind === "absent" ? `${path} is not set` : `${path} is ${value.value}`;
    return violation(found, `${path}: with @sha256: and 64 hex digits`);
  }),
});

const registries = resourcePolicy({
  id: "k8s-registry-allowlist",
  title: "Images come from registries that were approved",
  severity: "high",
  rationale: "whoever can push to a registry decides what runs on our machines",
  remedy: "mirror the image to an approved registry, or add its registry to the policy's settings after a review",
  controls: { cisEks: ["5.1.4"] },
  types: podTypes,
  // Registry and path in front of the image's own name: where OP Labs publishes the clients of the OP stack.
  settings: { registries: ["us-docker.pkg.dev/oplabs-tools-artifacts/images"] as readonly string[] },
  check: (workload, { registries }) =>
    containersOf(workload).map((container) => isFrom(container.at("image"), registries)),
});

function isFrom({ path, value }: Located, registries: readonly string[]): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  const image = value.kind === "known" ? fullName(String(value.value)) : "";
  if (registries.some((registry) => image.startsWith(`${registry}/`))) return pass;
  return violation(`${path} is ${image || "not set"}`, `${path}: an image of ${registries.join(" or ")}`);
}

/** Without a registry it is Docker Hub's, and without an owner one of its official images. */
function fullName(image: string): string {
  const [first = "", ...rest] = image.split("/");
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`;
}

export const containerPolicies: readonly ResourcePolicy[] = [readOnlyRoot, limits, imagesByDigest, registries];
