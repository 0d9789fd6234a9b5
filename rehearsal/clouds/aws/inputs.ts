import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";

/**
 * Typed reads of plain properties. Paths are dotted (`vpcConfig.subnetIds`). A value that is absent, of another type or
 * not known yet reads as undefined (or as an empty list), so a rule that runs at preview judges only what it can see.
 */
export function value(properties: Properties, path: string): unknown {
  let at: unknown = properties;
  for (const key of path.split(".")) {
    if (!isObject(at)) return undefined;
    at = at[key];
  }
  return at === UNKNOWN || at === null ? undefined : at;
}

export function text(properties: Properties, path: string): string | undefined {
  const found = value(properties, path);
  return typeof found === "string" ? found : undefined;
}

export function number(properties: Properties, path: string): number | undefined {
  const found = value(properties, path);
  return typeof found === "number" ? found : undefined;
}

/** Whether the property is `true`; absent counts as false. */
export function flag(properties: Properties, path: string): boolean {
  return value(properties, path) === true;
}

export function texts(properties: Properties, path: string): string[] {
  const found = value(properties, path);
  return Array.isArray(found) ? found.filter((item): item is string => typeof item === "string") : [];
}

export function objects(properties: Properties, path: string): Properties[] {
  const found = value(properties, path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function object(properties: Properties, path: string): Properties {
  const found = value(properties, path);
  return isObject(found) ? found : {};
}

/** Whether the program gave the property at all, be it only known later. */
export function isSet(properties: Properties, path: string): boolean {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  const holder = keys.length === 0 ? properties : object(properties, keys.join("."));
  return holder[last] !== undefined && holder[last] !== null;
}

export function isObject(candidate: unknown): candidate is Properties {
  return typeof candidate === "object" && candidate !== null && !Array.isArray(candidate);
}
