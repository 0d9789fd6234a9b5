import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";

/**
 * Property values as a provider sees them: plain JSON with secrets unwrapped, in which a value that only the real
 * step will know is {@link UNKNOWN}. `server.ts` translates from and to the wire and puts the secret marks back.
 */
export type Properties = Record<string, unknown>;

/** Stands for a value that is not known yet; only ever met during a preview. */
export const UNKNOWN = Symbol.for("jeju:plugin:unknown");

/** What the engine says of the resource that it asks about. */
export interface ResourceIdentity {
  /** Pulumi URN. */
  readonly urn: string;
  /** Pulumi type token, e.g. `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Name in the program, the URN's last part. */
  readonly name: string;
}

/** A property that `check` refuses; `reason` tells what is wrong and how to mend it. */
export interface CheckFailure {
  /** Path as the program writes it, e.g. `ingress[0].cidrBlocks`. */
  readonly property: string;
  readonly reason: string;
}

export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface Diff {
  /** Per property path; empty when nothing changes. */
  readonly changes: Readonly<Record<string, ChangeKind>>;
  /** The replaced one has to go first, because both cannot exist at once. Default false. */
  readonly deleteBeforeReplace?: boolean;
}

export interface State {
  readonly id: string;
  readonly outputs: Properties;
  /**
   * Outputs that are secret whatever the inputs were. Those whose inputs were secret need not be named: the server marks
   * them by itself.
   */
  readonly secrets?: readonly string[];
}

export interface ReadState extends State {
  readonly inputs: Properties;
}

/**
 * One configured provider: the engine opens one for every provider resource of the program, so two regions or two
 * clusters are two sessions. Errors that are thrown reach the operator with their message only.
 */
export interface ProviderSession {
  check(resource: ResourceIdentity, olds: Properties, news: Properties, seed: Buffer): Promise<CheckOutcome>;
  diff(
    resource: ResourceIdentity,
    id: string,
    old: ReadState,
    news: Properties,
    ignoreChanges: string[],
  ): Promise<Diff>;
  create(resource: ResourceIdentity, inputs: Properties, call: Call): Promise<State>;
  /** `undefined` when the resource is gone. `known` is what the checkpoint holds, empty on import. */
  read(
    resource: ResourceIdentity,
    id: string,
    known: { inputs: Properties; outputs: Properties },
    call?: Pick<Call, "warn">,
  ): Promise<ReadState | undefined>;
  update(resource: ResourceIdentity, id: string, old: ReadState, news: Properties, call: Call): Promise<State>;
  delete(resource: ResourceIdentity, id: string, old: ReadState, call: Call): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  /** Builds a component's children, as `pulumi.provider.Provider.construct` does. */
  construct?(name: string, type: string, inputs: Inputs, options: ComponentResourceOptions): Promise<ConstructResult>;
}

export interface CheckOutcome {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface Call {
  /** During a preview nothing may be written; outputs that only the real step can tell are {@link UNKNOWN}. */
  readonly preview: boolean;
  /** Aborted when the engine cancels. */
  readonly signal: AbortSignal;
  /** Top-level input properties that are or hold secrets: never to be written in clear. */
  readonly secrets: ReadonlySet<string>;
  /** Shows the operator a warning beside the resource, such as one of the API server's; resolves once it is on its way. */
  readonly warn?: (message: string) => Promise<void>;
  /** Shows what is good to know, such as a cost. */
  readonly inform?: (message: string) => Promise<void>;
}

/**
 * Thrown by `create` and `update` when the object exists but is not ready: the engine keeps it in the checkpoint and tries
 * again at the next `up`.
 */
export class InitializationFailed extends Error {
  override readonly name = "InitializationFailed";

  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** One Pulumi provider plugin, real or a stand-in. */
export interface Provider {
  /** Package name, e.g. `aws`. */
  readonly name: string;
  /** The version of the npm package that the program uses. */
  readonly version: string;
  /**
   * Validates the provider's configuration; called at preview too, when values may be {@link UNKNOWN}. As on the wire,
   * every value is a string, and all but strings are JSON inside it: `"true"`, `'["111111111111"]'`.
   */
  checkConfig(config: Properties): Promise<readonly CheckFailure[]>;
  /** Properties of the provider's configuration whose change replaces every resource of it. */
  diffConfig(old: Properties, news: Properties): Promise<readonly string[]>;
  configure(config: Properties): Promise<ProviderSession>;
}
