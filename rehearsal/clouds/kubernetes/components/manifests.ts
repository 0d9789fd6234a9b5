import { parseAllDocuments } from "yaml";
import { UserError } from "../../../../safes/user-error";
import type { KubernetesObject } from "../../../cluster/api";
import type { Discovery } from "../discovery";
import { describeType, type ObjectType } from "../object-type";

export type Manifest = KubernetesObject;

/**
 * Splits YAML into objects as Kubernetes reads it: by YAML 1.1, in which `0644` is octal and `yes` a boolean, but without
 * that version's dates and base-60 numbers.
 */
export function parseManifests(text: string, source: string): Manifest[] {
  const documents = parseAllDocuments(text, {
    version: "1.1",
    merge: true,
    customTags: (tags) =>
      tags.filter(
        (tag) =>
          typeof tag === "string" || !(tag.tag.endsWith(":timestamp") || ("format" in tag && tag.format === "TIME")),
      ),
  });
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new UserError({ what: "this YAML cannot be read", where: source, got: error.message });
    const value: unknown = document.toJS();
    return isEmpty(value) ? [] : expandLists(value, source);
  });
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
}

function expandLists(value: unknown, source: string): Manifest[] {
  if (isList(value)) return value.items.flatMap((item) => expandLists(item, source));
  if (isManifest(value)) return [value];
  throw new UserError({
    what: "an object needs apiVersion, kind and metadata.name",
    where: source,
    got: JSON.stringify(value).slice(0, 200),
  });
}

function isList(value: unknown): value is { items: unknown[] } {
  return (
    typeof value === "object" &&
    value !== null &&
    "items" in value &&
    Array.isArray(value.items) &&
    "kind" in value &&
    String(value.kind).endsWith("List")
  );
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<Manifest>;
  return typeof apiVersion === "string" && typeof kind === "string" && typeof metadata?.name === "string";
}

/** Gives objects of namespaced kinds the namespace; a kind may be defined among the objects themselves. */
export async function normalizeManifests(
  manifests: Manifest[],
  namespace: string,
  discovery: Discovery,
): Promise<Manifest[]> {
  return Promise.all(
    manifests.map(async (manifest) => {
      if (manifest.metadata.namespace || !(await isNamespaced(manifest, manifests, discovery))) return manifest;
      return { ...manifest, metadata: { ...manifest.metadata, namespace } };
    }),
  );
}

async function isNamespaced(type: ObjectType, manifests: Manifest[], discovery: Discovery): Promise<boolean> {
  const definition = manifests.find((manifest) => defines(manifest, type));
  if (definition) return definitionSpec(definition).scope === "Namespaced";
  const resource = await discovery.find(type);
  if (resource) return resource.namespaced;
  throw new UserError({
    what: "neither the cluster nor the chart has this kind of object",
    where: describeType(type),
    fix: "install its CustomResourceDefinition first, and let this depend on it",
  });
}

/** Whether the manifest is the definition of the type. */
export function defines(manifest: Manifest, { apiVersion, kind }: ObjectType): boolean {
  if (manifest.kind !== "CustomResourceDefinition") return false;
  const { group, names } = definitionSpec(manifest);
  return names?.kind === kind && apiVersion.split("/")[0] === group;
}

interface DefinitionSpec {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: { readonly kind?: string };
}

function definitionSpec(manifest: Manifest): DefinitionSpec {
  return (manifest.spec ?? {}) as DefinitionSpec;
}
