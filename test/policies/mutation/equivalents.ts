import type { ResourceDescription } from "../../../policies/assessment/resource";
import type { State } from "./edits";

type Properties = Record<string, unknown>;

/** Other ways to write the same stack; no policy may find anything in them. */
export const equivalents: Readonly<Record<string, (state: State) => State>> = {
  "resources in another order": (state) => [...state].reverse(),
  "lists in another order": (state) => state.map((each) => (isOrdered(each) ? each : everywhere(each, reversed))),
  "statements of policies in another order": (state) => state.map((each) => everywhere(each, inDocuments(reversed))),
  "texts of policies as lists": (state) => state.map((each) => everywhere(each, inDocuments(asLists))),
  "lists of one in policies as texts": (state) => state.map((each) => everywhere(each, inDocuments(asTexts))),
  "policies with spaces": (state) => state.map((each) => everywhere(each, spaced)),
  "a tag more": (state) => state.map(withTag),
  "addresses in small letters, but for owners": (state) =>
    state.map((each) => (each.type === "safes:index:Safe" ? each : everywhere(each, inSmallLetters))),
  "a resource that no policy judges": (state) => [...state, ...state.slice(0, 1).map(unjudged)],
  "what is null in place of left out": (state) => state.map((each) => everywhere(each, withNulls)),
};

/** Lists whose order says something: of rules by turn, of arguments, of what is shown of a transaction. */
function isOrdered({ type }: ResourceDescription): boolean {
  return /^safes:|^cloudflare:index\/ruleset|^kubernetes:/.test(type);
}

function everywhere(resource: ResourceDescription, how: (value: unknown) => unknown): ResourceDescription {
  const { inputs, outputs } = resource;
  return {
    ...resource,
    ...(inputs && { inputs: how(inputs) as Properties }),
    ...(outputs && { outputs: how(outputs) as Properties }),
  };
}

function mapped(value: unknown, leaf: (value: unknown) => unknown, list = (all: readonly unknown[]) => all): unknown {
  if (Array.isArray(value)) return list(value.map((element) => mapped(element, leaf, list)));
  if (!(value instanceof Object)) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, leaf, list)]));
}

const same = (value: unknown) => value;
const reversed = (value: unknown) => mapped(value, same, (all) => [...all].reverse());

/** Documents are JSON objects in a property of a resource. */
function inDocuments(how: (document: unknown) => unknown): (value: unknown) => unknown {
  return (value) =>
    mapped(value, (leaf) =>
      typeof leaf === "string" && leaf.startsWith('{"Version"') ? JSON.stringify(how(JSON.parse(leaf))) : leaf,
    );
}

const spaced = (value: unknown) =>
  mapped(value, (leaf) =>
    typeof leaf === "string" && leaf.startsWith('{"Version"') ? JSON.stringify(JSON.parse(leaf), null, 2) : leaf,
  );

const listsOfTexts = ["Action", "Resource", "AWS", "Service"];

function asLists(value: unknown): unknown {
  return inFields(value, (inner) => (typeof inner === "string" ? [inner] : inner));
}

function asTexts(value: unknown): unknown {
  return inFields(value, (inner) => (Array.isArray(inner) && inner.length === 1 ? inner[0] : inner));
}

function inFields(value: unknown, how: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => inFields(element, how));
  if (!(value instanceof Object)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, listsOfTexts.includes(key) ? how(inner) : inFields(inner, how)]),
  );
}

function withTag(resource: ResourceDescription): ResourceDescription {
  return everywhere(resource, (properties) => {
    const tagged = Object(properties);
    const added = (tags: string) => (tagged[tags] ? { [tags]: { ...tagged[tags], colour: "green" } } : {});
    return { ...tagged, ...added("tags"), ...added("tagsAll") };
  });
}

const inSmallLetters = (value: unknown) =>
  mapped(value, (leaf) => (typeof leaf === "string" && /^0x[0-9a-fA-F]{40}$/.test(leaf) ? leaf.toLowerCase() : leaf));

function unjudged(resource: ResourceDescription): ResourceDescription {
  const urn = `${resource.urn.split("::").slice(0, 2).join("::")}::random:index/randomId:RandomId::id`;
  return { urn, type: "random:index/randomId:RandomId", name: "id", protect: false, inputs: { byteLength: 8 } };
}

const withNulls = (value: unknown) => ({ ...Object(value), acl: null, remoteAccess: null, privateKey: null });
