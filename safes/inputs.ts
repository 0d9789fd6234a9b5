import { isDeepStrictEqual } from "node:util";
import { getAddress } from "ethers";
import { z } from "zod";
import { formatPath } from "./plugin/property-path";
import { type CheckFailure, type CheckOutcome, type Properties, UNKNOWN } from "./plugin/provider";
import { UserError } from "./user-error";

/** A value that a preview may not know yet. */
export function knowable<Schema extends z.ZodType>(schema: Schema) {
  return z.union([z.custom<typeof UNKNOWN>((value) => value === UNKNOWN), schema]);
}

/** An address with its checksum (EIP-55); one without any is taken as it is, a wrong one is a typing error. */
export const address = z.string().transform((text, context): string => {
  const checksummed = withChecksum(text);
  if (checksummed) return checksummed;
  const right = withChecksum(text.toLowerCase());
  const hint = right ? `; its checksum would be ${right}` : "";
  context.addIssue({ code: "custom", message: `is ${text}, expected an address of 0x and 40 hex digits${hint}` });
  return z.NEVER;
});

function withChecksum(text: string): string | undefined {
  try {
    return getAddress(text);
  } catch {
    return undefined;
  }
}

/** A whole number below 2^256, as text because a double has 53 bits. */
export const uint = z
  .string({ error: ({ input }) => `is ${JSON.stringify(input)}, expected a whole number in quotes` })
  .regex(/^(0|[1-9]\d*)$/, "expected a whole number in quotes")
  .refine((text) => BigInt(text) < 1n << 256n, "does not fit into 256 bits");

export const hex = z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "expected bytes as 0x and pairs of hex digits");

export const bytes32 = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "expected 32 bytes as 0x and 64 hex digits");

/** Arguments as a program writes them: text for what is larger than a double, lists and objects for tuples. */
export const abiValues = knowable(z.array(z.unknown()));

/** Whether something in it will only be known when it happens. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** Which of these have other values than before; what is not known yet may be another value. */
export function changedKeys<Inputs extends object>(
  before: Inputs,
  after: Inputs,
  keys: readonly (keyof Inputs & string)[],
): readonly (keyof Inputs & string)[] {
  return keys.filter((key) => hasUnknown(after[key]) || !isDeepStrictEqual(before[key], after[key]));
}

export type Parsed<Inputs> = { readonly inputs: Inputs } | { readonly failures: readonly CheckFailure[] };

/** Every mistake at once, each at its path. */
export function parseInputs<Schema extends z.ZodType>(schema: Schema, raw: Properties): Parsed<z.output<Schema>> {
  const result = schema.safeParse(raw);
  if (result.success) return { inputs: result.data };
  return { failures: result.error.issues.flatMap(describeIssue) };
}

function describeIssue(issue: z.core.$ZodIssue): CheckFailure[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ property: formatPath([...path, key]), reason: "there is no such property" }));
  }
  // Of a value that may be unknown only what is wrong with the known form is of use.
  if (issue.code === "invalid_union") {
    const [, known = []] = issue.errors;
    return known.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ property: formatPath(path), reason: issue.message }];
}

/** The provider's `check`: the shape first, then what `refuse` finds; a {@link UserError} of it is a failure too. */
export function checkInputs<Schema extends z.ZodType>(
  schema: Schema,
  news: Properties,
  refuse: (inputs: z.output<Schema>) => readonly CheckFailure[],
): CheckOutcome {
  const result = parseInputs(schema, news);
  if ("failures" in result) return { inputs: news, failures: result.failures };
  try {
    return { inputs: news, failures: refuse(result.inputs) };
  } catch (error) {
    if (error instanceof UserError) return { inputs: news, failures: [{ property: "", reason: error.message }] };
    throw error;
  }
}

/** What `check` has let pass. */
export function parsed<Schema extends z.ZodType>(schema: Schema, raw: Properties): z.output<Schema> {
  return schema.parse(raw);
}

/** What was and what is to be, for a diff; most are the same. */
export function parsedBoth<Schema extends z.ZodType>(
  schema: Schema,
  olds: Properties,
  news: Properties,
): [before: z.output<Schema>, after: z.output<Schema>] {
  const after = parsed(schema, news);
  return [isDeepStrictEqual(olds, news) ? after : parsed(schema, olds), after];
}

/** `pulumi import` knows no inputs, and without them nothing can be said of these resources. */
export function refuseImport(inputs: Properties, name: string, fix: string): void {
  if (Object.keys(inputs).length > 0) return;
  throw new UserError({ what: `${name} cannot be imported`, fix });
}
