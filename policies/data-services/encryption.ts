import { isAbsent, isNotTrue, isOneOf, isOurKey, isTrue } from "../assessment/expectations";
import { Item, type Resource } from "../assessment/resource";
import { absent, type Located } from "../assessment/value";
import type { Verdict } from "../assessment/verdict";
import { tokenOf } from "./token";

/**
 * Path of a property, with `[]` for every element of a list, and `?` behind a block that may be left out: the property
 * is judged wherever the block is there.
 */
type BlockPath = string;

/** What must hold besides the key. */
export type Also =
  | { readonly kind: "on" | "off"; readonly path: BlockPath }
  | { readonly kind: "is"; readonly path: BlockPath; readonly values: readonly string[] };

/** When the keys are judged at all. */
export type When = { readonly kind: "where" | "without"; readonly path: string };

export interface Encrypted {
  /** Pulumi type token. */
  readonly type: string;
  /** Properties that name a KMS key. */
  readonly keys: readonly BlockPath[];
  readonly also: readonly Also[];
  readonly when: readonly When[];
}

/** A type that keeps data: the properties that name its keys, and what must hold besides. */
export function encrypted(
  shortType: string,
  keys: BlockPath | readonly BlockPath[],
  ...others: readonly (Also | When)[]
): Encrypted {
  const isWhen = (other: Also | When): other is When => other.kind === "where" || other.kind === "without";
  return {
    type: tokenOf(shortType),
    keys: [keys].flat(),
    also: others.filter((other): other is Also => !isWhen(other)),
    when: others.filter(isWhen),
  };
}

/** The flag must be true. */
export const on = (path: BlockPath): Also => ({ kind: "on", path });

/** The flag must not be true. */
export const off = (path: BlockPath): Also => ({ kind: "off", path });

export const is = (path: BlockPath, ...values: readonly string[]): Also => ({ kind: "is", path, values });

/** Judged only where this flag is true. */
export const where = (path: string): When => ({ kind: "where", path });

/** Judged only where this property is left out. */
export const without = (path: string): When => ({ kind: "without", path });

export function judgeEncrypted(resource: Resource, { keys, also, when }: Encrypted): readonly Verdict[] {
  for (const { kind, path } of when) {
    const isMet = kind === "where" ? isTrue(resource.at(path)) : isAbsent(resource.at(path));
    if (isMet.outcome === "undecided") return [isMet];
    if (isMet.outcome === "violation") return [];
  }
  return [
    ...keys.flatMap((path) => located(resource, path).map((key) => isOurKey(resource, key))),
    ...also.flatMap((other) => located(resource, other.path).map((found) => judgeAlso(found, other))),
  ];
}

function judgeAlso(found: Located, other: Also): Verdict {
  if (other.kind === "is") return isOneOf(found, other.values);
  return other.kind === "on" ? isTrue(found) : isNotTrue(found);
}

function located(resource: Resource, path: BlockPath): readonly Located[] {
  if (!path.includes("?")) {
    const found = resource.elements(path);
    return found.length > 0 ? found : [{ path, value: absent }];
  }
  const end = path.indexOf("?.");
  const blocks = resource.elements(path.slice(0, end)).filter(({ value }) => value.kind !== "absent");
  return blocks.map((block) => new Item(block.path, block.value).at(path.slice(end + 2)));
}
