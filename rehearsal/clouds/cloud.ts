import type { CheckFailure, Properties } from "../../safes/plugin/provider";
import type { Refusal, ResourceType, World } from "./resource-type";

/** What one cloud's provider has in common over all its types. */
export interface Cloud {
  /** Package name, e.g. `aws`. */
  readonly name: string;
  readonly types: readonly ResourceType[];
  /** File that a type or function missing here belongs to, e.g. `rehearsal/clouds/aws/ec2.ts`. */
  fileFor(token: string): string;
  checkConfig(config: Properties): readonly CheckFailure[];
  /** Configuration whose change means another place, so that nothing can stay. */
  replacingConfig(old: Properties, news: Properties): readonly string[];
  open(config: Properties): CloudSession;
}

/** The cloud as one provider resource of the program is configured to see it. */
export interface CloudSession {
  /** Where a regional resource with these inputs lives. */
  regionOf(inputs: Properties): string;
  /**
   * Properties that the real provider adds to every type's inputs. Only those that the SDK declares as outputs of the type
   * are taken.
   */
  addInputs(inputs: Properties): Properties;
  /** Outputs that the real provider plans for every type: known at preview, and a change when they differ. */
  planOutputs(type: ResourceType, inputs: Properties): Properties;
  /** The error as the real provider words it. */
  describe(failure: FailedOperation): string;
  readonly functions: Readonly<Record<string, CloudFunction>>;
}

export type CloudFunction = (args: Properties, world: World) => Properties;

export interface FailedOperation {
  readonly type: ResourceType;
  readonly event: "create" | "update" | "delete";
  /** Undefined while there is none yet. */
  readonly id?: string;
  readonly inputs: Properties;
  /** API operation, e.g. `CreateSubnet`. */
  readonly operation: string;
  readonly refusal: Refusal;
  readonly requestId: string;
}
