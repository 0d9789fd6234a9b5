import type { Controls } from "./controls";
import type { Resource } from "./resource";
import type { Level, Severity } from "./sdk";
import type { Stack } from "./stack";
import type { Verdicts } from "./verdict";

/** Figures of a rule that an environment may change in `config/<environment>.json`. */
export type Settings = Readonly<Record<string, number | string | readonly string[]>>;

/** What a policy says of itself; reports are joined on `id`. */
export interface PolicyMetadata {
  /** Kebab-case, `<domain>-<what holds>`; a contract, because configurations and waivers name it. */
  readonly id: string;
  /** What holds when it is kept, one sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** Level on mainnet, and wherever no configuration says otherwise. Default `mandatory`. */
  readonly level?: Level;
  /** What happens to whom when it is not kept. */
  readonly rationale: string;
  /** What to write in the program. */
  readonly remedy: string;
  /** Controls of published frameworks that it implements. Default none: the rule is our own. */
  readonly controls?: Controls;
  /** Type tokens it judges, or their beginning with `*`. */
  readonly types: readonly string[];
  /** Defaults of what an environment may change. */
  readonly settings?: Settings;
}

/**
 * A policy on each resource by itself and what it refers to. It is judged on the inputs before the resource's step, so
 * that a violation stops an update in time; what is undecided then is judged again on the outputs of the whole stack.
 */
export interface ResourcePolicy extends PolicyMetadata {
  readonly scope: "resource";
  judge(resource: Resource, configured: Settings): Verdicts;
}

/** A policy on how the resources of a stack stand to each other. */
export interface StackPolicy extends PolicyMetadata {
  readonly scope: "stack";
  /** Whether it has something to say of this stack; what it does not apply to is reported as not applicable. */
  appliesTo(stack: Stack, configured: Settings): boolean;
  judge(stack: Stack, configured: Settings): Verdicts;
}

export type Policy = ResourcePolicy | StackPolicy;

interface Declaration<S extends Settings, Subject> extends Omit<PolicyMetadata, "settings"> {
  readonly settings?: S;
  check(subject: Subject, settings: S): Verdicts;
}

// The engine has validated the configuration against the schema that the defaults imply (runner.ts), hence the casts.

export function resourcePolicy<S extends Settings>(declaration: Declaration<S, Resource>): ResourcePolicy {
  const { check, ...metadata } = declaration;
  return {
    ...metadata,
    scope: "resource",
    judge: (resource, configured) => check(resource, { ...declaration.settings, ...configured } as S),
  };
}

interface StackDeclaration<S extends Settings> extends Declaration<S, Stack> {
  /** Default: a stack that holds a resource of the policy's types. */
  appliesTo?(stack: Stack, settings: S): boolean;
}

export function stackPolicy<S extends Settings>(declaration: StackDeclaration<S>): StackPolicy {
  const { check, appliesTo, ...metadata } = declaration;
  const settingsOf = (configured: Settings) => ({ ...declaration.settings, ...configured }) as S;
  return {
    ...metadata,
    scope: "stack",
    appliesTo: (stack, configured) =>
      appliesTo?.(stack, settingsOf(configured)) ?? stack.all(...metadata.types).length > 0,
    judge: (stack, configured) => check(stack, settingsOf(configured)),
  };
}
