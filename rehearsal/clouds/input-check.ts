import { formatPath, type PropertyPath } from "../../safes/plugin/property-path";
import { type CheckFailure, type Properties, UNKNOWN } from "../../safes/plugin/provider";
import type { Declarations, SdkType, Shape } from "./sdk-type";

/** Properties that the engine and the SDK's runtime add for themselves. */
const bookkeeping = new Set(["__defaults", "__internal"]);

/** What the SDK's declarations refuse, even where the program cast its way past the compiler. */
export function checkInputs(type: SdkType, inputs: Properties): CheckFailure[] {
  return checkMembers(type, type.inputs, inputs, []);
}

function checkMembers(type: SdkType, declared: Declarations, given: object, path: PropertyPath): CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const [name, value] of Object.entries(given)) {
    const property = declared[name];
    if (property) failures.push(...checkValue(type, property.shape, value, [...path, name]));
    else if (!bookkeeping.has(name)) failures.push(unknownProperty(type, declared, [...path, name]));
  }
  for (const [name, { required, shape }] of Object.entries(declared)) {
    if (!required || isPresent(Reflect.get(given, name))) continue;
    failures.push({
      property: formatPath([...path, name]),
      reason: `is required and missing: ${describeOwner(type, path)} needs ${name}, ${describeShape(shape)}`,
    });
  }
  return failures;
}

function checkValue(type: SdkType, shape: Shape, value: unknown, path: PropertyPath): CheckFailure[] {
  if (!isPresent(value) || value === UNKNOWN || shape.kind === "any") return [];
  if (shape.kind === "union") return checkUnion(type, shape.members, value, path);
  if (!fits(shape, value)) {
    const reason = `got ${describeValue(value)}, expected ${describeShape(shape)}`;
    return [{ property: formatPath(path), reason }];
  }
  if (shape.kind === "list" && Array.isArray(value)) {
    return value.flatMap((element, index) => checkValue(type, shape.element, element, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return [];
  if (shape.kind === "map") {
    return Object.entries(value).flatMap(([key, inner]) => checkValue(type, shape.value, inner, [...path, key]));
  }
  return shape.kind === "object" ? checkMembers(type, type.objects[shape.name] ?? {}, value, path) : [];
}

/** Of several that fit from outside, the one with the fewest complaints tells most. */
function checkUnion(type: SdkType, members: readonly Shape[], value: unknown, path: PropertyPath): CheckFailure[] {
  const attempts = members
    .filter((member) => fits(member, value))
    .map((member) => checkValue(type, member, value, path));
  const [best] = attempts.sort((a, b) => a.length - b.length);
  if (best) return best;
  const got = members.some((member) => member.kind === "literal") ? JSON.stringify(value) : describeValue(value);
  const reason = `got ${got}, expected ${members.map(describeShape).join(" or ")}`;
  const suggestion = typeof value === "string" ? closest(value, members.flatMap(literalText)) : undefined;
  return [{ property: formatPath(path), reason: suggestion ? `${reason}; did you mean "${suggestion}"?` : reason }];
}

/** Whether the value is of the shape, not looking inside. */
function fits(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === shape.kind;
    case "literal":
      return value === shape.value;
    case "resource":
      return typeof value === "string" || isMap(value);
    case "list":
      return Array.isArray(value);
    case "asset":
    case "map":
    case "object":
      return isMap(value);
    case "union":
      return shape.members.some((member) => fits(member, value));
    case "any":
      return true;
  }
}

function unknownProperty(type: SdkType, declared: Declarations, path: PropertyPath): CheckFailure {
  const name = String(path.at(-1));
  const suggestion = closest(name, Object.keys(declared));
  const computed = path.length === 1 && type.outputs[name] !== undefined;
  const advice = computed
    ? "it is an output and cannot be set"
    : suggestion
      ? `did you mean "${suggestion}"?`
      : `known are ${Object.keys(declared).sort().join(", ")}`;
  const reason = `${describeOwner(type, path.slice(0, -1))} has no property "${name}"; ${advice}`;
  return { property: formatPath(path), reason };
}

function describeOwner(type: SdkType, path: PropertyPath): string {
  return path.length === 0 ? type.type : `${formatPath(path)} of ${type.type}`;
}

function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "literal":
      return JSON.stringify(shape.value);
    case "list":
      return `a list of ${describeShape(shape.element).replace(/^an? /, "")} values`;
    case "map":
    case "object":
      return "an object";
    case "asset":
      return "an asset or archive";
    case "union":
      return shape.members.map(describeShape).join(" or ");
    case "any":
      return "a value";
    default:
      return `a ${shape.kind}`;
  }
}

/** By kind alone: the value may be a secret. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return isMap(value) ? "an object" : `a ${typeof value}`;
}

function literalText(shape: Shape): string[] {
  return shape.kind === "literal" && typeof shape.value === "string" ? [shape.value] : [];
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The candidate that takes the fewest single-letter edits, when that is few enough for a slip of the fingers. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Levenshtein's, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
