import { describeFailure, describeVerdict } from "../../../policies/assessment/message";
import type { Policy } from "../../../policies/assessment/policy";
import { matchesType, Resource, type ResourceDescription } from "../../../policies/assessment/resource";
import { Stack } from "../../../policies/assessment/stack";
import { listed, type Verdict, type Verdicts } from "../../../policies/assessment/verdict";
import { type Described, type Moment, propertiesAt, referencesIn, urnOf } from "../engine-stub";

export interface Said {
  readonly outcome: "violation" | "undecided";
  readonly level: "advisory" | "mandatory";
  readonly message: string;
}

/** The stack as the rules see it. */
export function stackAt(resources: readonly Described[], moment: Moment): Stack {
  return new Stack(resources.map((resource) => describe(resource, resources, moment)));
}

/** What one policy says of a stack, judged as the pack does it but without the SDK's server between them. */
export function say(policy: Policy, resources: readonly Described[], moment: Moment): readonly Said[] {
  const stack = stackAt(resources, moment);
  if (policy.scope === "stack") {
    return policy.appliesTo(stack, {}) ? spoken(policy, () => policy.judge(stack, {})) : [];
  }
  return stack.resources
    .filter(({ type }) => policy.types.some((pattern) => matchesType(pattern, type)))
    .flatMap((resource) => {
      const { outputs: _, dependencies: __, ...written } = resource.description;
      const before = new Resource(written);
      const first = spoken(policy, () => policy.judge(before, {}), before);
      // What the inputs leave open is judged once more, with the whole stack.
      if (first.every(({ outcome }) => outcome === "violation")) return first;
      const second = spoken(policy, () => policy.judge(resource, {}), resource);
      const violations = first.filter(({ outcome }) => outcome === "violation");
      return [...violations, ...second.filter(({ message }) => !violations.some((said) => said.message === message))];
    });
}

function spoken(policy: Policy, judge: () => Verdicts, subject?: Resource): readonly Said[] {
  const level = policy.level ?? "mandatory";
  try {
    return listed(judge()).flatMap((verdict: Verdict): Said[] => {
      if (verdict.outcome === "pass") return [];
      const message = describeVerdict(policy, verdict, verdict.resource ?? subject);
      if (verdict.outcome === "undecided") return [{ outcome: "undecided", level: "advisory", message }];
      return [{ outcome: "violation", level: verdict.level ?? level, message }];
    });
  } catch (error) {
    return [{ outcome: "violation", level, message: describeFailure(policy, error, subject) }];
  }
}

function describe(resource: Described, all: readonly Described[], moment: Moment): ResourceDescription {
  const urns = new Map(all.map((each) => [each.name, urnOf(each)]));
  const { type, name, protect = false, ignoreChanges } = resource;
  const [packageName = ""] = type.split(":");
  const provider = resource.provider ?? { name: `ours-${packageName}` };
  const dependencies = Object.entries(resource.inputs).map(([property, value]) => {
    return [property, referencesIn(value).flatMap(({ target }) => urns.get(target) ?? [])] as const;
  });
  return {
    ...{ urn: urnOf(resource), type, name, protect },
    ...propertiesAt(resource, moment),
    dependencies: new Map(dependencies.filter(([, targets]) => targets.length > 0)),
    ...(ignoreChanges && { ignoreChanges }),
    ...(!["pulumi", "jeju"].includes(packageName) && {
      provider: {
        urn: `urn:pulumi:mainnet::jeju::pulumi:providers:${packageName}::${provider.name}`,
        type: `pulumi:providers:${packageName}`,
        name: provider.name,
        properties: provider.inputs ?? {},
      },
    }),
  };
}
