import { ComponentResource, type ComponentResourceOptions, type Inputs, log, output } from "@pulumi/pulumi";
import type { Connection } from "../connection";

declare module "@pulumi/pulumi/output" {
  export interface OutputInstance<T> {
    /** Whether every part of the value is known; at preview some may not be. */
    readonly isKnown: Promise<boolean>;
  }
}

/** What a component's constructor was called with. */
export interface Construction {
  readonly name: string;
  readonly type: string;
  readonly inputs: Inputs;
  readonly options: ComponentResourceOptions;
}

export interface ComponentContext {
  readonly connection: Connection;
  /** Path of the helm program. */
  readonly helm: string;
}

/** A component whose children are made by the stand-in. */
export class Component extends ComponentResource {
  constructor({ type, name, options }: Construction) {
    super(type, name, {}, options);
  }
}

/** The inputs as plain values; `undefined` with a warning when some are unknown, as the real provider does it. */
export async function resolveInputs(inputs: Inputs, component: Component): Promise<Inputs | undefined> {
  const resolved = output(inputs);
  if (!(await resolved.isKnown)) {
    await log.warn("Input properties have unknown values. Preview is incomplete.", component);
    return undefined;
  }
  return (await resolved.promise()) as Inputs;
}
