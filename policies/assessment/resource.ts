import { absent, asText, type Located, locate, type Path, unknown, type Value, valueAt } from "./value";

/** A resource as the engine describes it, free of the SDK's proxies. */
export interface ResourceDescription {
  readonly urn: string;
  /** Pulumi type token, e.g. `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Name in the program, the URN's last part. */
  readonly name: string;
  /** What the program asked for, after the provider's check; unknown to a stack rule when no resource rule ran. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** What the provider answered, or plans to; absent before the resource's step. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** Properties whose changes are ignored, as the program's options name them. Absent: none. */
  readonly ignoreChanges?: readonly string[];
  readonly parentUrn?: string;
  readonly provider?: ProviderDescription;
  /** URNs that each input property depends on. Absent while the engine has not told them. */
  readonly dependencies?: ReadonlyMap<string, readonly string[]>;
}

export interface ProviderDescription {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Where a resource finds the ones that it refers to; the stack, once the engine has shown it. */
export interface Surroundings {
  byUrn(urn: string): Resource | undefined;
  byIdentity(types: readonly string[], identity: string): Resource | undefined;
  all(...types: readonly string[]): readonly Resource[];
}

/** Which resources a property names, as far as that can be told. */
export type References =
  | { readonly kind: "exactly"; readonly resources: readonly Resource[] }
  /** Some of these and no other: the value is unknown, its dependencies are not. */
  | { readonly kind: "at-most"; readonly resources: readonly Resource[] }
  | { readonly kind: "open"; readonly because: string };

/** One resource under judgement. Inputs and outputs answer through the same reading, so that a rule need not care. */
export class Resource {
  constructor(
    readonly description: ResourceDescription,
    /** Absent while single resources are judged, before the engine has shown the whole stack. */
    readonly surroundings?: Surroundings,
  ) {}

  get urn(): string {
    return this.description.urn;
  }

  get type(): string {
    return this.description.type;
  }

  get name(): string {
    return this.description.name;
  }

  is(...types: readonly string[]): boolean {
    return types.some((pattern) => matchesType(pattern, this.type));
  }

  /** Outputs first, because they hold the cloud's own defaults; inputs where the outputs cannot tell. */
  value(path: Path): Value {
    const output = valueAt(this.description.outputs, path);
    if (output.kind === "known") return output;
    const input = valueAt(this.description.inputs, path);
    if (input.kind === "known") return input;
    return output.kind === "unknown" || input.kind === "unknown" ? unknown : absent;
  }

  /**
   * The resource as the program wrote it, without what the cloud adds: a route table's `routes`, for one, are unknown at
   * preview and hold foreign routes afterwards even when the program writes none.
   */
  asWritten(): Resource {
    const { outputs, ...written } = this.description;
    return written.inputs ? new Resource(written, this.surroundings) : this;
  }

  /** The value with its path, for expectations to judge and to name. */
  at(path: Path): Located {
    return { path: show(path), value: this.value(path) };
  }

  text(path: Path): Value<string> {
    return asText(this.value(path));
  }

  /** Every value that a path with `[]` leads to. */
  elements(path: Path): readonly Located[] {
    const outputs = locate(this.description.outputs, path);
    const inputs = locate(this.description.inputs, path);
    const count = (all: readonly Located[], kind: Value["kind"]) =>
      all.filter(({ value }) => value.kind === kind).length;
    const outputsSayNothing = count(outputs, "absent") === outputs.length;
    const inputsSayMore = count(inputs, "known") > 0 && count(inputs, "unknown") < count(outputs, "unknown");
    return outputsSayNothing || inputsSayMore ? inputs : outputs;
  }

  /** The elements of a list of objects, each to be asked on its own; one of unknowns when the list is unknown. */
  items(list: string): readonly Item[] {
    return this.elements(`${list}[]`).map(({ path, value }) => new Item(path, value));
  }

  /** The resources that a property's value comes from; undefined when the engine has not told. */
  dependenciesOf(path: Path): readonly Resource[] | undefined {
    const property = show(path).replace(/[.[].*/, "");
    const surroundings = this.surroundings;
    if (!surroundings || !this.description.dependencies) return undefined;
    const urns = this.description.dependencies.get(property) ?? [];
    return urns.flatMap((urn) => surroundings.byUrn(urn) ?? []);
  }

  /** The resources of these types that the property names, by id or ARN, or by dependency while those are unknown. */
  references(path: Path, types: readonly string[]): References {
    const named = this.naming(path);
    const surroundings = this.surroundings;
    const ids = named.flatMap(({ value }) => (value.kind === "known" ? [String(value.value)] : []));
    if (!surroundings) {
      return { kind: "open", because: `${show(path)} is judged once the whole stack is known` };
    }
    const found = new Set<Resource>();
    const strangers: string[] = [];
    for (const id of ids) {
      const target = surroundings.byIdentity(types, id);
      if (target) found.add(target);
      else strangers.push(id);
    }
    const unknowns = named.filter(({ value }) => value.kind === "unknown");
    if (unknowns.length === 0 && strangers.length === 0) return { kind: "exactly", resources: [...found] };

    // The engine shows outputs and not ids, and not every provider repeats the id among its outputs.
    const sources = [...new Set((this.dependenciesOf(path) ?? []).map((each) => each.handsOn(path, types) ?? each))];
    const candidates = sources.filter((source) => source.is(...types) && !found.has(source));
    const nameless = candidates.filter((candidate) => candidate.value("id").kind === "absent");
    if (strangers.length > nameless.length) {
      return { kind: "open", because: `${show(path)} names ${strangers[0]}, which is not in this stack` };
    }
    const opaque = unknowns.length > 0 && sources.find((source) => !source.isCloudResource());
    if (opaque || candidates.length === 0) {
      const source = opaque ? ` and comes from ${opaque.name} (${opaque.type})` : "";
      return { kind: "open", because: `${show(path)} is known only after the update${source}` };
    }
    const isWholeList = unknowns.some(({ path: reached }) => depth(reached) < depth(show(path)));
    const isOneToOne = !isWholeList && candidates.length === unknowns.length + strangers.length;
    return { kind: isOneToOne ? "exactly" : "at-most", resources: [...found, ...candidates] };
  }

  /**
   * Whom a resource of another type stands for: a signing key that names a zone hands on this zone and no other when its
   * property of the same name is taken.
   */
  private handsOn(path: Path, types: readonly string[]): Resource | undefined {
    if (this.is(...types)) return this;
    const named = this.references(path, types);
    return named.kind === "exactly" && named.resources.length === 1 ? named.resources[0] : undefined;
  }

  /**
   * Values by which a property names others: as the program wrote them, because dependencies belong to those; when it
   * wrote none, what the cloud has chosen, once that is known.
   */
  private naming(path: Path): readonly Located[] {
    const isSet = ({ value }: Located) => value.kind !== "absent";
    const written = this.asWritten().elements(path).filter(isSet);
    if (written.length > 0) return written;
    return locate(this.description.outputs, path).filter(({ value }) => value.kind === "known");
  }

  /** Whether a provider of ours made it, as opposed to a component, a stack reference or the stack itself. */
  private isCloudResource(): boolean {
    return this.description.provider !== undefined && !this.type.startsWith("pulumi:");
  }
}

/** An object in a list of a resource's properties. */
export class Item {
  constructor(
    readonly path: string,
    private readonly object: Value,
  ) {}

  get isUnknown(): boolean {
    return this.object.kind === "unknown";
  }

  at(property: string): Located {
    const value = this.object.kind === "known" ? valueAt(this.object.value, property) : this.object;
    return { path: `${this.path}.${property}`, value };
  }

  /** Every value that a path with `[]` leads to. */
  elements(path: string): readonly Located[] {
    if (this.object.kind !== "known") return [this.at(path)];
    return locate(this.object.value, path).map((found) => ({ ...found, path: `${this.path}.${found.path}` }));
  }

  /** The elements of a list of objects, each to be asked on its own; one of unknowns when the list is unknown. */
  items(list: string): readonly Item[] {
    return this.elements(`${list}[]`).map(({ path, value }) => new Item(path, value));
  }
}

/** A pattern is a type token, or its beginning followed by `*`. */
export function matchesType(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

export function show(path: Path): string {
  return typeof path === "string"
    ? path
    : path.map((segment) => (/^[\w[\]]+$/.test(segment) ? segment : `"${segment}"`)).join(".");
}

function depth(path: string): number {
  return path.split("[").length;
}
