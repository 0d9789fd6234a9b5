import type { Properties } from "../../../safes/plugin/provider";
import type { World } from "../resource-type";
import { principalExists } from "./accounts";
import { isObject } from "./inputs";

/** One statement of a policy, with lists where the language allows a single value. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  /** Resources, or with `NotResource` nothing. */
  readonly resources: readonly string[];
  /** Principals by kind: `AWS`, `Service`, `Federated`; undefined when the statement names none. */
  readonly principals: Readonly<Record<string, readonly string[]>> | undefined;
  readonly conditional: boolean;
}

export type PolicyDocument = { readonly statements: readonly Statement[] } | { readonly fault: string };

/** Reads a policy as IAM does; the fault tells what IAM would call malformed. */
export function parsePolicy(document: string): PolicyDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch (error) {
    return { fault: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isObject(parsed)) return { fault: "it is not a JSON object." };
  const { Version: version, Statement: statement } = parsed;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    return { fault: `Version is ${JSON.stringify(version)}; write "2012-10-17".` };
  }
  const given = Array.isArray(statement) ? statement : [statement];
  if (statement === undefined || given.length === 0) return { fault: "it has no Statement." };

  const statements: Statement[] = [];
  for (const [index, entry] of given.entries()) {
    if (!isObject(entry)) return { fault: `Statement[${index}] is not an object.` };
    const fault = faultOf(entry);
    if (fault) return { fault: `Statement[${index}]: ${fault}` };
    statements.push({
      effect: String(entry.Effect),
      actions: asTexts(entry.Action ?? entry.NotAction),
      resources: asTexts(entry.Resource),
      principals: principalsOf(entry.Principal),
      conditional: entry.Condition !== undefined,
    });
  }
  return { statements };
}

/** The first principal that AWS would not know, or undefined. */
export function unknownPrincipal(world: World, statements: readonly Statement[]): string | undefined {
  return statements
    .flatMap(({ principals }) => principals?.AWS ?? [])
    .find((principal) => !principalExists(world, principal));
}

/** Whether a statement lets the service act, in the resource policy of a key, a topic or a log group. */
export function allowsService(document: string, services: readonly string[]): boolean {
  const policy = parsePolicy(document);
  if ("fault" in policy) return false;
  return policy.statements.some(
    ({ effect, principals }) =>
      effect === "Allow" &&
      principals?.Service?.some((service) => service === "*" || services.includes(service)) === true,
  );
}

function faultOf(statement: Properties): string | undefined {
  const known = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
  ];
  const unknown = Object.keys(statement).find((key) => !known.includes(key));
  if (unknown) return `unknown element ${unknown}.`;
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") return "Effect is Allow or Deny.";
  if (statement.Action === undefined && statement.NotAction === undefined) return "it needs Action or NotAction.";
  const actions = asTexts(statement.Action ?? statement.NotAction);
  const malformed = actions.find((action) => action !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action));
  if (malformed) return `the action ${JSON.stringify(malformed)} has no vendor prefix such as s3:GetObject.`;
  return undefined;
}

function principalsOf(principal: unknown): Statement["principals"] {
  if (principal === undefined) return undefined;
  if (principal === "*") return { AWS: ["*"] };
  if (!isObject(principal)) return { AWS: asTexts(principal) };
  return Object.fromEntries(Object.entries(principal).map(([kind, value]) => [kind, asTexts(value)]));
}

function asTexts(candidate: unknown): string[] {
  if (typeof candidate === "string") return [candidate];
  return Array.isArray(candidate) ? candidate.filter((item): item is string => typeof item === "string") : [];
}
