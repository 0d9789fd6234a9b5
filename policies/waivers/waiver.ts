import { parse } from "yaml";
import { z } from "zod";

/** A violation that somebody answers for until a day. */
export interface Waiver {
  /** Id of the policy. */
  readonly policy: string;
  /** Name or URN of the resource, `*` for any characters; `wholeStack` for a violation of no single resource. */
  readonly resource: string;
  readonly reason: string;
  readonly approver: string;
  readonly ticket: string;
  /** `2026-11-24` */
  readonly granted: string;
  /** The last day on which it holds. */
  readonly expires: string;
}

export interface ReadWaivers {
  /** The ones that hold today. */
  readonly inForce: readonly Waiver[];
  /** What is wrong with each of the others, and with the file. */
  readonly problems: readonly string[];
}

/** How messages and waivers name what a violation of no single resource is about. */
export const wholeStack = "the stack as a whole";

export const longestInDays = 90;

const millisecondsPerDay = 86_400_000;

const line = z.string().regex(/^[^\s](.*[^\s])?$/, "one line of text");
const day = z.string().refine(isDay, "a day such as 2026-11-24");
const schema = z.strictObject({
  policy: line,
  resource: line.refine((pattern) => /[^*:\s]/.test(pattern), "a pattern that names something"),
  reason: line.min(10),
  approver: line,
  ticket: line,
  granted: day,
  expires: day,
});

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  // Some engines roll the 30th of February over to March.
  return !Number.isNaN(midnight.getTime()) && dayOf(midnight) === text;
}

/** The day in UTC, so that a waiver ends everywhere at once. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

export function daysBetween(first: string, last: string): number {
  return (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / millisecondsPerDay;
}

/** Reads `policies/waivers.yaml`. One that is malformed or expired waives nothing and leaves the others alone. */
export function readWaivers(text: string, waivable: (policy: string) => boolean, today: string): ReadWaivers {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return { inForce: [], problems: ["the file is no YAML"] };
  }
  const file = z.strictObject({ waivers: z.array(z.unknown()) }).safeParse(content);
  if (!file.success) return { inForce: [], problems: ["the file is no list under the single key `waivers`"] };
  const inForce: Waiver[] = [];
  const problems = file.data.waivers.flatMap((raw, index): string[] => {
    const read = schema.safeParse(raw);
    const found = read.success ? problemsOf(read.data, waivable, today) : read.error.issues.map(describeIssue);
    if (read.success && found.length === 0) inForce.push(read.data);
    return found.map((problem) => `waivers[${index}]: ${problem}`);
  });
  return { inForce, problems };
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function problemsOf(waiver: Waiver, waivable: (policy: string) => boolean, today: string): readonly string[] {
  const { policy, granted, expires } = waiver;
  const length = daysBetween(granted, expires);
  return [
    ...(waivable(policy) ? [] : [`policy: ${policy} is no policy that can be waived`]),
    ...(granted > today ? [`granted: ${granted} is still to come`] : []),
    ...(length < 0 ? [`expires: ${expires} is before ${granted}, the day on which it was granted`] : []),
    ...(length > longestInDays ? [`expires: ${length} days after it was granted, more than ${longestInDays}`] : []),
    ...(expires < today ? [`expires: it ended with ${expires}`] : []),
  ];
}

/** Whether a waiver's pattern names a resource; for a violation of no single resource none is given. */
export function covers(
  { resource: pattern }: Waiver,
  resource?: { readonly urn: string; readonly name: string },
): boolean {
  if (!resource) return pattern === wholeStack;
  const literals = pattern.split("*").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${literals.join(".*")}$`);
  return expression.test(pattern.startsWith("urn:") ? resource.urn : resource.name);
}
