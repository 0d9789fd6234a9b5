import { isDeepStrictEqual } from "node:util";
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type DiffRequest,
  DiffResponse,
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { construct } from "./construct";
import { describeFailure, unimplemented } from "./grpc-failure";
import type { Properties, Provider } from "./provider";
import * as calls from "./resource-calls";
import { Sessions } from "./sessions";
import { fromWire } from "./wire";

/** What the engine puts into every provider's configuration for itself. */
const engineProperties = ["version", "pluginDownloadURL", "pluginChecksums", "__internal"];

/** Pulumi's provider protocol for one provider. */
export function providerService(provider: Provider): { handlers: IResourceProviderServer; cancelAll(): void } {
  const sessions = new Sessions(provider);

  const contextOf = <Request>(peer: string, request: Request, cancelled: AbortSignal) => {
    const { session, engineAddress, cancellation } = sessions.of(peer);
    const signal = AbortSignal.any([cancelled, cancellation.signal]);
    return [session, request, { signal, engineAddress }] as const;
  };

  const unsupported = (what: string) => unary(() => Promise.reject(unimplemented(what)));
  const handlers: IResourceProviderServer = {
    handshake: unary((request, peer) => {
      sessions.introduce(peer, request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      return response.setAcceptSecrets(true).setAcceptResources(true).setAcceptOutputs(true);
    }),
    attach: unary((request, peer) => {
      sessions.introduce(peer, request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(provider.version)),
    getSchema: unary(() => new GetSchemaResponse().setSchema("{}")),
    getMapping: unary(() => new GetMappingResponse()),
    getMappings: unary(() => new GetMappingsResponse()),
    parameterize: unsupported("Parameterize"),
    call: unsupported("Call"),
    list: (call) => void call.emit("error", describeFailure(unimplemented("List"))),
    checkConfig: unary((request) => checkConfig(provider, request)),
    diffConfig: unary((request) => diffConfig(provider, request)),
    configure: unary(async (request, peer) => {
      sessions.open(peer, await provider.configure(readConfig(request)));
      return new ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true);
    }),
    check: unary((request, peer) => calls.check(sessions.of(peer).session, request)),
    diff: unary((request, peer) => calls.diff(sessions.of(peer).session, request)),
    create: unary((request, peer, cancelled) => calls.create(...contextOf(peer, request, cancelled))),
    read: unary((request, peer, cancelled) => calls.read(...contextOf(peer, request, cancelled))),
    update: unary((request, peer, cancelled) => calls.update(...contextOf(peer, request, cancelled))),
    delete: unary((request, peer, cancelled) => calls.remove(...contextOf(peer, request, cancelled))),
    invoke: unary((request, peer) => calls.invoke(sessions.of(peer).session, request)),
    construct: unary((request, peer, cancelled) => {
      const { session, engineAddress, cancellation } = sessions.of(peer);
      return construct(session, request, engineAddress, AbortSignal.any([cancelled, cancellation.signal]));
    }),
    cancel: unary((_request, peer) => {
      sessions.cancel(peer);
      return new Empty();
    }),
  };
  return { handlers, cancelAll: () => sessions.cancelAll() };
}

type Handler<Request, Response> = (
  request: Request,
  peer: string,
  cancelled: AbortSignal,
) => Response | Promise<Response>;

/** Answers every call exactly once, whatever the handler does. */
function unary<Request, Response>(handler: Handler<Request, Response>) {
  return async (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): Promise<void> => {
    const cancelled = new AbortController();
    call.on("cancelled", () => cancelled.abort(new Error("the engine dropped the call")));
    try {
      answer(null, await handler(call.request, call.getPeer(), cancelled.signal));
    } catch (error) {
      answer(describeFailure(error));
    }
  };
}

/** Answers with the configuration as it came, secrets marked as they were. */
async function checkConfig(provider: Provider, request: CheckRequest): Promise<CheckResponse> {
  const failures = await provider.checkConfig(withoutEngineProperties(fromWire(request.getNews()).properties));
  return new CheckResponse().setInputs(request.getNews()).setFailuresList(calls.writeFailures(failures));
}

async function diffConfig(provider: Provider, request: DiffRequest): Promise<DiffResponse> {
  const old = withoutEngineProperties(fromWire(request.getOldInputs() ?? request.getOlds()).properties);
  const news = withoutEngineProperties(fromWire(request.getNews()).properties);
  const replaces = await provider.diffConfig(old, news);
  const changed = isDeepStrictEqual(old, news)
    ? DiffResponse.DiffChanges.DIFF_NONE
    : DiffResponse.DiffChanges.DIFF_SOME;
  return new DiffResponse().setChanges(changed).setReplacesList([...replaces]);
}

function readConfig(request: ConfigureRequest): Properties {
  return withoutEngineProperties(fromWire(request.getArgs()).properties);
}

function withoutEngineProperties(config: Properties): Properties {
  return Object.fromEntries(Object.entries(config).filter(([property]) => !engineProperties.includes(property)));
}
