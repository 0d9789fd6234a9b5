import { UserError } from "../../../../safes/user-error";
import { defines, type Manifest } from "./manifests";

const dependsOn = "config.kubernetes.io/depends-on";

/**
 * The objects in an order in which each comes after those that it depends on, by the real provider's rules: its kind's
 * definition, its namespace, and what its annotation config.kubernetes.io/depends-on names.
 */
export function orderManifests(manifests: readonly Manifest[]): { manifest: Manifest; dependencies: Manifest[] }[] {
  const ordered: { manifest: Manifest; dependencies: Manifest[] }[] = [];
  const state = new Map<Manifest, "open" | "done">();
  const visit = (manifest: Manifest, path: readonly Manifest[]) => {
    if (state.get(manifest) === "done") return;
    if (state.get(manifest) === "open") throw cycle([...path, manifest]);
    state.set(manifest, "open");
    const dependencies = dependenciesOf(manifest, manifests);
    for (const dependency of dependencies) visit(dependency, [...path, manifest]);
    state.set(manifest, "done");
    ordered.push({ manifest, dependencies });
  };
  for (const manifest of manifests) visit(manifest, []);
  return ordered;
}

function dependenciesOf(manifest: Manifest, manifests: readonly Manifest[]): Manifest[] {
  const references = (manifest.metadata.annotations?.[dependsOn] ?? "").split(",").map((reference) => reference.trim());
  return manifests.filter(
    (other) =>
      other !== manifest &&
      (defines(other, manifest) ||
        (other.kind === "Namespace" && other.metadata.name === manifest.metadata.namespace) ||
        references.includes(referenceOf(other))),
  );
}

/** `<group>/namespaces/<namespace>/<kind>/<name>`, or `<group>/<kind>/<name>`; the core group is empty. */
function referenceOf({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const scope = metadata.namespace ? `namespaces/${metadata.namespace}/` : "";
  return `${group}/${scope}${kind}/${metadata.name}`;
}

function cycle(path: readonly Manifest[]): UserError {
  return new UserError({ what: "objects depend on each other in a circle", got: path.map(referenceOf).join(" -> ") });
}
