import { UserError } from "../../../../safes/user-error";
import type { KubernetesObject } from "../../../cluster/api";
import { conditionOf, type Readiness } from "./conditions";

/**
 * Reads the annotation pulumi.com/waitFor: `condition=Ready`, `condition=Ready=False`, `jsonpath={.status.phase}=Running`
 * or `jsonpath={.status.phase}`, which waits for any value.
 */
export function readCondition(text: string): Readiness {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(text);
  if (condition) {
    const [, type = "", wanted = "True"] = condition;
    return (object) => {
      const status = conditionOf(object, type)?.status ?? "absent";
      return status === wanted ? undefined : `condition ${type} is ${status}, not ${wanted}`;
    };
  }
  const path = /^jsonpath=\{((?:\.\w+)+)\}(?:=(.+))?$/.exec(text);
  if (path) {
    const [, dotted = "", wanted] = path;
    return (object) => {
      const value = valueAt(object, dotted.slice(1).split("."));
      if (wanted === undefined ? value !== undefined : String(value) === wanted) return undefined;
      return `${dotted} is ${value === undefined ? "absent" : JSON.stringify(value)}${wanted ? `, not ${wanted}` : ""}`;
    };
  }
  throw new UserError({
    what: "the rehearsal cannot read this condition",
    where: "annotation pulumi.com/waitFor",
    got: text,
    expected: "condition=TYPE[=STATUS] or jsonpath={.field.field}[=VALUE]",
  });
}

function valueAt(object: KubernetesObject, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, field) => (typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined),
    object,
  );
}
