import type { Connection } from "./connection";
import type { Call, CheckOutcome, Diff, Properties, ReadState, ResourceIdentity, State } from "./plugin/provider";

/** The provider's side of one resource class of sdk.ts. */
export interface ResourceKind {
  /** Type token, as the class in sdk.ts registers it. */
  readonly type: string;
  /** Refuses what can be refused without a chain; called at preview too. */
  check(connection: Connection, olds: Properties, news: Properties): CheckOutcome;
  diff(connection: Connection, old: ReadState, news: Properties, resource: ResourceIdentity): Promise<Diff>;
  create(connection: Connection, resource: ResourceIdentity, inputs: Properties, call: Call): Promise<State>;
  read(
    connection: Connection,
    resource: ResourceIdentity,
    id: string,
    known: { inputs: Properties; outputs: Properties },
  ): Promise<ReadState | undefined>;
  update(
    connection: Connection,
    resource: ResourceIdentity,
    old: ReadState,
    news: Properties,
    call: Call,
  ): Promise<State>;
}
