import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../../safes/plugin/provider";
import { ApiError, type KubernetesObject } from "../../cluster/api";
import { applyObject } from "./apply";
import type { Connection } from "./connection";
import type { Resource } from "./discovery";
import { objectFrom } from "./field-names";

/**
 * The inputs as they would be, had the program made the object what it is now: equal to the known ones where nobody
 * changed what the program set. The API server itself says what the known ones come to, by a dry run, so defaults and
 * other spellings of a quantity are no drift; nor are fields that the program does not set.
 */
export async function readInputs(
  connection: Connection,
  resource: Resource,
  known: Properties,
  live: KubernetesObject,
  fieldManager: string,
): Promise<Properties> {
  const desired = await applyObject(connection, resource, objectFrom(known, live), {
    fieldManager,
    dryRun: true,
    force: true,
  })
    .then((answer) => answer.object)
    // Some changes by others cannot be taken back in place; then the known inputs themselves are all there is to compare.
    .catch((error) => {
      if (error instanceof ApiError) return objectFrom(known, live);
      throw error;
    });
  const inputs = adopt(known, desired, live) as Properties;
  return isSecret(live) ? adoptStringData(inputs, known, desired, live) : inputs;
}

function adopt(known: unknown, desired: unknown, live: unknown): unknown {
  if (isDeepStrictEqual(desired, live) || desired === undefined) return known;
  if (isMap(known) && isMap(desired) && isMap(live)) {
    return Object.fromEntries(
      Object.entries(known)
        .map(([field, value]) => [field, adopt(value, desired[field], live[field])] as const)
        .filter(([, value]) => value !== undefined),
    );
  }
  if (Array.isArray(known) && Array.isArray(desired) && Array.isArray(live)) {
    const aligned = known.length === desired.length && desired.length === live.length;
    return aligned ? known.map((value, index) => adopt(value, desired[index], live[index])) : live;
  }
  return live;
}

/** A secret's `stringData` is only ever written; what it became stands in `data`. */
function adoptStringData(
  inputs: Properties,
  known: Properties,
  desired: KubernetesObject,
  live: KubernetesObject,
): Properties {
  if (!isMap(known.stringData)) return inputs;
  const before = (desired.data ?? {}) as Record<string, string>;
  const now = (live.data ?? {}) as Record<string, string>;
  const entries = Object.entries(known.stringData).flatMap(([key, value]) => {
    const current = now[key];
    if (current === undefined) return [];
    return [[key, current === before[key] ? value : Buffer.from(current, "base64").toString("utf8")]];
  });
  return { ...inputs, stringData: Object.fromEntries(entries) };
}

function isSecret({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Inputs of an object that is imported: everything but what the API server keeps for itself. */
export function importedInputs(outputs: Properties): Properties {
  const { status, ...rest } = outputs;
  const kept = Object.entries((outputs.metadata ?? {}) as Properties).filter(
    ([field]) => !["uid", "creationTimestamp", "selfLink"].includes(field),
  );
  return { ...rest, metadata: Object.fromEntries(kept) };
}
