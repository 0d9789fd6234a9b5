import { type Properties, UNKNOWN } from "../../safes/plugin/provider";
import { stableHex } from "./cloud-world";
import type { ResourceType } from "./resource-type";
import type { SdkType } from "./sdk-type";

/** Names the inputs that the provider filled in, as Pulumi's bridge of Terraform providers does. */
const DEFAULTS = "__defaults";

/** Digits of a random name suffix; Pulumi's own number. */
const SUFFIX_DIGITS = 7;

/**
 * Fills in what the program left out: the real provider's defaults, and the name. A name that was made up stays as long as
 * the resource does.
 */
export function applyDefaults(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
  seed: Buffer,
): Properties {
  const added: Properties = {};
  for (const [property, value] of Object.entries(type.defaults ?? {})) {
    if (isAbsent(news[property])) added[property] = value;
  }
  const { autoName } = type;
  if (autoName && isAbsent(news[autoName.property]) && isAbsent(news[`${autoName.property}Prefix`])) {
    const kept = isDefaulted(olds, autoName.property) ? olds[autoName.property] : undefined;
    added[autoName.property] = kept ?? makeName(name, autoName.maxLength, seed);
  }
  return Object.keys(added).length > 0 ? { ...news, ...added, [DEFAULTS]: Object.keys(added).sort() } : news;
}

/** Whether the provider filled the property in. */
export function isDefaulted(inputs: Properties, property: string): boolean {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) && defaults.includes(property);
}

function makeName(name: string, maxLength: number, seed: Buffer): string {
  const suffix = `-${stableHex(seed.toString("hex"), SUFFIX_DIGITS)}`;
  return `${name.slice(0, maxLength - suffix.length)}${suffix}`;
}

/** JSON documents may be given as objects; the cloud takes text. */
export function writeDocuments(type: SdkType, inputs: Properties): Properties {
  const written = { ...inputs };
  for (const [property, { shape }] of Object.entries(type.inputs)) {
    const value = inputs[property];
    const takesBoth =
      shape.kind === "union" &&
      shape.members.some(({ kind }) => kind === "string") &&
      shape.members.some(({ kind }) => kind === "object" || kind === "map");
    if (takesBoth && typeof value === "object" && value !== null) {
      written[property] = holdsUnknown(value) ? UNKNOWN : JSON.stringify(value);
    }
  }
  return written;
}

export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === UNKNOWN;
  return Object.values(value).some(holdsUnknown);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
