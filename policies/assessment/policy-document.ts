import { notKnownYet } from "./expectations";
import type { Located, Value } from "./value";
import { absent, holdsUnknown, known, unknown } from "./value";
import { pass, type Verdict, type Verdicts, violation } from "./verdict";

/** A statement of an IAM policy document, with every single text as a list of one. */
export interface Statement {
  readonly isAllow: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** By kind: `AWS`, `Service`, `Federated`. A bare `*` stands under `AWS`. */
  readonly principals: ReadonlyMap<string, readonly string[]>;
  /** Whether it speaks of everybody but a few. */
  readonly hasNotPrincipal: boolean;
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface Condition {
  /** `StringEquals`, `ForAnyValue:ArnLike`, ... */
  readonly operator: string;
  /** In lower case: IAM does not tell cases of keys apart. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Statements of a document written as JSON or as an object; `"malformed"` when it is neither. */
export function statementsOf({ value }: Located): Value<readonly Statement[]> | "malformed" {
  if (value.kind !== "known") return value;
  let document: unknown = value.value;
  try {
    if (typeof document === "string") document = JSON.parse(document);
  } catch {
    // The parser's words may quote the document, and the caller says what is wrong: the text is no object.
  }
  if (!(document instanceof Object) || !("Statement" in document)) return "malformed";
  if (holdsUnknown(document)) return unknown;
  const statements = [document.Statement].flat();
  return statements.every(isObject) ? known(statements.map(read)) : "malformed";
}

/** Judges every statement; a document that is left out has none. */
export function judgeStatements(document: Located, judge: (statement: Statement) => Verdicts): readonly Verdict[] {
  const statements = statementsOf(document);
  if (statements === "malformed") {
    return [violation(`${document.path} is no JSON document with statements`, "an IAM policy document")];
  }
  if (statements.kind === "unknown") return [notKnownYet(document.path)];
  return statements.kind === absent.kind ? [pass] : statements.value.flatMap((statement) => judge(statement));
}

function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return raw instanceof Object;
}

function read(raw: Readonly<Record<string, unknown>>): Statement {
  const principal = raw.Principal;
  const principals = principal instanceof Object ? Object.entries(principal) : [["AWS", principal] as const];
  const conditions = Object.entries(Object(raw.Condition)).flatMap(([operator, keys]) =>
    Object.entries(Object(keys)).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: texts(values) })),
  );
  return {
    isAllow: raw.Effect === "Allow",
    actions: texts(raw.Action),
    notActions: texts(raw.NotAction),
    principals: new Map(principals.map(([kind, names]) => [kind, texts(names)])),
    hasNotPrincipal: raw.NotPrincipal !== undefined,
    resources: texts(raw.Resource),
    notResources: texts(raw.NotResource),
    conditions,
  };
}

function texts(raw: unknown): readonly string[] {
  return raw === undefined || raw === null ? [] : [raw].flat().map(String);
}

/** Whether IAM's `*` and `?` in the pattern lead to the name. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(name);
}

/** Whether the statement speaks of the action, as `kms:Sign` is spoken of by `kms:*`. */
export function covers({ actions, notActions }: Statement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some((pattern) => matches(pattern, action));
  return actions.some((pattern) => matches(pattern, action));
}

/** Whether it speaks of everything there is, or of everything but a few. */
export function isOnEverything({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || resources.some((resource) => /^\*+$/.test(resource));
}

/** Everybody, whatever the conditions say. */
export function namesEverybody({ principals, hasNotPrincipal }: Statement): boolean {
  return hasNotPrincipal || (principals.get("AWS")?.includes("*") ?? false);
}

/** Condition keys that say who calls, or from where; what they do not name is refused. */
const callers = [
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceip",
  "kms:calleraccount",
];

/** An operator by which a call without the key, or with another value, is refused. */
const narrowing = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/;

/** Values to which a condition binds the key; none when nothing binds it. */
export function boundTo({ conditions }: Statement, key: string): readonly string[] {
  return conditions
    .filter((condition) => condition.key === key.toLowerCase() && narrowing.test(condition.operator))
    .filter(({ values }) => !values.some((value) => /^[*:/?]*$/.test(value) || value.endsWith("/0")))
    .flatMap(({ values }) => values);
}

/** Allows everybody, and no condition says whom. */
export function isPublic(statement: Statement): boolean {
  return statement.isAllow && namesEverybody(statement) && !callers.some((key) => boundTo(statement, key).length > 0);
}

/** Who is spoken of: the callers that a condition singles out, or else the principals. */
export function subjectsOf(statement: Statement): readonly string[] {
  const singledOut = boundTo(statement, "aws:PrincipalArn");
  if (singledOut.length > 0) return singledOut;
  return statement.hasNotPrincipal ? ["*"] : [...statement.principals.values()].flat();
}
