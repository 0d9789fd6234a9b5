import { type PolicyMetadata, type Settings, type StackPolicy, stackPolicy } from "./policy";
import type { Resource } from "./resource";
import type { Stack } from "./stack";
import { knownText } from "./value";
import { about, listed, onBehalfOf, pass, undecided, type Verdict, type Verdicts, violation } from "./verdict";

interface Companion<S extends Settings> {
  /** Which of the resources must have one. Default: all of the policy's types. */
  needs?(subject: Resource, stack: Stack): Verdict | "yes" | "no";
  /** What the companion is called in messages, with its article. */
  readonly called: string;
  readonly companions: readonly string[];
  /** The companion's property that names the resource. */
  readonly by: string;
  /** Only companions with this value of this property, e.g. settings of one name. */
  readonly where?: { readonly property: string; readonly is: string };
  readonly settings?: S;
  judge?(companion: Resource, subject: Resource, stack: Stack, settings: S): Verdicts;
}

/**
 * A policy that demands a resource next to another one, as the settings of a bucket are. Its absence is a violation, and
 * of several it takes one that is as it should be.
 */
export function companionPolicy<S extends Settings>(
  declaration: Companion<S> & Omit<PolicyMetadata, "settings">,
): StackPolicy {
  const { needs, called, companions, by, where, judge, ...metadata } = declaration;
  return stackPolicy<S>({
    ...metadata,
    check: (stack, settings) =>
      stack.all(...metadata.types).flatMap((subject): readonly Verdict[] => {
        const need = needs?.(subject, stack) ?? "yes";
        if (need === "no") return [];
        if (need !== "yes") return [about(subject, need)];
        const found = stack.referring(companions, by, subject);
        const isOther = (companion: Resource) =>
          where !== undefined && knownText(companion.value(where.property)) !== where.is;
        const isHidden = (companion: Resource) =>
          where !== undefined && companion.value(where.property).kind === "unknown";
        const surely = found.surely.filter((companion) => !isOther(companion));
        const perhaps = [...found.perhaps, ...found.surely].filter(
          (companion) => isHidden(companion) || (found.perhaps.includes(companion) && !isOther(companion)),
        );
        const judged = surely.map((companion) =>
          listed(judge?.(companion, subject, stack, settings) ?? pass).map((verdict) =>
            onBehalfOf(subject, companion, verdict),
          ),
        );
        const sound = judged.find((verdicts) => verdicts.every(({ outcome }) => outcome === "pass"));
        const open = judged.find((verdicts) => verdicts.every(({ outcome }) => outcome !== "violation"));
        const best = sound ?? open;
        if (best) return best;
        if (perhaps.length > 0) return [undecided(`whether it has ${called} is known only after the update`, subject)];
        return judged[0] ?? [violation(`no ${called.replace(/^an? /, "")} names it`, called, subject)];
      }),
  });
}
