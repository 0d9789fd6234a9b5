import * as pulumi from "@pulumi/pulumi";
import { type ReadState, UNKNOWN } from "../../../safes/plugin/provider";
import { resourceOf, type TestSession } from "../../safes/provider/session";

export interface ProgramRun<Outputs> {
  readonly outputs: Outputs;
  /** What the provider was given and answered, by the resource's name. */
  readonly states: ReadonlyMap<string, ReadState>;
}

/**
 * Runs a program with the real provider in the engine's place. As with the engine, what depends on nothing is registered
 * at once, and everything else when what it depends on is there.
 *
 * @throws what the provider has refused first
 */
export async function runProgram<Outputs>(
  test: TestSession,
  program: () => pulumi.Output<Outputs>,
  preview = false,
): Promise<ProgramRun<Outputs>> {
  const states = new Map<string, ReadState>();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const create = async (type: string, name: string, inputs: Record<string, unknown>) => {
    const given = asProviderSees(inputs);
    const state = await test.create(resourceOf(type, name), given, preview);
    states.set(name, { ...state, inputs: given });
    // What is missing is what a preview does not know.
    const known = Object.entries(state.outputs).filter(([, value]) => value !== UNKNOWN);
    return { id: state.id, state: { ...inputs, ...Object.fromEntries(known) } };
  };
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      const kind = /^safes:index:(\w+)$/.exec(type)?.[1];
      if (kind === undefined) return { id: name, state: inputs };
      return create(kind, name, inputs).catch((error: Error) => {
        fail(error);
        // The runtime would report it once for everything that depends on it.
        return new Promise<never>(() => {});
      });
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, "jeju", "test", preview);
  const given = program();
  const settled = new Promise<Outputs>((resolve) => given.apply(resolve));
  const [outputs] = await Promise.race([Promise.all([settled, pulumi.runtime.disconnect()]), failed]);
  return { outputs, states };
}

/** The runtime and the provider each have a mark of their own for what is not known yet. */
function asProviderSees(inputs: Record<string, unknown>): Record<string, unknown> {
  const translate = (value: unknown): unknown => {
    if (value === pulumi.unknown) return UNKNOWN;
    if (Array.isArray(value)) return value.map(translate);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translate(inner)]));
  };
  return translate(inputs) as Record<string, unknown>;
}
