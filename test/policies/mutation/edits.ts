import type { ResourceDescription } from "../../../policies/assessment/resource";
import { isUnknownSentinel } from "../../../policies/assessment/sdk";
import { unknownText } from "../../../policies/reports/checkpoint";

export type State = readonly ResourceDescription[];

/** One change to a stack. `subject` is the resource that the mutant is about. */
export interface Edit {
  apply(state: State, subject: ResourceDescription): State;
  /** The property that it changes; unknown in its place, the answer has to be left open. */
  readonly path?: string;
}

type Change = (value: unknown) => unknown;

/** Puts what `how` makes of the property in its place, in inputs and outputs; undefined leaves it out. */
export function change(path: string, how: Change): Edit {
  return {
    path,
    apply: (state, subject) =>
      replaced(state, subject, {
        ...(subject.inputs && {
          inputs: changedAt(subject.inputs, stepsOf(path), how) as ResourceDescription["inputs"],
        }),
        ...(subject.outputs && {
          outputs: changedAt(subject.outputs, stepsOf(path), how) as ResourceDescription["outputs"],
        }),
      }),
  };
}

export const set = (path: string, value: unknown): Edit => change(path, () => value);
export const drop = (path: string): Edit => change(path, () => undefined);
export const flip = (path: string): Edit => change(path, (value) => (typeof value === "string" ? text(value) : !value));
const text = (flag: string) => (flag === "true" ? "false" : "true");

/** What the update alone will tell, with nothing that the property depends on to go by. */
export function hide(path: string): Edit {
  return {
    apply: (state, subject) => {
      const hidden = change(path, () => unknownText).apply(state, subject);
      const [property = ""] = stepsOf(path);
      return hidden.map((resource) => {
        if (resource.urn !== subject.urn || !resource.dependencies) return resource;
        return { ...resource, dependencies: new Map([...resource.dependencies].filter(([name]) => name !== property)) };
      });
    },
  };
}

/** A JSON document in a property, such as a policy of IAM, as an object that may be changed in place. */
export function inDocument(path: string, how: (document: Document) => void): Edit {
  return change(path, (value) => {
    if (typeof value !== "string" || isUnknownSentinel(value)) return value;
    const document: Document = JSON.parse(value);
    how(document);
    return JSON.stringify(document);
  });
}

export interface Document {
  readonly Statement: Record<string, unknown>[];
  readonly [property: string]: unknown;
}

/** Adds a statement to a policy of IAM. */
export const allowing = (path: string, statement: Readonly<Record<string, unknown>>): Edit =>
  inDocument(path, ({ Statement }) => {
    Statement.push({ Effect: "Allow", ...statement });
  });

/** Changes elements of a list of objects. */
export const inItems = (list: string, how: (item: Record<string, unknown>) => Record<string, unknown>): Edit =>
  change(list, (items) => (Array.isArray(items) ? items.map((item) => how({ ...item })) : items));

export const withoutItems = (list: string, isGone: (item: Record<string, unknown>) => boolean): Edit =>
  change(list, (items) => (Array.isArray(items) ? items.filter((item) => !isGone(item)) : items));

export const withItem = (list: string, item: unknown): Edit =>
  change(list, (items) => [...(Array.isArray(items) ? items : []), item]);

/** Names another resource, by what the update tells of it. */
export function point(path: string, at: (state: State) => ResourceDescription, property = "id"): Edit {
  return {
    path,
    apply: (state, subject) => {
      const target = at(state);
      const pointed = change(path, () => target.outputs?.[property]).apply(state, subject);
      const [name = ""] = stepsOf(path);
      const dependencies = new Map([...(subject.dependencies ?? []), [name, [target.urn]]]);
      return pointed.map((resource) => (resource.urn === subject.urn ? { ...resource, dependencies } : resource));
    },
  };
}

/** Changes the description itself, as options of the program do. */
export const option = (options: Partial<ResourceDescription>): Edit => ({
  apply: (state, subject) => replaced(state, subject, options),
});

export const providerSetting = (name: string, value: unknown): Edit => ({
  apply: (state, subject) => {
    const { provider } = subject;
    if (!provider) return state;
    return replaced(state, subject, {
      provider: { ...provider, properties: { ...provider.properties, [name]: value } },
    });
  },
});

export const gone: Edit = { apply: (state, subject) => state.filter(({ urn }) => urn !== subject.urn) };

/** Adds a resource next to the subject, with its provider, and with what its properties come from. */
export function beside(type: string, name: string, inputs: Readonly<Record<string, unknown>> | Inputs): Edit {
  return {
    apply: (state, subject) => {
      const written = typeof inputs === "function" ? inputs(subject) : inputs;
      const { urn: _, inputs: __, outputs: ___, ...rest } = subject;
      const urn = `${subject.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`;
      const identity = { id: `id-of-${name}`, arn: `arn-of-${name}` };
      const added = { ...rest, urn, type, name, inputs: written, outputs: { ...identity, ...written } };
      return [...state, added];
    },
  };
}

type Inputs = (subject: ResourceDescription) => Readonly<Record<string, unknown>>;

export const both = (...edits: readonly Edit[]): Edit => ({
  apply: (state, subject) =>
    edits.reduce((now, edit) => edit.apply(now, now.find(({ urn }) => urn === subject.urn) ?? subject), state),
});

/** An edit of another resource than the one that the finding is about. */
export const on = (pick: (state: State) => ResourceDescription, edit: Edit): Edit => ({
  apply: (state) => edit.apply(state, pick(state)),
});

export function replaced(state: State, subject: ResourceDescription, changes: Partial<ResourceDescription>): State {
  return state.map((resource) => (resource.urn === subject.urn ? { ...resource, ...changes } : resource));
}

/** `a.b[0].c`; a name with dots of its own stands in quotes: `tags["a.b"]`. */
function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => {
    return quoted ?? index ?? name ?? "";
  });
}

function changedAt(value: unknown, [step, ...rest]: readonly string[], how: Change): unknown {
  if (step === undefined) return how(value);
  if (Array.isArray(value)) {
    const elements = [...value];
    elements[Number(step)] = changedAt(elements[Number(step)], rest, how);
    return elements.filter((element) => element !== undefined);
  }
  if (value !== undefined && value !== null && !(value instanceof Object)) return value;
  const { [step]: now, ...others } = Object(value) as Record<string, unknown>;
  const next = changedAt(now, rest, how);
  return next === undefined ? others : { ...others, [step]: next };
}
