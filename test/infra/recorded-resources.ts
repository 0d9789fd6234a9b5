import * as pulumi from "@pulumi/pulumi";

export interface RecordedResource {
  /** Pulumi type token. */
  readonly type: string;
  readonly name: string;
  /** What the program passed; a secret is {@link Secret}. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Stands for a secret among recorded inputs. */
export class Secret {
  constructor(readonly value: unknown) {}
}

type Outputs = (resource: RecordedResource) => Record<string, unknown>;

/** The resources that a component registers, with the engine replaced by mocks. */
export class Recording {
  private readonly all: RecordedResource[] = [];

  private constructor() {}

  /** Runs `construct` and waits until all that it registers is registered. Every resource gets an id and an ARN. */
  static async of(construct: () => void, outputs: Outputs = () => ({})): Promise<Recording> {
    const recording = new Recording();
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          const resource = { type, name, inputs: revealed(inputs) as Record<string, unknown> };
          recording.all.push(resource);
          const arn = `arn:aws:test:us-east-1:111111111111:${name}`;
          return { id: `${name}-id`, state: { arn, ...inputs, ...outputs(resource) } };
        },
        call: ({ inputs }) => inputs,
      },
      "jeju",
      "test",
      false,
    );
    construct();
    await pulumi.runtime.disconnect();
    return recording;
  }

  ofType(type: string): RecordedResource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The only resource of the type, or the only one whose name ends as given. */
  only(type: string, nameEnd = ""): RecordedResource {
    const [resource, ...others] = this.ofType(type).filter(({ name }) => name.endsWith(nameEnd));
    if (resource === undefined || others.length > 0) {
      throw new Error(`expected one ${type} named *${nameEnd}, got ${others.length + (resource ? 1 : 0)}`);
    }
    return resource;
  }

  inputs(type: string, nameEnd?: string): Readonly<Record<string, unknown>> {
    return this.only(type, nameEnd).inputs;
  }
}

const secretSignature = "4dabf18193072939515e22adb298388d";

/** Takes the wire's wrapping off secrets. */
function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (secretSignature in fields) return new Secret(revealed(fields.value));
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, revealed(field)]));
}
