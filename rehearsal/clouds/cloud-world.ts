import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Journal } from "./journal";
import type { CloudResource, KubernetesSite, World } from "./resource-type";

export interface CloudAccount {
  readonly accountId: string;
  /** `aws` for all but China and the government regions. */
  readonly partition: string;
  readonly kubernetes: KubernetesSite;
  /** ARNs of principals that the account holds before any program runs. */
  readonly givenPrincipals?: readonly string[];
}

/** The journal as rules and types see it; a secret is met as its digest. */
export function worldOf(journal: Journal, account: CloudAccount): World {
  return {
    ...account,
    all: (type) => journal.state.all(type),
    get: (type, id) => journal.state.get(type, id),
    deleted: (type) => journal.state.deleted(type),
    findBy: (type, property, value) =>
      journal.state.all(type).find((resource) => isDeepStrictEqual(propertyOf(resource, property), value)),
  };
}

/** An output, or an input that is none; `id` is the id. */
export function propertyOf(resource: CloudResource, property: string): unknown {
  if (property === "id") return resource.id;
  return resource.outputs[property] ?? resource.inputs[property];
}

/** Digits that stay the same from run to run. */
export function stableHex(subject: string, length: number): string {
  let digits = "";
  for (let block = 0; digits.length < length; block++) {
    digits += createHash("sha256").update(`${subject}\n${block}`).digest("hex");
  }
  return digits.slice(0, length);
}
