import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";
import type { KubernetesObject } from "../../cluster/api";
import type { ObjectType } from "./object-type";

/** JSON Schema extensions in custom resource definitions, which are no identifiers and so have other names in the SDK. */
const extensions = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const toServer = new Map(extensions.map((name) => [name.replaceAll("-", "_"), name]));
const toProgram = new Map(extensions.map((name) => [name, name.replaceAll("-", "_")]));

/** Inputs as the API server takes them: its own field names, nothing that is absent. */
export function objectFrom(inputs: Properties, { apiVersion, kind }: ObjectType): KubernetesObject {
  const object = convert(inputs, toServer) as Properties;
  return { ...object, apiVersion, kind, metadata: { ...(object.metadata as object | undefined) } };
}

/** Fields that the API server keeps for itself, or that change without anybody's doing. */
const bookkeeping = ["managedFields", "resourceVersion", "generation"];

/** An object as a program reads it. */
export function outputsFrom(object: KubernetesObject): Properties {
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([field]) => !bookkeeping.includes(field)),
  );
  return convert({ ...object, metadata }, toProgram) as Properties;
}

function convert(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((element) => convert(element, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .map(([name, inner]) => [names.get(name) ?? name, convert(inner, names)]),
  );
}

export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}
