import { matchesType, Resource, type ResourceDescription, type Surroundings } from "./resource";

/** Properties by which one resource names another, besides the id. */
const identities = ["id", "arn", "bucket", "keyId", "name"] as const;

/** All resources of a stack, found by type, URN or identity. Built once for each look of the engine. */
export class Stack implements Surroundings {
  readonly resources: readonly Resource[];
  private readonly urns = new Map<string, Resource>();
  private readonly types = new Map<string, Resource[]>();
  private readonly identified = new Map<string, Map<string, Resource>>();

  constructor(
    descriptions: readonly ResourceDescription[],
    describe = (description: ResourceDescription, stack: Stack) => new Resource(description, stack),
  ) {
    this.resources = descriptions.map((description) => describe(description, this));
    for (const resource of this.resources) {
      this.urns.set(resource.urn, resource);
      const ofType = this.types.get(resource.type);
      if (ofType) ofType.push(resource);
      else this.types.set(resource.type, [resource]);
    }
  }

  byUrn(urn: string): Resource | undefined {
    return this.urns.get(urn);
  }

  all(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((pattern) =>
      pattern.endsWith("*")
        ? this.resources.filter((resource) => matchesType(pattern, resource.type))
        : (this.types.get(pattern) ?? []),
    );
  }

  byIdentity(types: readonly string[], identity: string): Resource | undefined {
    for (const type of types) {
      const resource = this.identitiesOf(type).get(identity);
      if (resource) return resource;
    }
    return undefined;
  }

  protected identitiesOf(type: string): ReadonlyMap<string, Resource> {
    const cached = this.identified.get(type);
    if (cached) return cached;
    const index = new Map<string, Resource>();
    for (const resource of this.all(type)) {
      for (const property of identities) {
        const value = resource.text(property);
        if (value.kind === "known" && !index.has(value.value)) index.set(value.value, resource);
      }
    }
    this.identified.set(type, index);
    return index;
  }

  /** Resources of these types one of whose properties surely, or perhaps, names the target. */
  referring(
    types: readonly string[],
    path: string,
    target: Resource,
  ): { readonly surely: readonly Resource[]; readonly perhaps: readonly Resource[] } {
    const surely: Resource[] = [];
    const perhaps: Resource[] = [];
    for (const resource of this.all(...types)) {
      const references = resource.references(path, [target.type]);
      if (references.kind === "open") {
        const namesAnother = resource.value(path).kind === "known" && target.value("id").kind !== "absent";
        if (!namesAnother) perhaps.push(resource);
      } else if (references.resources.includes(target)) {
        (references.kind === "exactly" ? surely : perhaps).push(resource);
      }
    }
    return { surely, perhaps };
  }
}
