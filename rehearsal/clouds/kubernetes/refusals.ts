import { UserError } from "../../../safes/user-error";
import type { ApiError, KubernetesObject } from "../../cluster/api";
import { formatId } from "./naming";
import { describeType } from "./object-type";

/** The API server's refusal as the operator reads it: which object, what is wrong, what to do. */
export function explainRefusal(object: KubernetesObject, error: ApiError): UserError {
  const where = `${describeType(object)} ${formatId(object.metadata)}`;
  const got = error.message;
  if (
    error.status.reason === "Conflict" &&
    error.status.details?.causes?.some(({ reason }) => reason === "FieldManagerConflict")
  ) {
    return new UserError({
      what: "another field manager owns fields that the program sets",
      where,
      got,
      fix: 'leave those fields to it, or set the annotation pulumi.com/patchForce: "true" to take them over',
    });
  }
  const fix = fixes.find(({ pattern }) => pattern.test(got))?.fix;
  return new UserError({
    what: `the API server refused the object: ${error.status.reason ?? `HTTP ${error.code}`}`,
    where,
    got,
    fix,
  });
}

const fixes = [
  {
    pattern: /field not declared in schema|unknown field/,
    fix: "correct the field's name or its place; see `kubectl explain`",
  },
  { pattern: /violates PodSecurity/, fix: "set the security context that the namespace's Pod Security level asks for" },
  { pattern: /exceeded quota/, fix: "ask for less, or raise the namespace's ResourceQuota" },
  {
    pattern: /field is immutable|may not change once set|updates to .* are forbidden/,
    fix: "give the object a new name, or replace it: replaceOnChanges",
  },
  { pattern: /namespaces ".*" not found/, fix: "create the namespace first, and let the object depend on it" },
];
