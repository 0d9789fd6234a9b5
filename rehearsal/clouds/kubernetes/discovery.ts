import type { KubernetesApi, KubernetesObject } from "../../cluster/api";
import type { ObjectType } from "./object-type";

/** What the API server says of a kind. */
export interface Resource {
  readonly namespaced: boolean;
  /** Path of the collection over all namespaces, e.g. `/apis/apps/v1/deployments`. */
  collection(namespace?: string): string;
}

interface DiscoveredGroups {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: "Namespaced" | "Cluster";
      }[];
    }[];
  }[];
}

/** Everything in two requests, as kubectl asks since 1.26. */
const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Which kinds the cluster has; asked once, and again when one is missing that may have come since. */
export class Discovery {
  private kinds: Promise<Map<string, Resource>> | undefined;

  constructor(private readonly api: KubernetesApi) {}

  /** `undefined` when the cluster does not have the kind. */
  async find(type: ObjectType): Promise<Resource | undefined> {
    const key = keyOf(type);
    const known = (await this.load()).get(key);
    if (known) return known;
    this.kinds = undefined;
    return (await this.load()).get(key);
  }

  /** As `helm template --api-versions` wants them: `apps/v1`, `apps/v1/Deployment`. */
  async apiVersions(): Promise<string[]> {
    this.kinds = undefined;
    const kinds = [...(await this.load()).keys()];
    return [...new Set(kinds.flatMap((key) => [key.slice(0, key.lastIndexOf("/")), key]))].sort();
  }

  /** `v1.34.4`. */
  async version(): Promise<string> {
    return (await this.api.get<{ gitVersion: string }>("/version")).gitVersion;
  }

  private load(): Promise<Map<string, Resource>> {
    this.kinds ??= this.ask().catch((error) => {
      this.kinds = undefined;
      throw error;
    });
    return this.kinds;
  }

  private async ask(): Promise<Map<string, Resource>> {
    const answers = await Promise.all(
      ["/api", "/apis"].map((path) => this.api.send<DiscoveredGroups>(path, { accept: aggregated })),
    );
    const kinds = new Map<string, Resource>();
    for (const { metadata, versions } of answers.flatMap((answer) => answer.body.items)) {
      for (const { version, resources } of versions) {
        const apiVersion = metadata.name ? `${metadata.name}/${version}` : version;
        for (const { resource, responseKind, scope } of resources) {
          const root = metadata.name ? `/apis/${apiVersion}` : `/api/${version}`;
          kinds.set(keyOf({ apiVersion, kind: responseKind.kind }), describe(root, resource, scope === "Namespaced"));
        }
      }
    }
    return kinds;
  }
}

function describe(root: string, plural: string, namespaced: boolean): Resource {
  return {
    namespaced,
    collection: (namespace) =>
      namespaced && namespace ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`,
  };
}

function keyOf({ apiVersion, kind }: ObjectType): string {
  return `${apiVersion}/${kind}`;
}

/** Path of one object; a namespaced one that names no namespace is in `default`. */
export function pathOf(resource: Resource, { metadata }: Pick<KubernetesObject, "metadata">): string {
  return `${resource.collection(metadata.namespace ?? "default")}/${encodeURIComponent(metadata.name ?? "")}`;
}
