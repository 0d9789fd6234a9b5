import { type Policy, type StackPolicy, stackPolicy } from "../assessment/policy";
import { matchesType, type Resource, type ResourceDescription } from "../assessment/resource";
import { Stack } from "../assessment/stack";
import { pass, type Verdict, violation } from "../assessment/verdict";

/**
 * What a rule reads of a resource is what it judges; so the rules themselves say which properties may not be ignored. Only
 * the ones on the types of resources that ignore anything are asked, by their default figures.
 */
export function ignoredChanges(judging: readonly Policy[]): StackPolicy {
  return stackPolicy({
    id: "stack-no-ignore-security",
    title: "No change of a property that a policy judges is ignored",
    severity: "high",
    rationale: "what is ignored stays as somebody has made it by hand, and no update puts it right",
    remedy: "take the property out of ignoreChanges, or narrow it to what changes by itself",
    types: ["*"],
    settings: {
      /**
       * Type and property. The component for EKS ignores what AWS takes at a cluster's creation and at no other time. The
       * chain's files are in a config map that cannot change, named by their digest; only how they are packed may differ.
       */
      allowed: [
        "aws:eks/cluster:Cluster accessConfig.bootstrapClusterCreatorAdminPermissions",
        "kubernetes:core/v1:ConfigMap binaryData",
      ] as readonly string[],
    },
    check: (stack, { allowed }) => {
      const ignoring = stack.resources.filter(({ description }) => description.ignoreChanges?.length);
      const judged = propertiesJudged(judging, stack, ignoring);
      return ignoring.flatMap(({ urn, type, description: { ignoreChanges = [] } }) =>
        ignoreChanges.map((written): Verdict => {
          const ignored = normalised(written);
          if (allowed.includes(`${type} ${ignored}`)) return pass;
          const property = judged.find((each) => each.urn === urn && overlap(ignored, each.path));
          if (!property) return pass;
          const found = `ignoreChanges names ${written}, which ${property.policy} judges`;
          return violation(found, "what no policy judges", stack.byUrn(urn));
        }),
      );
    },
  });
}

/** A property that a policy's judgement of a resource rests on. */
interface Judged {
  readonly urn: string;
  readonly policy: string;
  readonly path: string;
}

function propertiesJudged(judging: readonly Policy[], stack: Stack, ignoring: readonly Resource[]): readonly Judged[] {
  /** What the policy that is asked has read, by URN. */
  const read = new Map<string, Set<string>>();
  const urns = new Set(ignoring.map(({ urn }) => urn));
  const watched = new Stack(
    stack.resources.map(({ urn, description }) => {
      if (!urns.has(urn)) return description;
      return watchedDescription(description, (path) => read.set(urn, (read.get(urn) ?? new Set()).add(path)));
    }),
  );
  const types = [...new Set(ignoring.map(({ type }) => type))];
  return judging
    .filter((policy) => policy.types.some((pattern) => types.some((type) => matchesType(pattern, type))))
    .flatMap((policy) => {
      read.clear();
      judge(policy, watched, urns);
      return [...read].flatMap(([urn, paths]) => leaves(paths).map((path) => ({ urn, policy: policy.id, path })));
    });
}

function judge(policy: Policy, stack: Stack, urns: ReadonlySet<string>): void {
  try {
    if (policy.scope === "stack") {
      if (policy.appliesTo(stack, {})) policy.judge(stack, {});
      return;
    }
    for (const resource of stack.all(...policy.types)) if (urns.has(resource.urn)) policy.judge(resource, {});
  } catch {
    // A rule that throws is reported where it is judged; what it has read until then counts.
  }
}

function watchedDescription(description: ResourceDescription, seen: (path: string) => void): ResourceDescription {
  const { inputs, outputs } = description;
  return {
    ...description,
    ...(inputs && { inputs: watchedObject(inputs, "", seen) }),
    ...(outputs && { outputs: watchedObject(outputs, "", seen) }),
  };
}

/** The same object, which tells what is read of it. */
function watchedObject<T extends object>(object: T, path: string, seen: (path: string) => void): T {
  return new Proxy(object, {
    get: (target, key, receiver) => {
      const value: unknown = Reflect.get(target, key, receiver);
      const isMethod = typeof key === "symbol" || (key in target && !Object.hasOwn(target, key));
      if (isMethod) return value;
      const place = Array.isArray(target) ? path : path === "" ? key : `${path}.${key}`;
      seen(place);
      return value instanceof Object ? watchedObject(value, place, seen) : value;
    },
  });
}

/** Without the objects that were only passed through on the way to what is in them. */
function leaves(paths: ReadonlySet<string>): readonly string[] {
  const all = [...paths];
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}.`)));
}

/** `spec[0].x`, `spec[*].x` and `tags["x"]` as paths without indices. */
function normalised(written: string): string {
  return written.replace(/\[["']([^"']+)["']\]/g, ".$1").replace(/\[[^\]]*\]/g, "");
}

function overlap(ignored: string, path: string): boolean {
  return ignored === "*" || ignored === path || path.startsWith(`${ignored}.`) || ignored.startsWith(`${path}.`);
}
