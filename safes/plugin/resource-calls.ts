import {
  type CheckRequest,
  CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  type InvokeRequest,
  InvokeResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
  CheckFailure as WireCheckFailure,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { logInEngine } from "./engine-log";
import { initializationFailure } from "./grpc-failure";
import { type PropertyPath, parsePath } from "./property-path";
import {
  type Call,
  type ChangeKind,
  type CheckFailure,
  type Diff,
  InitializationFailed,
  type ProviderSession,
  type ResourceIdentity,
  type State,
} from "./provider";
import { fromWire, toWire } from "./wire";

const kinds: Readonly<Record<ChangeKind, PropertyDiff.Kind>> = {
  add: PropertyDiff.Kind.ADD,
  "add-replace": PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE,
  "delete-replace": PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE,
  "update-replace": PropertyDiff.Kind.UPDATE_REPLACE,
};

export async function check(session: ProviderSession, request: CheckRequest): Promise<CheckResponse> {
  const olds = fromWire(request.getOlds());
  const news = fromWire(request.getNews());
  const seed = Buffer.from(request.getRandomseed_asU8());
  const outcome = await session.check(identify(request), olds.properties, news.properties, seed);
  return new CheckResponse()
    .setInputs(toWire(outcome.inputs, news.secrets))
    .setFailuresList(writeFailures(outcome.failures));
}

export async function diff(session: ProviderSession, request: DiffRequest): Promise<DiffResponse> {
  const old = {
    id: request.getId(),
    inputs: fromWire(request.getOldInputs()).properties,
    outputs: fromWire(request.getOlds()).properties,
  };
  const news = fromWire(request.getNews()).properties;
  return writeDiff(await session.diff(identify(request), old.id, old, news, request.getIgnorechangesList()));
}

function writeDiff({ changes, deleteBeforeReplace = false }: Diff): DiffResponse {
  const response = new DiffResponse()
    .setChanges(
      Object.keys(changes).length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setHasdetaileddiff(true)
    .setDeletebeforereplace(deleteBeforeReplace);
  const replaced = new Set<string>();
  const changed = new Set<string>();
  for (const [path, kind] of Object.entries(changes)) {
    const property = String(parsePath(path)[0] ?? path);
    changed.add(property);
    if (kind.endsWith("-replace")) replaced.add(property);
    response.getDetaileddiffMap().set(path, new PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  }
  return response.setDiffsList([...changed]).setReplacesList([...replaced]);
}

/** What a call comes with from its connection. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly engineAddress: string;
}

export async function create(
  session: ProviderSession,
  request: CreateRequest,
  context: CallContext,
): Promise<CreateResponse> {
  const inputs = fromWire(request.getProperties());
  const call = callOf(request, request.getPreview(), context, inputs.secrets);
  const state = await session
    .create(identify(request), inputs.properties, call)
    .catch((error) => rethrow(error, request.getProperties(), inputs.secrets));
  return new CreateResponse().setId(state.id).setProperties(writeOutputs(state, inputs.secrets));
}

/** An empty id tells the engine that the resource is gone. */
export async function read(
  session: ProviderSession,
  request: ReadRequest,
  { engineAddress }: CallContext,
): Promise<ReadResponse> {
  const inputs = fromWire(request.getInputs());
  const outputs = fromWire(request.getProperties());
  const known = { inputs: inputs.properties, outputs: outputs.properties };
  const warn = (message: string) => logInEngine(engineAddress, "warning", request.getUrn(), message);
  const state = await session.read(identify(request), request.getId(), known, { warn });
  if (!state) return new ReadResponse();
  return new ReadResponse()
    .setId(state.id)
    .setInputs(toWire(state.inputs, inputs.secrets))
    .setProperties(writeOutputs(state, [...inputs.secrets, ...outputs.secrets]));
}

export async function update(
  session: ProviderSession,
  request: UpdateRequest,
  context: CallContext,
): Promise<UpdateResponse> {
  const old = {
    id: request.getId(),
    inputs: fromWire(request.getOldInputs()).properties,
    outputs: fromWire(request.getOlds()).properties,
  };
  const news = fromWire(request.getNews());
  const call = callOf(request, request.getPreview(), context, news.secrets);
  const state = await session
    .update(identify(request), old.id, old, news.properties, call)
    .catch((error) => rethrow(error, request.getNews(), news.secrets));
  return new UpdateResponse().setProperties(writeOutputs(state, news.secrets));
}

export async function remove(session: ProviderSession, request: DeleteRequest, context: CallContext): Promise<Empty> {
  const inputs = fromWire(request.getOldInputs());
  const old = {
    id: request.getId(),
    inputs: inputs.properties,
    outputs: fromWire(request.getProperties()).properties,
  };
  await session.delete(identify(request), old.id, old, callOf(request, false, context, inputs.secrets));
  return new Empty();
}

/** What was computed from a secret argument is secret as a whole. */
export async function invoke(session: ProviderSession, request: InvokeRequest): Promise<InvokeResponse> {
  const args = fromWire(request.getArgs());
  const result = await session.invoke(request.getTok(), args.properties);
  const secrets = args.secrets.length > 0 ? Object.keys(result).map((key) => [key]) : [];
  return new InvokeResponse().setReturn(toWire(result, secrets));
}

function rethrow(error: unknown, inputs: Struct | undefined, secrets: readonly PropertyPath[]): never {
  throw error instanceof InitializationFailed
    ? initializationFailure(error, toWire(error.outputs, secrets), inputs)
    : error;
}

function writeOutputs(state: Pick<State, "outputs" | "secrets">, secrets: readonly PropertyPath[]): Struct {
  return toWire(state.outputs, [...secrets, ...(state.secrets ?? []).map((property) => [property])]);
}

export function writeFailures(failures: readonly CheckFailure[]): WireCheckFailure[] {
  return failures.map(({ property, reason }) => new WireCheckFailure().setProperty(property).setReason(reason));
}

/** The engine's request carries type and name since 3.130; the URN has them always. */
function identify(request: { getUrn(): string }): ResourceIdentity {
  const urn = request.getUrn();
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return { urn, type: qualifiedType.split("$").at(-1) ?? "", name: name.join("::") };
}

function callOf(
  request: { getUrn(): string },
  preview: boolean,
  { signal, engineAddress }: CallContext,
  secrets: readonly PropertyPath[],
): Call {
  return {
    preview,
    signal,
    secrets: new Set(secrets.map(([property]) => String(property))),
    warn: (message) => logInEngine(engineAddress, "warning", request.getUrn(), message),
    inform: (message) => logInEngine(engineAddress, "info", request.getUrn(), message),
  };
}
