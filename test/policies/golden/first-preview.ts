import type { ResourceDescription } from "../../../policies/assessment/resource";
import { isUnknownSentinel } from "../../../policies/assessment/sdk";
import { unknownText } from "../../../policies/reports/checkpoint";

type Properties = Readonly<Record<string, unknown>>;

/** Shorter texts, such as `true` or a port, say nothing of where they come from. */
const shortestTrace = 6;

/**
 * The stack as its first preview shows it: what only clouds and chains can tell is unknown, and so is every input that
 * repeats it, with its dependencies known. A state lists resources after the ones that they depend on.
 */
export function asFirstPreview(descriptions: readonly ResourceDescription[]): readonly ResourceDescription[] {
  const computed = new Map<string, readonly string[]>();
  return descriptions.map((description) => {
    const inputs = description.inputs && inputsBefore(description, computed);
    const written = new Set(textsIn(inputs));
    const traces = [...textsIn(description.outputs)].filter(
      (text) => text.length >= shortestTrace && !written.has(text),
    );
    computed.set(description.urn, traces);
    // A component and the stack itself have no provider that could plan their outputs.
    const isPlanned = description.provider !== undefined;
    const { outputs, ...rest } = description;
    return {
      ...rest,
      ...(inputs && { inputs }),
      ...(outputs && isPlanned && { outputs: planned(inputs, outputs) as Properties }),
      ...(outputs && description.type.startsWith("pulumi:providers:") && { outputs }),
    };
  });
}

function inputsBefore(
  { inputs = {}, dependencies }: ResourceDescription,
  computed: ReadonlyMap<string, readonly string[]>,
): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([property, value]) => {
      const traces = (dependencies?.get(property) ?? []).flatMap((urn) => computed.get(urn) ?? []);
      return [property, traces.length === 0 ? value : hidden(value, traces)];
    }),
  );
}

function hidden(value: unknown, traces: readonly string[]): unknown {
  if (typeof value === "string") return traces.some((trace) => value.includes(trace)) ? unknownText : value;
  if (Array.isArray(value)) return value.map((element) => hidden(element, traces));
  if (!(value instanceof Object)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, traces)]));
}

/** What a provider plans: the inputs, and unknowns for all that it adds. */
function planned(input: unknown, output: unknown): unknown {
  if (input === undefined) return unknownText;
  if (Array.isArray(input) && Array.isArray(output)) {
    return input.length === output.length ? input.map((element, index) => planned(element, output[index])) : input;
  }
  if (!(input instanceof Object) || !(output instanceof Object)) return input;
  const [wanted, answered]: readonly Record<string, unknown>[] = [input, output].map((each) => ({ ...each }));
  const keys = new Set([...Object.keys(wanted ?? {}), ...Object.keys(answered ?? {})]);
  return Object.fromEntries(
    [...keys].map((key) => [key, answered && key in answered ? planned(wanted?.[key], answered[key]) : wanted?.[key]]),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return isUnknownSentinel(value) ? [] : [value];
  return value instanceof Object ? Object.values(value).flatMap(textsIn) : [];
}
