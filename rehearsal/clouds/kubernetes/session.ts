import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { parsePath, valuesAt } from "../../../safes/plugin/property-path";
import {
  type Call,
  type CheckFailure,
  type CheckOutcome,
  type Diff,
  InitializationFailed,
  type Properties,
  type ProviderSession,
  type ReadState,
  type ResourceIdentity,
  type State,
} from "../../../safes/plugin/provider";
import { UserError } from "../../../safes/user-error";
import type { KubernetesObject } from "../../cluster/api";
import { diffInputs } from "../diff";
import { settingsOf } from "./annotations";
import { applyPatiently, fieldManagerOf, previewObject } from "./apply";
import { constructComponent } from "./components";
import type { KubernetesConfig } from "./config";
import { ClusterConnection, type Connection } from "./connection";
import { deleteObject } from "./deletion";
import { pathOf, type Resource } from "./discovery";
import { importedInputs, readInputs } from "./drift";
import { hasUnknown, objectFrom, outputsFrom } from "./field-names";
import { assignName, formatId, isAutonamed, metadataOf, parseId } from "./naming";
import { describeType, type ObjectType, parseToken } from "./object-type";
import { awaitReady } from "./readiness";
import { replacingFields } from "./replacement";

/** One configured kubernetes provider: every object goes to its cluster. */
export class KubernetesSession implements ProviderSession {
  private readonly cluster: ClusterConnection;

  constructor(
    private readonly config: KubernetesConfig,
    private readonly helm: string,
  ) {
    this.cluster = new ClusterConnection(config);
  }

  async check(resource: ResourceIdentity, olds: Properties, news: Properties, seed: Buffer): Promise<CheckOutcome> {
    const type = parseToken(resource.type);
    const failures: CheckFailure[] = (["apiVersion", "kind"] as const).flatMap((field) =>
      news[field] === undefined || news[field] === type[field]
        ? []
        : [{ property: field, reason: `${String(news[field])} does not fit ${resource.type}; leave it out` }],
    );
    if (metadataOf(news).generateName !== undefined) {
      failures.push({
        property: "metadata.generateName",
        reason: "not possible with server-side apply; give a name or none",
      });
      return { inputs: news, failures };
    }
    const named = assignName({ ...news, ...type }, olds, resource.name, seed);
    return { inputs: await this.withDefaultNamespace(named, type), failures };
  }

  /** The namespace is an input only where the provider sets one; otherwise the API server knows the default. */
  private async withDefaultNamespace(inputs: Properties, type: ObjectType): Promise<Properties> {
    const metadata = metadataOf(inputs);
    if (metadata.namespace || !this.config.namespace) return inputs;
    const resource = await (await this.cluster.tryOpen())?.discovery.find(type);
    if (resource && !resource.namespaced) return inputs;
    return { ...inputs, metadata: { ...metadata, namespace: this.config.namespace } };
  }

  async diff(
    { type }: ResourceIdentity,
    _id: string,
    old: ReadState,
    news: Properties,
    ignoreChanges: string[],
  ): Promise<Diff> {
    // A field that is set neither before nor after does not change with what is around it.
    const fields = replacingFields(parseToken(type), news, this.config).filter((field) =>
      [old.inputs, news].some((inputs) => valuesAt(inputs, parsePath(field)).length > 0),
    );
    const changes = diffInputs(old.inputs, news, fields, ignoreChanges);
    const [before, now] = [metadataOf(old.inputs), metadataOf(news)];
    const sameName = before.name === now.name && (before.namespace ?? "default") === (now.namespace ?? "default");
    return { changes, deleteBeforeReplace: sameName && !isAutonamed(news) };
  }

  async create(resource: ResourceIdentity, inputs: Properties, call: Call): Promise<State> {
    const object = objectFrom(inputs, parseToken(resource.type));
    if (call.preview) return this.preview(resource, inputs, object, { mayReplace: true, warn: call.warn });
    const connection = await this.cluster.open();
    await this.refuseExisting(connection, object, fieldManagerOf(object, resource.urn));
    return this.apply(connection, resource, object, call);
  }

  async update(resource: ResourceIdentity, id: string, _old: ReadState, news: Properties, call: Call): Promise<State> {
    const object = objectFrom(news, parseToken(resource.type));
    if (call.preview) {
      return { ...(await this.preview(resource, news, object, { mayReplace: false, warn: call.warn })), id };
    }
    return this.apply(await this.cluster.open(), resource, object, call);
  }

  private async preview(
    resource: ResourceIdentity,
    inputs: Properties,
    object: KubernetesObject,
    { mayReplace, warn }: { readonly mayReplace: boolean } & Pick<Call, "warn">,
  ): Promise<State> {
    const echo: State = { id: "", outputs: inputs, secrets: secretFields(object) };
    if (hasUnknown(inputs)) return echo;
    const connection = await this.cluster.tryOpen();
    if (!connection) return echo;
    const application = { fieldManager: fieldManagerOf(object, resource.urn), force: this.forces(object) };
    const preview = await previewObject(connection, object, { ...application, mayReplace });
    for (const warning of preview?.warnings ?? []) await warn?.(warning);
    return preview ? { ...echo, outputs: outputsFrom(preview.object) } : echo;
  }

  private async apply(
    connection: Connection,
    { urn }: ResourceIdentity,
    object: KubernetesObject,
    call: Call,
  ): Promise<State> {
    const fieldManager = fieldManagerOf(object, urn);
    const force = this.forces(object);
    const applied = await applyPatiently(connection, object, { fieldManager, force, signal: call.signal });
    for (const warning of applied.warnings) await call.warn?.(warning);
    const outcome = await awaitReady(connection, applied.resource, applied.object, call.signal);
    const id = formatId(outcome.object.metadata);
    const outputs = { ...outputsFrom(outcome.object), __fieldManager: fieldManager };
    if (outcome.reasons.length > 0) throw new InitializationFailed(id, outputs, outcome.reasons);
    return { id, outputs, secrets: secretFields(object) };
  }

  private forces(object: KubernetesObject): boolean {
    return this.config.enablePatchForce || settingsOf(object).patchForce;
  }

  /** What an interrupted run of this same resource created is taken over; anything else that exists is somebody's. */
  private async refuseExisting(connection: Connection, object: KubernetesObject, fieldManager: string): Promise<void> {
    if (this.config.upsertExistingObjects || this.forces(object)) return;
    const resource = await connection.discovery.find(object);
    const existing = resource && (await connection.api.find<KubernetesObject>(pathOf(resource, object)));
    if (!existing || existing.metadata.managedFields?.some(({ manager }) => manager === fieldManager)) return;
    throw new UserError({
      what: "the object exists already",
      where: `${describeType(object)} ${formatId(existing.metadata)}`,
      fix: "import it (`pulumi import`), give this one another name, or set upsertExistingObjects on the provider",
    });
  }

  async read(
    resource: ResourceIdentity,
    id: string,
    known: { inputs: Properties; outputs: Properties },
  ): Promise<ReadState | undefined> {
    const connection = await this.cluster.open();
    const type = parseToken(resource.type);
    const found = await this.findLive(connection, type, id);
    if (!found) return undefined;
    const { live, kind } = found;
    const outputs = outputsFrom(live);
    const secrets = secretFields(live);
    if (Object.keys(known.inputs).length === 0) return { id, outputs, inputs: importedInputs(outputs), secrets };
    const fieldManager = String(known.outputs.__fieldManager ?? fieldManagerOf(live, resource.urn));
    const inputs = await readInputs(connection, kind, known.inputs, live, fieldManager);
    return { id, outputs: { ...outputs, __fieldManager: fieldManager }, inputs, secrets };
  }

  private async findLive(
    { api, discovery }: Connection,
    type: ObjectType,
    id: string,
  ): Promise<{ live: KubernetesObject; kind: Resource } | undefined> {
    const kind = await discovery.find(type);
    const live = kind && (await api.find<KubernetesObject>(pathOf(kind, { metadata: parseId(id) })));
    return live && kind ? { live, kind } : undefined;
  }

  async delete(resource: ResourceIdentity, id: string, old: ReadState, call: Call): Promise<void> {
    const object = objectFrom(old.outputs, parseToken(resource.type));
    await deleteObject(
      await this.cluster.open(),
      { ...object, metadata: { ...object.metadata, ...parseId(id) } },
      call.signal,
    );
  }

  async invoke(token: string): Promise<Properties> {
    throw new UserError({
      what: "the rehearsal's kubernetes provider does not know this function",
      where: token,
      fix: "use kubernetes.helm.v4.Chart or kubernetes.yaml.v2, whose objects previews and policies see",
    });
  }

  async construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const connection = await this.cluster.open();
    return constructComponent({ connection, helm: this.helm }, { name, type, inputs, options });
  }
}

/** Marked whatever the inputs were: a chart's secrets come as plain text. */
function secretFields({ apiVersion, kind }: ObjectType): string[] {
  return apiVersion === "v1" && kind === "Secret" ? ["data", "stringData"] : [];
}
