import { format } from "node:util";
import { expect } from "expect";

export interface InProcessTest {
  readonly name: string;
  run(): unknown;
}

type Body = (...row: readonly unknown[]) => unknown;
type Table = readonly unknown[];

/**
 * The tests of suites that need of jest no more than `describe`, `test` and `expect`, to be run as often as there are
 * mutants: jest itself takes a second to begin with a suite.
 */
export function collect(suites: readonly (readonly [name: string, file: string])[]): readonly InProcessTest[] {
  const tests: InProcessTest[] = [];
  const path: string[] = [];
  const group = (name: string, body: () => unknown) => {
    path.push(name);
    body();
    path.pop();
  };
  const one = (name: string, run: () => unknown) => tests.push({ name: [...path, name].join(" › "), run });
  const each =
    (make: (name: string, body: () => unknown) => unknown) => (table: Table) => (name: string, body: Body) => {
      table.forEach((entry, index) => {
        const row = Array.isArray(entry) ? entry : [entry];
        make(`${index} ${format(name.replaceAll("%p", "%s"), row[0])}`, () => body(...row));
      });
    };
  const describe = Object.assign(group, { each: each(group) });
  const test = Object.assign(one, { each: each(one) });
  Object.assign(globalThis, { describe, test, it: test, expect });
  for (const [name, file] of suites) group(name, () => require(file));
  return tests;
}
