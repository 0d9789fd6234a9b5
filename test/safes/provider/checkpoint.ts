import type { Properties, ReadState, ResourceIdentity } from "../../../safes/plugin/provider";
import { resourceOf, type TestSession } from "./session";

/** A resource as the engine keeps it, and what a preview, an up and a refresh do with it. */
export class Checkpoint {
  private constructor(
    private readonly test: TestSession,
    private readonly resource: ResourceIdentity,
    public state: ReadState,
  ) {}

  static async create(test: TestSession, type: string, name: string, inputs: Properties): Promise<Checkpoint> {
    const resource = resourceOf(type, name);
    const { id, outputs } = await test.create(resource, inputs);
    return new Checkpoint(test, resource, written({ id, inputs, outputs }));
  }

  get id(): string {
    return this.state.id;
  }

  get status(): unknown {
    return this.state.outputs.status;
  }

  /** Names of the properties that an up would change. */
  async preview(inputs: Properties = this.state.inputs): Promise<string[]> {
    const changes = await this.changes(inputs);
    if (changes.length > 0) await this.update(inputs, true);
    return changes;
  }

  async up(inputs: Properties = this.state.inputs): Promise<string[]> {
    const changes = await this.preview(inputs);
    if (changes.length === 0) return [];
    const { outputs } = await this.update(inputs, false);
    this.state = written({ id: this.id, inputs, outputs });
    return changes;
  }

  /** Names of the outputs that are not what they were. */
  async refresh(): Promise<string[]> {
    const before = this.state;
    const found = await this.test.session.read(this.resource, this.id, before);
    if (!found) throw new Error(`${this.id} is gone`);
    this.state = written(found);
    const names = new Set([...Object.keys(before.outputs), ...Object.keys(this.state.outputs)]);
    const text = (value: unknown) => JSON.stringify(value);
    return [...names].filter((name) => text(before.outputs[name]) !== text(this.state.outputs[name])).sort();
  }

  private async changes(inputs: Properties): Promise<string[]> {
    const { session } = this.test;
    const { failures } = await session.check(this.resource, this.state.inputs, inputs, Buffer.alloc(0));
    if (failures.length > 0) throw new Error(failures.map((each) => `${each.property} ${each.reason}`).join());
    const { changes } = await session.diff(this.resource, this.id, this.state, inputs, []);
    // Never another Safe in its place.
    expect(Object.values(changes).filter((kind) => kind !== "update")).toEqual([]);
    return Object.keys(changes).sort();
  }

  private update(inputs: Properties, preview: boolean) {
    return this.test.session.update(this.resource, this.id, this.state, inputs, this.test.call(preview));
  }
}

/** Through a file and back: whatever JSON cannot hold fails here. */
function written(state: ReadState): ReadState {
  return JSON.parse(JSON.stringify(state));
}
