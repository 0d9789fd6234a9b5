import { type PolicyMetadata, type Settings, type StackPolicy, stackPolicy } from "./policy";
import type { Resource } from "./resource";
import type { Stack } from "./stack";
import { type Verdicts, violation } from "./verdict";

interface Required<S extends Settings> {
  /** What must be there, with its article. */
  readonly called: string;
  /** Only a stack that holds a resource of these types must have it. Default: every stack. */
  readonly besides?: readonly string[];
  readonly settings?: S;
  /** Judges what is there: at least one resource of the policy's types. */
  check(found: readonly Resource[], stack: Stack, settings: S): Verdicts;
}

/**
 * A policy on what every stack must have: its absence is a violation. Where `required` is not `yes`, as in the files of
 * the environments while the program does not make it yet, a stack without any is not judged; what exists is.
 */
export function requiredPolicy<S extends Settings>(
  declaration: Required<S> & Omit<PolicyMetadata, "settings">,
): StackPolicy {
  const { called, besides, check, settings, ...metadata } = declaration;
  const isRequired = ({ required }: Settings) => required === "yes";
  return stackPolicy<S>({
    ...metadata,
    settings: { required: "yes", ...settings } as S & { readonly required: string },
    appliesTo: (stack, configured) => {
      const isDue = isRequired(configured) && (besides === undefined || stack.all(...besides).length > 0);
      return isDue || stack.all(...metadata.types).length > 0;
    },
    check: (stack, configured) => {
      const found = stack.all(...metadata.types);
      return found.length > 0
        ? check(found, stack, configured)
        : violation(`no ${called.replace(/^an? /, "")}`, `${called} of this stack`);
    },
  });
}
