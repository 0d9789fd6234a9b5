/** Keys and indexes from a resource's properties down to one value. */
export type PropertyPath = readonly (string | number)[];

const identifier = /^[A-Za-z_$][\w$]*$/;

/** The path as Pulumi writes it: `ingress[0].cidrBlocks`, `tags["kubernetes.io/role"]`. */
export function formatPath(path: PropertyPath): string {
  return path.map((part, index) => formatPart(part, index === 0)).join("");
}

function formatPart(part: string | number, first: boolean): string {
  if (typeof part === "number") return `[${part}]`;
  if (identifier.test(part)) return first ? part : `.${part}`;
  return `["${part.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`;
}

/**
 * Reads such a path. `[*]` and `[]` stand for every element and come out as `"*"`.
 * @throws when a bracket or a quote is left open.
 */
export function parsePath(text: string): PropertyPath {
  const parts: (string | number)[] = [];
  let rest = text;
  while (rest.length > 0) {
    const match = /^\["((?:[^"\\]|\\.)*)"\]/.exec(rest) ?? /^\[(\d+|\*|)\]/.exec(rest) ?? /^\.?([^.[\]"]+)/.exec(rest);
    if (!match) throw new Error(`property path ${JSON.stringify(text)} cannot be read at ${JSON.stringify(rest)}`);
    parts.push(parsePart(match[0], match[1] ?? ""));
    rest = rest.slice(match[0].length);
  }
  return parts;
}

function parsePart(raw: string, content: string): string | number {
  if (raw.startsWith('["')) return content.replace(/\\(.)/g, "$1");
  if (!raw.startsWith("[")) return content;
  return /^\d+$/.test(content) ? Number(content) : "*";
}

/** Whether the path lies at or below the pattern, in which `*` stands for any key or index. */
export function isWithin(path: PropertyPath, pattern: PropertyPath): boolean {
  return pattern.length <= path.length && pattern.every((part, index) => part === "*" || part === path[index]);
}

/** Values at the path; every element where it has `*`. */
export function valuesAt(value: unknown, path: PropertyPath): readonly unknown[] {
  const [part, ...rest] = path;
  if (part === undefined) return value === undefined || value === null ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  if (part === "*") return Object.values(value).flatMap((element) => valuesAt(element, rest));
  return Object.hasOwn(value, part) ? valuesAt(Reflect.get(value, part), rest) : [];
}
