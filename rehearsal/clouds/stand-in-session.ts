import {
  type Call,
  type ChangeKind,
  type CheckOutcome,
  type Diff,
  InitializationFailed,
  type Properties,
  type ProviderSession,
  type ReadState,
  type ResourceIdentity,
  type State,
  UNKNOWN,
} from "../../safes/plugin/provider";
import type { CloudSession } from "./cloud";
import { diffInputs } from "./diff";
import { checkInputs } from "./input-check";
import { applyDefaults, holdsUnknown, isDefaulted, writeDocuments } from "./input-defaults";
import { completeOutputs, declaredOf, echo, mergeUpdate, planCreation, planUpdate, type Recomputed } from "./outputs";
import { redact, restore } from "./redaction";
import { Requests } from "./requests";
import type { CloudResource, Request, ResourceType } from "./resource-type";
import type { SdkType } from "./sdk-type";
import type { StandIn } from "./stand-in";

/** A stand-in cloud, seen by one configured provider. */
export class StandInSession implements ProviderSession {
  private readonly requests: Requests;

  constructor(
    private readonly standIn: StandIn,
    private readonly cloud: CloudSession,
  ) {
    this.requests = new Requests(standIn, cloud);
  }

  async check(resource: ResourceIdentity, olds: Properties, news: Properties, seed: Buffer): Promise<CheckOutcome> {
    const type = this.standIn.typeOf(resource.type);
    const sdk = this.standIn.declarationOf(resource.type);
    const failures = checkInputs(sdk, news);
    if (failures.length > 0) return { inputs: news, failures };
    const completed = applyDefaults(type, resource.name, olds, writeDocuments(sdk, news), seed);
    const inputs = { ...completed, ...declaredOf(sdk, this.cloud.addInputs(completed)) };
    return { inputs, failures: this.requests.planFailures(type, resource, olds, inputs) };
  }

  async diff(
    resource: ResourceIdentity,
    _id: string,
    old: ReadState,
    news: Properties,
    ignoreChanges: string[],
  ): Promise<Diff> {
    const type = this.standIn.typeOf(resource.type);
    const changes = diffInputs(old.inputs, news, type.replaceOn, ignoreChanges);
    for (const [property, value] of Object.entries(this.planned(type, news))) {
      // The program's own value is compared as an input.
      if (property in news || property in old.inputs || ignoreChanges.includes(property)) continue;
      Object.assign(changes, diffOutput(property, old.outputs[property], value, type.replaceOn));
    }
    return { changes, deleteBeforeReplace: mustGoFirst(type, old.inputs, news) };
  }

  async create(resource: ResourceIdentity, inputs: Properties, call: Call): Promise<State> {
    const type = this.standIn.typeOf(resource.type);
    const sdk = this.standIn.declarationOf(resource.type);
    if (call.preview) return answer("", { ...planCreation(sdk, inputs, this.planned(type, inputs)), id: UNKNOWN }, sdk);

    const { journal, catchUp } = this.standIn.context;
    await catchUp();
    const creation = journal.state.creationsOf(resource.urn) + 1;
    const request = this.requests.create(type, resource, inputs, creation);
    this.requests.admit(type, "create", request);
    const made = type.create(request);
    this.requests.refuseTaken(type, request, made.id);
    const given = { ...echo(sdk, inputs), ...made.outputs, ...this.imposed(type, inputs) };
    const outputs = completeOutputs(sdk, given, this.standIn.cloud.fileFor(type.type));
    const created = { type: type.type, id: made.id, urn: resource.urn, region: request.region, inputs, outputs };
    await this.store(sdk, created, creation, call);
    await this.follow(type, "create", request, created);
    return answer(made.id, outputs, sdk);
  }

  async read(
    resource: ResourceIdentity,
    id: string,
    known: { inputs: Properties; outputs: Properties },
  ): Promise<ReadState | undefined> {
    const { journal, catchUp } = this.standIn.context;
    await catchUp();
    this.standIn.typeOf(resource.type);
    const stored = journal.state.get(resource.type, id);
    if (!stored) return undefined;
    return {
      ...answer(id, restore(stored.outputs, known.outputs, journal.salt), this.standIn.declarationOf(resource.type)),
      inputs: restore(stored.inputs, known.inputs, journal.salt),
    };
  }

  async update(resource: ResourceIdentity, id: string, old: ReadState, news: Properties, call: Call): Promise<State> {
    const type = this.standIn.typeOf(resource.type);
    const sdk = this.standIn.declarationOf(resource.type);
    await this.standIn.context.catchUp();
    const before = this.before(resource, id, old);
    const creation = this.standIn.context.journal.state.get(type.type, id)?.creation ?? 1;
    const request = this.requests.update(type, resource, news, before, creation);
    const planned = this.imposed(type, news);
    if (call.preview) {
      const recomputed = this.recomputed(type, sdk, request, before);
      return answer(id, planUpdate(sdk, before, news, planned, recomputed), sdk);
    }
    this.requests.admit(type, "update", request);
    const merged = mergeUpdate(sdk, before, news, planned);
    const outputs = { ...merged, ...type.update?.(request), ...planned };
    const updated = { ...before, urn: resource.urn, inputs: news, outputs };
    await this.store(sdk, updated, creation, call);
    await this.follow(type, "update", request, updated);
    return answer(id, outputs, sdk);
  }

  async delete(resource: ResourceIdentity, id: string, old: ReadState, _call: Call): Promise<void> {
    const { journal, catchUp } = this.standIn.context;
    await catchUp();
    const type = this.standIn.typeOf(resource.type);
    const stored = journal.state.get(type.type, id);
    // Somebody else was first; the real providers are content with that too.
    if (!stored) return;
    const before = this.before(resource, id, old);
    const request = this.requests.update(type, resource, before.inputs, before, stored.creation);
    this.requests.admitDeletion(type, request, before);
    await journal.remove(type.type, id);
    await type.after?.("delete", request, before.outputs);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const answer = this.cloud.functions[token];
    if (answer) return answer(args, this.standIn.context.world);
    throw new Error(
      `the rehearsal has no stand-in for the function ${token}; write one in ${this.standIn.cloud.fileFor(token)}`,
    );
  }

  private planned(type: ResourceType, inputs: Properties): Properties {
    return declaredOf(this.standIn.declarationOf(type.type), this.cloud.planOutputs(type, inputs));
  }

  /** What the provider itself answers for every type, over what the type says. */
  private imposed(type: ResourceType, inputs: Properties): Properties {
    const added = this.cloud.addInputs(inputs);
    return { ...declaredOf(this.standIn.declarationOf(type.type), added), ...this.planned(type, inputs) };
  }

  /** The resource as the cloud has it, its secrets taken back from the checkpoint. */
  private before(resource: ResourceIdentity, id: string, old: ReadState): CloudResource {
    const { journal } = this.standIn.context;
    const stored = journal.state.get(resource.type, id);
    if (!stored) throw this.requests.notFound(this.standIn.typeOf(resource.type), id);
    return {
      ...stored,
      inputs: restore(stored.inputs, old.inputs, journal.salt),
      outputs: restore(stored.outputs, old.outputs, journal.salt),
    };
  }

  private recomputed(type: ResourceType, sdk: SdkType, request: Request, before: CloudResource): Recomputed {
    if (!type.update) return { properties: [] };
    const values = holdsUnknown(request.inputs) ? undefined : type.update(request);
    const properties = Object.keys(values ?? type.update({ ...request, inputs: before.inputs }));
    return { properties: properties.filter((property) => sdk.outputs[property]), ...(values && { values }) };
  }

  private async store(sdk: SdkType, resource: CloudResource, creation: number, call: Call): Promise<void> {
    const { journal } = this.standIn.context;
    const secrets = new Set([...call.secrets, ...sdk.secretOutputs]);
    await journal.put({
      ...resource,
      creation,
      inputs: redact(resource.inputs, secrets, journal.salt),
      outputs: redact(resource.outputs, secrets, journal.salt),
    });
  }

  /** What the cloud does next may fail; the resource is there all the same. */
  private async follow(
    type: ResourceType,
    event: "create" | "update",
    request: Request,
    resource: CloudResource,
  ): Promise<void> {
    try {
      await type.after?.(event, request, resource.outputs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const outputs = { id: resource.id, ...resource.outputs };
      throw new InitializationFailed(resource.id, outputs, [`${type.label} ${resource.id}: ${reason}`]);
    }
  }
}

function diffOutput(
  property: string,
  old: unknown,
  planned: unknown,
  replaceOn: readonly string[],
): Record<string, ChangeKind> {
  if (planned === UNKNOWN) return { [property]: "update" };
  return diffInputs({ [property]: old }, { [property]: planned }, replaceOn);
}

/** Two resources cannot bear one name that the program gave. */
function mustGoFirst(type: ResourceType, old: Properties, news: Properties): boolean {
  const name = type.autoName?.property;
  const named = name !== undefined && news[name] !== undefined && !isDefaulted(news, name) && old[name] === news[name];
  return type.deleteBeforeReplace === true || named;
}

/** Providers bridged from Terraform repeat the id among the outputs, which is where stack policies find it. */
function answer(id: string, outputs: Properties, sdk: SdkType): State {
  return { id, outputs: { id, ...outputs }, secrets: sdk.secretOutputs };
}
