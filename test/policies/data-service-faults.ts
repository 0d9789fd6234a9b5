import { encryptedTypes } from "../../policies/data-services";
import type { Encrypted } from "../../policies/data-services/encryption";
import type { Spread, Zoned } from "../../policies/data-services/zones";
import { idsOf, tier } from "./cases/places";
import { type Described, later, ref, unknown } from "./engine-stub";

/** What a row of a table must be refused for. */
export interface Fault {
  /** Completes a test's name. */
  readonly what: string;
  readonly described: Described;
  /** What the messages say is found, each literally. */
  readonly found: readonly string[];
}

type Inputs = Record<string, unknown>;

const keyArn = ref("key", "arn");
/** Of a key outside the stack: nothing that is unknown beside it can come from there. */
const foreignArn = "arn:aws:kms:us-east-1:222222222222:key/00000000-0000-4000-8000-000000000000";
export const threeZones = tier("zone");
const oneZone = threeZones.slice(0, 1);

/** The inputs with a value at the path; `[]` stands for a list of one. */
export function withValue(inputs: Inputs, path: string, value: unknown): Inputs {
  const [head = "", ...rest] = path.replaceAll("?", "").replaceAll("[]", ".[]").split(".");
  return put(inputs, head, rest, value) as Inputs;
}

function put(holder: unknown, segment: string, rest: readonly string[], value: unknown): unknown {
  const [next, ...others] = rest;
  const inner = (held: unknown) => (next === undefined ? value : put(held, next, others, value));
  if (segment === "[]") return [inner(Array.isArray(holder) ? holder[0] : undefined)];
  const object: Inputs = holder instanceof Object && !Array.isArray(holder) ? { ...holder } : {};
  return { ...object, [segment]: inner(object[segment]) };
}

/** The path as messages name it, for lists of one. */
function shown(path: string): string {
  return path.replaceAll("?", "").replaceAll("[]", "[0]");
}

/** `msk/cluster` of `aws:msk/cluster:Cluster`. */
export function shortOf(type: string): string {
  return type.split(":")[1] ?? "";
}

function described(type: string, inputs: Inputs, what: string): Described {
  return { type, name: `${shortOf(type).replace("/", "-")} ${what}`, inputs, protect: true };
}

export function soundEncrypted({ type }: Encrypted, what = "sound", arn: unknown = keyArn): Described {
  // A type may have several rows, each with a condition of its own.
  const rows = encryptedTypes.filter((row) => row.type === type);
  const inputs = rows.reduce<Inputs>((written, row) => withKeys(written, row, arn), {});
  return described(type, inputs, what);
}

function withKeys(inputs: Inputs, { keys, also, when }: Encrypted, arn: unknown): Inputs {
  const values: (readonly [string, unknown])[] = [
    ...keys.map((path) => [path, arn] as const),
    ...also.map((other) => [other.path, other.kind === "is" ? other.values[0] : other.kind === "on"] as const),
    ...when.filter(({ kind }) => kind === "where").map(({ path }) => [path, true] as const),
  ];
  return values.reduce((written, [path, value]) => withValue(written, path, value), inputs);
}

export function encryptionFaults(row: Encrypted): readonly Fault[] {
  const sound = soundEncrypted(row).inputs;
  const fault = (path: string, value: unknown, state: string, found: string): Fault => ({
    what: `${path} ${state}`,
    described: described(row.type, withValue(sound, path, value), `with ${path} ${state}`),
    found: [`${shown(path)} ${found}`],
  });
  return [
    ...listsLeftOut(row, sound),
    ...row.keys.flatMap((path) => [
      fault(path, undefined, "left out", "is not set"),
      fault(path, "alias/aws/service", "of AWS", "is the AWS-managed alias/aws/service"),
    ]),
    ...row.also.flatMap(({ kind, path }) => {
      if (kind === "off") return [fault(path, true, "on", "is true")];
      const absent = fault(path, undefined, "left out", "is not set");
      return [
        absent,
        kind === "on" ? fault(path, false, "off", "is false") : fault(path, "OTHER", "another", "is OTHER"),
      ];
    }),
  ];
}

/** Whoever leaves out a list that names the keys gets keys of AWS. */
function listsLeftOut({ type, keys, also }: Encrypted, sound: Inputs): readonly Fault[] {
  const paths = [...keys, ...also.map(({ path }) => path)].filter((path) => !path.includes("?"));
  const lists = new Set(paths.flatMap((path) => (path.includes("[]") ? [path.slice(0, path.indexOf("[]"))] : [])));
  return [...lists].map((list) => ({
    what: `${list} left out`,
    described: described(type, withValue(sound, list, undefined), `with ${list} left out`),
    found: paths.filter((path) => path.startsWith(`${list}[]`)).map((path) => `${path} is not set`),
  }));
}

/** A block that may be left out, or the list of such blocks. */
function blockOf(path: string): string {
  return path.slice(0, path.indexOf("?")).replace(/\[\]$/, "");
}

/** Of a type that has nothing to encrypt: what may be left out is left out, what would be encrypted is off. */
export function unencrypted(row: Encrypted): readonly Described[] {
  const paths = [...row.keys, ...row.also.map(({ path }) => path)];
  const sound = soundEncrypted(row).inputs;
  const without = (left: readonly string[], inputs: Inputs = sound) =>
    left.reduce((written, path) => withValue(written, path, undefined), inputs);
  const optional = paths.filter((path) => path.includes("?")).map(blockOf);
  return [
    ...(optional.length > 0 ? [described(row.type, without(optional), `without ${optional[0]}`)] : []),
    ...row.when.map(({ kind, path }) => {
      const inputs = withValue(without(paths), path, kind === "where" ? false : { arn: "arn:aws:kinesis:::stream/s" });
      return described(row.type, inputs, `with ${path} ${kind === "where" ? "off" : "set"}`);
    }),
  ];
}

export function encryptionUnknowns(row: Encrypted): readonly Described[] {
  const sound = soundEncrypted(row, "known", foreignArn).inputs;
  return [...row.keys, ...row.also.map(({ path }) => path), ...row.when.map(({ path }) => path)].map((path) =>
    described(row.type, withValue(sound, path, unknown), `with ${path} unknown`),
  );
}

/** A list of subnets, or of objects that name one each. */
function spread(inputs: Inputs, path: string, subnets: readonly Described[]): Inputs {
  const end = path.lastIndexOf("[]");
  const property = path.slice(end + 3);
  const ids = idsOf(subnets);
  return withValue(inputs, path.slice(0, end), property === "" ? ids : ids.map((id) => ({ [property]: id })));
}

function soundSpread(inputs: Inputs, found: Spread): Inputs {
  if (found.kind === "zones") return spread(inputs, found.path, threeZones.slice(0, found.most));
  if (found.kind === "at-least") return withValue(inputs, found.path, found.minimum);
  if (found.kind === "is") return withValue(inputs, found.path, found.values[0]);
  return found.kind === "on" ? withValue(inputs, found.path, true) : inputs;
}

export function soundZoned({ type, spreads }: Zoned, what = "sound"): Described {
  return described(type, spreads.reduce(soundSpread, {}), what);
}

export function zoneFaults(row: Zoned): readonly Fault[] {
  const sound = soundZoned(row).inputs;
  return row.spreads.flatMap((found): Fault[] => {
    const path = found.path.replaceAll("?", "");
    const fault = (inputs: Inputs, state: string, words: string): Fault => ({
      what: `${path} ${state}`,
      described: described(row.type, inputs, `with ${path} ${state}`),
      found: [`${path} ${words}`],
    });
    const absent = fault(withValue(sound, path, undefined), "left out", "is not set");
    if (found.kind === "zones") {
      // Blocks that may be left out exclude each other, so that one is there at a time.
      const others = row.spreads.filter((other) => !other.path.includes("?")).reduce(soundSpread, {});
      return [fault(spread(others, found.path, oneZone), "in one zone", "names 1 subnet in us-east-1a")];
    }
    if (found.kind === "left-out") return [fault(withValue(sound, path, "us-east-1a"), "set", "is set")];
    if (found.kind === "at-least") {
      const less = found.minimum - 1;
      return [absent, fault(withValue(sound, path, less), "one less", `is ${less}`)];
    }
    const other = found.kind === "on" ? false : "OTHER";
    return [absent, fault(withValue(sound, path, other), "another", `is ${other}`)];
  });
}

/** Of a type that may do without a network of its own. */
export function unzoned(row: Zoned): readonly Described[] {
  const optional = row.spreads.filter(({ path }) => path.includes("?")).map(({ path }) => blockOf(path));
  const inputs = optional.reduce((written, path) => withValue(written, path, undefined), soundZoned(row).inputs);
  return optional.length > 0 ? [described(row.type, inputs, `without ${optional[0]}`)] : [];
}

export function zoneUnknowns(row: Zoned): readonly Described[] {
  const sound = soundZoned(row).inputs;
  // A block that is computed from one subnet may still turn out to be left out.
  const blocks = row.spreads.flatMap(({ path }) => (path.includes("?") ? [blockOf(path)] : []));
  const computed = blocks.map((path) =>
    described(row.type, withValue(sound, path, later(idsOf(oneZone))), `with ${path} computed`),
  );
  const unknowns = row.spreads.map(({ kind, path }) => {
    const list = kind === "zones" ? path.slice(0, path.lastIndexOf("[]")) : path;
    return described(row.type, withValue(sound, list, unknown), `with ${path} unknown`);
  });
  return [...unknowns, ...computed];
}
