import { matchesType, type ResourceDescription } from "../../../policies/assessment/resource";
import type { Environment } from "../golden/golden-state";
import type { Edit, State } from "./edits";

/** Finds one resource of a golden state, whose names begin with the stack's: `jeju-mainnet-`. */
export type Pick = (state: State) => ResourceDescription;

/** A resource by type (`rds/Instance` stands for `aws:rds/instance:Instance`) and the end of its name. */
export function one(type: string, name = ""): Pick {
  return (state) => {
    const token = tokenOf(type);
    const found = state.filter((resource) => matchesType(token, resource.type) && resource.name.endsWith(name));
    const shortest = found.sort((a, b) => a.name.length - b.name.length || a.name.localeCompare(b.name))[0];
    if (!shortest) throw new Error(`no ${token} whose name ends with ${JSON.stringify(name)}`);
    return shortest;
  };
}

/** A resource that an edit adds; it is named like the one next to which it stands. */
export function added(type: string, name: string): Pick {
  return (state) => {
    const [neighbour] = state;
    if (!neighbour) throw new Error("nothing is in the state");
    const urn = `${neighbour.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`;
    return { ...neighbour, urn, type, name };
  };
}

function tokenOf(type: string): string {
  if (type.includes(":")) return type;
  const [module = "", resource = ""] = type.split("/");
  return `aws:${module}/${resource.charAt(0).toLowerCase()}${resource.slice(1)}:${resource}`;
}

/** What another policy says besides, and of which resource. */
export type SideEffect = readonly [policy: string, at: Pick | "stack"];

export interface Mutant {
  readonly policy: string;
  readonly called: string;
  readonly subject: Pick;
  readonly edit: Edit;
  /** The resource that the finding names. */
  readonly at: Pick | "stack";
  readonly also: readonly SideEffect[];
  readonly only?: Environment;
  /** Why nothing is left open when the property is unknown. Absent: it has to be. */
  readonly settled?: string;
  /** What is left open in its place while it cannot be told that it is this one. */
  readonly openAt?: Pick | "stack";
  /** The level of the finding, where it is another one than the policy's. */
  readonly level?: "advisory";
}

export interface Circumstances {
  /** Default: the subject. */
  readonly at?: Pick | "stack";
  readonly also?: readonly SideEffect[];
  /** The one environment whose stack has such a resource. */
  readonly only?: Environment;
  readonly settled?: string;
  readonly openAt?: Pick | "stack";
  readonly level?: "advisory";
}

/** Mutants of one subject, by what somebody did, each to be killed by this policy and by no other. */
export function mutants(
  policy: string,
  subject: Pick,
  edits: Readonly<Record<string, Edit>>,
  { at = subject, also = [], ...rest }: Circumstances = {},
): readonly Mutant[] {
  return Object.entries(edits).map(([called, edit]) => ({ policy, called, subject, edit, at, also, ...rest }));
}
