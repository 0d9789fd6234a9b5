import { isUnknownSentinel } from "./sdk";

/** What can be learnt of a property: its value, that it is not set, or that only the real update will tell. */
export type Value<T = unknown> =
  | { readonly kind: "known"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

export const absent = { kind: "absent" } as const;
export const unknown = { kind: "unknown" } as const;

export function known<T>(value: T): Value<T> {
  return { kind: "known", value };
}

/** A value with the path that leads to it, every index written out. */
export interface Located {
  readonly path: string;
  readonly value: Value;
}

/**
 * Path in a resource's properties: `vpcConfig.subnetIds`, with `[]` for every element of a list:
 * `blockDeviceMappings[].ebs.kmsKeyId`. A key that has dots of its own is given as a list of segments.
 */
export type Path = string | readonly string[];

const everyElement = "[]";

export function segments(path: Path): readonly string[] {
  return typeof path === "string" ? path.replaceAll(everyElement, `.${everyElement}`).split(".") : path;
}

/** The value at a path without `[]`. */
export function valueAt(root: unknown, path: Path): Value {
  const [only] = locate(root, path);
  return only?.value ?? absent;
}

/**
 * Every value that a path with `[]` leads to: none for a list that is absent or empty, one unknown for a list that is
 * unknown as a whole.
 */
export function locate(root: unknown, path: Path): readonly Located[] {
  return follow(root, segments(path), "");
}

function follow(raw: unknown, [segment, ...rest]: readonly string[], walked: string): readonly Located[] {
  if (isUnknownSentinel(raw)) return [{ path: walked, value: unknown }];
  if (segment === undefined) return [{ path: walked, value: asValue(raw) }];
  if (segment === everyElement) {
    return Array.isArray(raw) ? raw.flatMap((element, index) => follow(element, rest, `${walked}[${index}]`)) : [];
  }
  const inner = raw instanceof Object ? (raw as Record<string, unknown>)[segment] : undefined;
  return follow(inner, rest, walked === "" ? segment : `${walked}.${segment}`);
}

function asValue(raw: unknown): Value {
  return raw === undefined || raw === null ? absent : known(raw);
}

/** The value, if it is known and a string; the two other kinds stay what they are. */
export function asText(value: Value): Value<string> {
  return value.kind === "known" ? known(String(value.value)) : value;
}

/** What a known value says; undefined when it is not set, or when only the real update will tell. */
export function knownText(value: Value): string | undefined {
  return value.kind === "known" ? String(value.value) : undefined;
}

/** Whether any part of it is known only after the update. */
export function holdsUnknown(raw: unknown): boolean {
  return isUnknownSentinel(raw) || (raw instanceof Object && Object.values(raw).some(holdsUnknown));
}
