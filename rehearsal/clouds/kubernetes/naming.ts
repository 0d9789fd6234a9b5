import { createHash } from "node:crypto";
import type { Properties } from "../../../safes/plugin/provider";

/** Annotation by which the real provider knows the names that it chose. */
const autonamed = "pulumi.com/autonamed";
/** Names of most kinds are DNS labels or subdomains; 63 fits both. */
const maximumLength = 63;

interface Metadata extends Properties {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly generateName?: unknown;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

export function metadataOf(inputs: Properties): Metadata {
  return (inputs.metadata ?? {}) as Metadata;
}

/** Gives an object without a name the one that it had, or the resource's with eight hex digits behind it. */
export function assignName(inputs: Properties, olds: Properties, resourceName: string, seed: Buffer): Properties {
  const metadata = metadataOf(inputs);
  if (metadata.name !== undefined && metadata.name !== null && metadata.name !== "") return inputs;
  const old = metadataOf(olds);
  const name = isAutonamed(olds) ? old.name : chooseName(resourceName, seed);
  const annotations = { ...metadata.annotations, [autonamed]: "true" };
  return { ...inputs, metadata: { ...metadata, name, annotations } };
}

export function isAutonamed(inputs: Properties): boolean {
  return metadataOf(inputs).annotations?.[autonamed] === "true";
}

function chooseName(resourceName: string, seed: Buffer): string {
  const suffix = createHash("sha256").update(seed).update(resourceName).digest("hex").slice(0, 8);
  return `${resourceName.toLowerCase().slice(0, maximumLength - suffix.length - 1)}-${suffix}`;
}

/** The id that the real provider gives: `namespace/name`, or `name` of an object without a namespace. */
export function formatId({ name, namespace }: { readonly name?: string; readonly namespace?: string }): string {
  return namespace ? `${namespace}/${name}` : `${name}`;
}

export function parseId(id: string): { readonly name: string; readonly namespace?: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
