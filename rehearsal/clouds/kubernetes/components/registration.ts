import { CustomResource, type CustomResourceOptions, type Inputs, type Resource, secret } from "@pulumi/pulumi";
import { tokenOf } from "../object-type";
import { orderManifests } from "./dependencies";
import type { Manifest } from "./manifests";

export interface Registration {
  readonly parent: Resource;
  /** Comes before each child's name, so that two components may hold the same objects' names. */
  readonly prefix: string;
  readonly skipAwait: boolean;
}

/** A Kubernetes object of any kind, under the type token that the SDK's own class has. */
class KubernetesResource extends CustomResource {
  constructor(manifest: Manifest, name: string, options: CustomResourceOptions) {
    super(tokenOf(manifest), name, inputsOf(manifest), options);
  }
}

/** Registers the objects as children, each after those that it depends on. */
export function registerManifests(manifests: readonly Manifest[], registration: Registration): Resource[] {
  const resources = new Map<Manifest, Resource>();
  for (const { manifest, dependencies } of orderManifests(manifests)) {
    const { name, namespace } = manifest.metadata;
    const childName = `${registration.prefix}:${namespace ? `${namespace}/${name}` : name}`;
    const options: CustomResourceOptions = {
      parent: registration.parent,
      dependsOn: dependencies.flatMap((dependency) => resources.get(dependency) ?? []),
      ...(keeps(manifest) ? { retainOnDelete: true } : {}),
    };
    const child = registration.skipAwait ? annotate(manifest, "pulumi.com/skipAwait", "true") : manifest;
    resources.set(manifest, new KubernetesResource(child, childName, options));
  }
  return [...resources.values()];
}

/** As `helm uninstall` does it. */
function keeps({ metadata }: Manifest): boolean {
  return metadata.annotations?.["helm.sh/resource-policy"] === "keep";
}

function annotate(manifest: Manifest, annotation: string, value: string): Manifest {
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, [annotation]: value } } };
}

function inputsOf(manifest: Manifest): Inputs {
  if (manifest.apiVersion !== "v1" || manifest.kind !== "Secret") return { ...manifest };
  const { data, stringData, ...rest } = manifest;
  return {
    ...rest,
    ...(data ? { data: secret(data) } : {}),
    ...(stringData ? { stringData: secret(stringData) } : {}),
  };
}
