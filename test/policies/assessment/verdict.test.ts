import type { Resource } from "../../../policies/assessment/resource";
import { Stack } from "../../../policies/assessment/stack";
import {
  about,
  advice,
  either,
  onBehalfOf,
  pass,
  undecided,
  violation,
  worst,
} from "../../../policies/assessment/verdict";

const [one, two] = new Stack(
  ["one", "two"].map((name) => ({ urn: `urn:${name}`, type: "aws:sns/topic:Topic", name, protect: false })),
).resources as [Resource, Resource];
const [bad, open] = [violation("this", "that"), undecided("a reason")];

test("an advice is a violation that stops nothing", () => {
  expect(advice("this", "that")).toEqual({ outcome: "violation", found: "this", expected: "that", level: "advisory" });
});

test("a verdict is said of a resource unless it is of another one already, and a pass of none", () => {
  expect(about(one, bad)).toEqual({ ...bad, resource: one });
  expect(about(one, violation("this", "that", two))).toEqual({ ...bad, resource: two });
  expect(about(one, pass)).toEqual(pass);
});

test("a verdict on a companion tells whose companion it is, and a pass does not", () => {
  expect(onBehalfOf(one, two, open)).toEqual({ ...open, resource: two, subject: one });
  expect(onBehalfOf(one, two, pass)).toEqual(pass);
});

test("of several that must all hold a violation is told, or else what is open", () => {
  expect(worst([pass, open, bad])).toBe(bad);
  expect(worst([pass, open, pass])).toBe(open);
  expect(worst([])).toBe(pass);
});

test("of several of which one must hold a pass is told, or else what may still come true", () => {
  expect(either([bad, open, pass])).toBe(pass);
  expect(either([bad, open, bad])).toBe(open);
  expect(either([bad, violation("other", "that")])).toBe(bad);
  expect(either([])).toBe(pass);
});
