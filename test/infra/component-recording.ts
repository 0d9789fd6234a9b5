import type * as pulumi from "@pulumi/pulumi";
import { type RecordedResource, Recording } from "./recorded-resources";

/** A resource as the engine is asked for it, with the options that a mock does not see. */
export interface RegisteredResource extends RecordedResource {
  readonly options: Pick<pulumi.CustomResourceOptions, "protect" | "retainOnDelete" | "ignoreChanges" | "transforms">;
}

/** What a component and its children register. */
export class ComponentRecording {
  private constructor(
    private readonly recording: Recording,
    private readonly options: ReadonlyMap<string, pulumi.ResourceOptions>,
  ) {}

  /** `construct` hands the options on to the component, so that they are noted for all below it. */
  static async of(
    construct: (opts: pulumi.ComponentResourceOptions) => void,
    outputs?: (resource: RecordedResource) => Record<string, unknown>,
  ): Promise<ComponentRecording> {
    const options = new Map<string, pulumi.ResourceOptions>();
    const note: pulumi.ResourceTransformation = ({ type, name, props, opts }) => {
      options.set(`${type} ${name}`, opts);
      // Transforms are the engine's business, and the mocks refuse them.
      return { props, opts: { ...opts, transforms: undefined } };
    };
    const recording = await Recording.of(() => construct({ transformations: [note] }), outputs);
    return new ComponentRecording(recording, options);
  }

  ofType(type: string): RegisteredResource[] {
    return this.recording.ofType(type).map((resource) => this.withOptions(resource));
  }

  /** The only resource of the type, or the only one whose name ends as given. */
  only(type: string, nameEnd?: string): RegisteredResource {
    return this.withOptions(this.recording.only(type, nameEnd));
  }

  inputs(type: string, nameEnd?: string): Readonly<Record<string, unknown>> {
    return this.recording.inputs(type, nameEnd);
  }

  private withOptions(resource: RecordedResource): RegisteredResource {
    return { ...resource, options: this.options.get(`${resource.type} ${resource.name}`) ?? {} };
  }
}

/** A statement of a recorded policy document. */
export interface RecordedStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

export function statementsOf(document: unknown): RecordedStatement[] {
  if (typeof document !== "string") throw new Error(`expected the text of a policy, got ${typeof document}`);
  const { Statement } = JSON.parse(document) as { Statement: RecordedStatement[] };
  return Statement;
}
