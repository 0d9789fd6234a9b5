import { Item, type References, Resource, type ResourceDescription, show } from "../assessment/resource";
import { Stack } from "../assessment/stack";
import type { Located, Path, Value } from "../assessment/value";

type Properties = Readonly<Record<string, unknown>>;

/** What one rule has read, by resource. Only reports keep it: a preview judges plain resources, at no cost. */
export class Readings {
  private readonly values = new Map<string, Map<string, Value>>();
  private readonly links = new Map<string, Set<string>>();
  private isPaused = false;

  note(urn: string, path: string, value: Value): void {
    if (this.isPaused) return;
    const known = this.values.get(urn);
    if (known) known.set(path, value);
    else this.values.set(urn, new Map([[path, value]]));
  }

  /** One names the other, so that what is read of either is about both. */
  link(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = this.links.get(from);
      if (known) known.add(to);
      else this.links.set(from, new Set([to]));
    }
  }

  /** For an index over all resources, which says nothing of any of them. */
  withoutNoting<Answer>(act: () => Answer): Answer {
    const before = this.isPaused;
    this.isPaused = true;
    try {
      return act();
    } finally {
      this.isPaused = before;
    }
  }

  of(urn: string): readonly Located[] {
    return [...(this.values.get(urn) ?? [])].map(([path, value]) => ({ path, value }));
  }

  linkedTo(urn: string): readonly string[] {
    return [...(this.links.get(urn) ?? [])];
  }

  get urns(): readonly string[] {
    return [...this.values.keys()];
  }
}

/** A stack whose resources note what is read of them. */
export class RecordingStack extends Stack {
  constructor(
    descriptions: readonly ResourceDescription[],
    private readonly readings: Readings,
  ) {
    super(descriptions, (description, stack) => new RecordingResource(description, stack, readings));
  }

  protected override identitiesOf(type: string): ReadonlyMap<string, Resource> {
    return this.readings.withoutNoting(() => super.identitiesOf(type));
  }
}

class RecordingResource extends Resource {
  constructor(
    private readonly plain: ResourceDescription,
    surroundings: Resource["surroundings"],
    private readonly readings: Readings,
  ) {
    super(watched(plain, readings), surroundings);
  }

  override value(path: Path): Value {
    const value = super.value(path);
    this.readings.note(this.urn, show(path), value);
    return value;
  }

  override elements(path: Path): readonly Located[] {
    const found = super.elements(path);
    for (const each of found) this.readings.note(this.urn, each.path, each.value);
    if (found.length === 0) this.readings.note(this.urn, show(path), { kind: "absent" });
    return found;
  }

  override items(list: string): readonly Item[] {
    return super
      .items(list)
      .map((item) => new RecordingItem(item, (at) => this.readings.note(this.urn, at.path, at.value)));
  }

  override references(path: Path, types: readonly string[]): References {
    const references = super.references(path, types);
    if (references.kind !== "open") for (const { urn } of references.resources) this.readings.link(this.urn, urn);
    return references;
  }

  override asWritten(): Resource {
    const { outputs, ...written } = this.plain;
    return written.inputs ? new RecordingResource(written, this.surroundings, this.readings) : this;
  }
}

class RecordingItem extends Item {
  constructor(
    private readonly item: Item,
    private readonly note: (located: Located) => void,
  ) {
    super(item.path, { kind: "absent" });
  }

  override get isUnknown(): boolean {
    return this.item.isUnknown;
  }

  override at(property: string): Located {
    const located = this.item.at(property);
    this.note(located);
    return located;
  }
}

/** Options of the program, and settings of providers, are read without a path. */
function watched(description: ResourceDescription, readings: Readings): ResourceDescription {
  const { urn, type, inputs, protect, provider } = description;
  const noted = <Read>(of: string, path: string, value: Read): Read => {
    readings.note(of, path, value === undefined ? { kind: "absent" } : { kind: "known", value });
    return value;
  };
  const settings = (of: string, properties: Properties): Properties =>
    new Proxy(properties, {
      get: (target, name) => {
        if (of !== urn) readings.link(urn, of);
        return noted(of, String(name), target[String(name)]);
      },
    });
  return {
    ...description,
    get protect() {
      return noted(urn, "protect", protect);
    },
    ...(inputs && type.startsWith("pulumi:providers:") && { inputs: settings(urn, inputs) }),
    ...(provider && {
      provider: {
        ...provider,
        get name() {
          return noted(urn, "provider", provider.name);
        },
        properties: settings(provider.urn, provider.properties),
      },
    }),
  };
}
