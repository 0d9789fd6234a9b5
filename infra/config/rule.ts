import type { ConfigProblem, Path } from "./problems";
import { exampleAt } from "./problems";
import type { StackConfig } from "./schema";

/** Whatever part of a type is there. */
export type Partly<T> = T extends readonly (infer E)[]
  ? readonly Partly<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> }
    : T;

/** What a rule looks at: the fields that hold on their own; those that the schema refused are absent. */
export interface Given {
  readonly config: Partly<StackConfig>;
  /** Top-level keys that are Pulumi secrets. */
  readonly secretKeys: ReadonlySet<string>;
  /** Top-level keys that were given, right or wrong. */
  readonly givenKeys: ReadonlySet<string>;
}

/** Finds mistakes that no field shows by itself. */
export type Rule = (given: Given) => Iterable<ConfigProblem>;

/** A problem with the schema's example for the path, unless a better one is at hand. */
export function problem(path: Path, got: string, expected: string, example = exampleAt(path)): ConfigProblem {
  return { path, got, expected, example };
}

/** Entries of a list with their places; a refused entry is skipped. */
export function* entries<T>(list: readonly T[] | undefined): Iterable<[number, NonNullable<T>]> {
  for (const [index, item] of (list ?? []).entries()) {
    if (item !== undefined && item !== null) yield [index, item];
  }
}
