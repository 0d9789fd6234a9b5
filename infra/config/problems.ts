import { z } from "zod";
import { SECRET_KEYS, stackSchema } from "./schema";

export type Path = readonly PropertyKey[];

/** A mistake in the configuration; `where` is added by whoever knows the file. */
export interface ConfigProblem {
  /** Path inside the namespace, e.g. `["network", "azs"]`. */
  readonly path: Path;
  readonly got: string;
  readonly expected: string;
  readonly example?: string;
}

/** Every mistake against the schema. Values under a secret key are never quoted. */
export function schemaProblems(input: Record<string, unknown>, isSecret: (path: Path) => boolean): ConfigProblem[] {
  const { error } = stackSchema.safeParse(input, { reportInput: false });
  return (error?.issues ?? []).flatMap((issue) => problemsOf(issue, input, isSecret));
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown, isSecret: (path: Path) => boolean): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], schemaAt(issue.path)));
  }
  const value = valueAt(input, issue.path);
  const got = isSecret(issue.path) && value !== undefined ? "a secret value" : describe(value);
  return [{ path: issue.path, got, expected: expectationOf(issue), example: exampleAt(issue.path) }];
}

function unknownKey(path: Path, parent: z.ZodType | undefined): ConfigProblem {
  const known = parent instanceof z.ZodObject ? Object.keys(parent.shape) : [];
  const candidates = path.length === 1 ? [...known, ...SECRET_KEYS] : known;
  const meant = nearest(String(path.at(-1)), candidates);
  return {
    path,
    got: "an unknown key",
    expected: meant === undefined ? `one of ${candidates.join(", ")}` : `${meant} (did you mean that?)`,
  };
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    const schema = schemaAt(issue.path);
    if (schema instanceof z.ZodObject) return `a section with the keys ${Object.keys(schema.shape).join(", ")}`;
    return EXPECTED_TYPE[issue.expected] ?? issue.expected;
  }
  if (issue.code === "invalid_value" && issue.message.startsWith("Invalid "))
    return `one of ${issue.values.join(", ")}`;
  return issue.message;
}

const EXPECTED_TYPE: Partial<Record<string, string>> = {
  string: "a text in quotes",
  number: "a number without quotes",
  int: "a whole number without quotes",
  array: "a list",
};

/** A value in one line, as one would write it in YAML, shortened where it is long. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = Array.isArray(value)
    ? `[${value.map((item) => JSON.stringify(item)).join(", ")}] (${value.length})`
    : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The example that the schema gives for a field, as one would write it in YAML. */
export function exampleAt(path: Path): string | undefined {
  const example = schemaAt(path)?.meta()?.examples;
  const first = Array.isArray(example) ? example[0] : undefined;
  if (first === undefined) return undefined;
  if (Array.isArray(first)) return `[${first.map((item) => JSON.stringify(item)).join(", ")}]`;
  // YAML would read bare digits as a number and lose 1.30's zero.
  return typeof first === "string" && /^[\d.]+$/.test(first) ? JSON.stringify(first) : String(first);
}

function schemaAt(path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = stackSchema;
  for (const key of path) {
    schema = childOf(schema, key);
    if (schema === undefined) return undefined;
  }
  return schema;
}

function childOf(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return unwrap(inner.shape[key as string]);
  if (inner instanceof z.ZodArray) return unwrap(inner.element as z.ZodType);
  return undefined;
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (!(schema instanceof z.ZodOptional) && !(schema instanceof z.ZodDefault)) return schema;
  // `.meta()` of a wrapper is the field's own, unless only the wrapped schema has one.
  const inner = unwrap(schema.unwrap() as z.ZodType);
  return inner?.meta() === undefined && schema.meta() !== undefined ? schema : inner;
}

export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

/** The candidate that differs by the fewest edits, if a slip of the keyboard explains the difference. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, Math.floor(word.length / 4)) ? best.candidate : undefined;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
