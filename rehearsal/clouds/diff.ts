import { isDeepStrictEqual } from "node:util";
import { formatPath, isWithin, type PropertyPath, parsePath } from "../../safes/plugin/property-path";
import { type ChangeKind, type Properties, UNKNOWN } from "../../safes/plugin/provider";
import { SIGNATURE } from "../../safes/plugin/wire";

interface Change {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
}

/**
 * What differs between two sets of inputs, as deep as both have it.
 * @param replaceOn paths whose change replaces the resource; `[]` stands for every element.
 * @param ignoreChanges paths that do not count.
 */
export function diffInputs(
  old: Properties,
  news: Properties,
  replaceOn: readonly string[],
  ignoreChanges: readonly string[] = [],
): Record<string, ChangeKind> {
  const replacing = replaceOn.map(parsePath);
  const ignored = ignoreChanges.map(parsePath);
  const changes: Record<string, ChangeKind> = {};
  for (const { path, kind } of compare(visible(old), visible(news), [])) {
    if (ignored.some((pattern) => isWithin(path, pattern))) continue;
    // A change above the path takes what is below it along.
    const replaces = replacing.some((pattern) => isWithin(path, pattern) || isWithin(pattern, path));
    changes[formatPath(path)] = replaces ? `${kind}-replace` : kind;
  }
  return changes;
}

function compare(old: unknown, news: unknown, path: PropertyPath): Change[] {
  if (isMap(old) && isMap(news) && !isSigned(old) && !isSigned(news)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(news)]);
    return [...keys].flatMap((key) => compare(old[key], news[key], [...path, key]));
  }
  if (Array.isArray(old) && Array.isArray(news)) {
    const length = Math.max(old.length, news.length);
    return Array.from({ length }, (_, index) => compare(old[index], news[index], [...path, index])).flat();
  }
  if (isAbsent(old) && isAbsent(news)) return [];
  if (isAbsent(old)) return [{ path, kind: "add" }];
  if (isAbsent(news)) return [{ path, kind: "delete" }];
  const same = news !== UNKNOWN && old !== UNKNOWN && isDeepStrictEqual(old, news);
  return same ? [] : [{ path, kind: "update" }];
}

/** Without what the providers note for themselves, such as `__defaults`. */
export function visible(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([property]) => !property.startsWith("__")));
}

/** Assets and archives differ as a whole. */
function isSigned(value: Properties): boolean {
  return SIGNATURE in value;
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
