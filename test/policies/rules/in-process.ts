import { format } from "node:util";
import { expect } from "expect";

export interface InProcessTest {
  readonly name: string;
  run(): unknown;
}

type Body = (...row: readonly unknown[]) => unknown;
type Table = readonly unknown[];

/**
 * The tests of suites that need of jest no more than `describe`, `test`, `expect` and what comes before tests, to be run
 * as often as there are mutants: jest itself takes a second to begin with a suite.
 */
export function collect(suites: readonly (readonly [name: string, file: string])[]): readonly InProcessTest[] {
  const tests: InProcessTest[] = [];
  const path: string[] = [];
  /** What comes before each test of the groups that are open. */
  let before: readonly (() => unknown)[] = [];
  const group = (name: string, body: () => unknown) => {
    const outside = before;
    path.push(name);
    body();
    path.pop();
    before = outside;
  };
  const beforeEach = (hook: () => unknown) => {
    before = [...before, hook];
  };
  const beforeAll = (hook: () => unknown) => {
    let done: unknown;
    beforeEach(() => {
      done ??= Promise.resolve(hook());
      return done;
    });
  };
  const one = (name: string, body: () => unknown) => {
    const hooks = before;
    const run = async () => {
      for (const hook of hooks) await hook();
      await body();
    };
    tests.push({ name: [...path, name].join(" › "), run: hooks.length > 0 ? run : body });
  };
  const each =
    (make: (name: string, body: () => unknown) => unknown) => (table: Table) => (name: string, body: Body) => {
      table.forEach((entry, index) => {
        const row = Array.isArray(entry) ? entry : [entry];
        make(`${index} ${format(name.replaceAll("%p", "%s"), row[0])}`, () => body(...row));
      });
    };
  const describe = Object.assign(group, { each: each(group) });
  const test = Object.assign(one, { each: each(one) });
  Object.assign(globalThis, { describe, test, it: test, expect, beforeAll, beforeEach });
  for (const [name, file] of suites) group(name, () => require(file));
  return tests;
}
