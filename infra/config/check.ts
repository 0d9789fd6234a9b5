import { z } from "zod";
import { type Problem, UserError } from "../user-error";
import { capacityRules } from "./capacity-rules";
import { chainRules } from "./chain-rules";
import { contractRules } from "./contract-rules";
import { networkRules } from "./network-rules";
import { phaseRules } from "./phase-rules";
import { type ConfigProblem, type Path, schemaProblems, valueAt } from "./problems";
import type { Given, Rule } from "./rule";
import { SECRET_KEYS, type StackConfig, stackSchema } from "./schema";

const RULES: readonly Rule[] = [...phaseRules, ...networkRules, ...capacityRules, ...chainRules, ...contractRules];

/** The configuration of a stack as the engine hands it over. */
export interface RawConfig {
  /** Name of the stack, for the messages. */
  readonly stack: string;
  /** Values of the namespace by key without it; objects are JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that are Pulumi secrets. */
  readonly secretKeys: ReadonlySet<string>;
}

/**
 * Checks a whole configuration.
 *
 * @throws UserError with every problem in it, in the order of the schema's keys.
 */
export function checkConfig(raw: RawConfig): StackConfig {
  const input = withDefaults(stackSchema, decode(raw.values)) as Record<string, unknown>;
  const isSecret = (path: Path) => raw.secretKeys.has(String(path[0]));
  const found = schemaProblems(withoutSecrets(input), isSecret);
  const given: Given = {
    config: partThatHolds(input),
    secretKeys: raw.secretKeys,
    givenKeys: new Set(Object.keys(raw.values)),
  };
  for (const rule of RULES) found.push(...rule(given));
  if (found.length > 0) {
    throw new UserError(
      `The configuration of stack ${raw.stack}`,
      inOrder(found).map((problem) => locate(problem, raw.stack)),
    );
  }
  return stackSchema.parse(withoutSecrets(input));
}

/** Objects and booleans arrive as JSON; what is neither stays text, for the schema to say what it should have been. */
function decode(values: RawConfig["values"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      try {
        const decoded: unknown = JSON.parse(value);
        const isText = decoded === null || typeof decoded === "number" || typeof decoded === "string";
        return [key, isText ? value : decoded];
      } catch {
        return [key, value];
      }
    }),
  );
}

/** The rules judge what will hold, so the schema's defaults belong to it, in every section that is there. */
function withDefaults(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodDefault)
    return value === undefined ? schema.parse(undefined) : withDefaults(schema.unwrap(), value);
  if (schema instanceof z.ZodOptional) return withDefaults(schema.unwrap(), value);
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return value;
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const found = withDefaults(field, (value as Record<string, unknown>)[key]);
    return found === undefined ? [] : [[key, found]];
  });
  return { ...value, ...Object.fromEntries(fields) };
}

function withoutSecrets(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !SECRET_KEYS.some((secret) => secret === key)));
}

/** The input without the fields that the schema refuses, so that the rules can still judge the rest. */
function partThatHolds(input: Record<string, unknown>): Given["config"] {
  const copy = structuredClone(input);
  const { error } = stackSchema.safeParse(copy);
  for (const issue of error?.issues ?? []) {
    const isOnlyTooLongOrShort = (issue.code === "too_small" || issue.code === "too_big") && issue.origin === "array";
    const parent = valueAt(copy, issue.path.slice(0, -1));
    const key = issue.path.at(-1);
    if (isOnlyTooLongOrShort || issue.code === "unrecognized_keys" || key === undefined) continue;
    if (typeof parent === "object" && parent !== null) Object.assign(parent, { [key]: undefined });
  }
  return copy;
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const keys = Object.keys(stackSchema.shape);
  const place = ({ path }: ConfigProblem) => (keys.indexOf(String(path[0])) + keys.length + 1) % (keys.length + 1);
  return [...problems].sort((a, b) => place(a) - place(b));
}

function locate({ path, ...rest }: ConfigProblem, stack: string): Problem {
  const key = path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
  return { where: `Pulumi.${stack}.yaml > ${key}`, ...rest };
}
