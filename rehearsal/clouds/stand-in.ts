import type { CheckFailure, Properties, Provider, ProviderSession } from "../../safes/plugin/provider";
import type { Cloud } from "./cloud";
import type { Journal } from "./journal";
import type { ResourceType, World } from "./resource-type";
import type { SdkType } from "./sdk-type";
import type { SdkTypes } from "./sdk-types";
import { StandInSession } from "./stand-in-session";

export interface StandInContext {
  readonly journal: Journal;
  readonly world: World;
  readonly sdk: SdkTypes;
  /** Takes in what changed behind the engine's back; called before every request. */
  readonly catchUp: () => Promise<void>;
}

/** A provider that keeps its resources in the journal, and refuses what its types and the SDK refuse. */
export class StandIn implements Provider {
  readonly name: string;
  readonly version: string;
  private readonly types: ReadonlyMap<string, ResourceType>;

  constructor(
    readonly cloud: Cloud,
    readonly context: StandInContext,
  ) {
    this.name = cloud.name;
    this.version = context.sdk.version;
    this.types = new Map(cloud.types.map((type) => [type.type, type]));
  }

  async checkConfig(config: Properties): Promise<readonly CheckFailure[]> {
    return this.cloud.checkConfig(config);
  }

  async diffConfig(old: Properties, news: Properties): Promise<readonly string[]> {
    return this.cloud.replacingConfig(old, news);
  }

  async configure(config: Properties): Promise<ProviderSession> {
    return new StandInSession(this, this.cloud.open(config));
  }

  allTypes(): Iterable<ResourceType> {
    return this.types.values();
  }

  labelOf(type: string): string {
    return this.types.get(type)?.label ?? type;
  }

  /** @throws when the stand-in has no such type: it never makes one up. */
  typeOf(type: string): ResourceType {
    const known = this.types.get(type);
    if (known) return known;
    this.declarationOf(type);
    throw new Error(
      `the rehearsal has no stand-in for ${type}; write one in ${this.cloud.fileFor(type)} ` +
        "(rehearsal/clouds/resource-type.ts says what it needs)",
    );
  }

  /** @throws when the SDK has no such type. */
  declarationOf(type: string): SdkType {
    const declared = this.context.sdk.get(type);
    if (!declared) throw new Error(`@pulumi/${this.name} ${this.version} declares no resource type ${type}`);
    return declared;
  }
}
