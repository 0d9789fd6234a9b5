import * as grpc from "@grpc/grpc-js";
import { type ILanguageRuntimeServer, LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/version";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Children } from "./children";
import { installDependencies } from "./install-dependencies";
import { messageLimits } from "./message-limits";
import { describeNode, listDependencies } from "./packages";
import { runPlugin } from "./run-plugin";
import { runProgram } from "./run-program";
import { asServiceError } from "./service-error";

export interface LanguageHostOptions {
  /** gRPC address of the engine; a debugged host learns it by Handshake. */
  readonly engineAddress?: string;
  /** Where the program sends its traces. */
  readonly tracing?: string;
  readonly children: Children;
}

export interface LanguageHost {
  readonly port: number;
  stop(): void;
}

export async function startLanguageHost(options: LanguageHostOptions): Promise<LanguageHost> {
  const server = new grpc.Server(messageLimits);
  server.addService(LanguageRuntimeService, { ...languageRuntime(options) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

function languageRuntime({ children, tracing, ...options }: LanguageHostOptions): ILanguageRuntimeServer {
  let { engineAddress } = options;
  return {
    handshake: unary(
      (call: grpc.ServerUnaryCall<language.LanguageHandshakeRequest, language.LanguageHandshakeResponse>) => {
        engineAddress = call.request.getEngineAddress();
        return new language.LanguageHandshakeResponse();
      },
    ),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),

    // Nothing to install: the rehearsal attaches every provider, and a connected operator has Pulumi's own host.
    getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
    runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),

    run: unary((call: grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>, cancelled) =>
      runProgram(call.request, { engineAddress, tracing, children, cancelled }),
    ),
    runPlugin: streaming(
      (call: grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>, cancelled) =>
        runPlugin(call.request, {
          children,
          cancelled,
          onStdout: (chunk) => call.write(new language.RunPluginResponse().setStdout(chunk)),
          onStderr: (chunk) => call.write(new language.RunPluginResponse().setStderr(chunk)),
        }),
    ),
    cancel: unary(async () => {
      await children.endAll();
      return new Empty();
    }),

    about: unary((call: grpc.ServerUnaryCall<language.AboutRequest, language.AboutResponse>) =>
      describeNode(call.request),
    ),
    getProgramDependencies: unary(
      (call: grpc.ServerUnaryCall<language.GetProgramDependenciesRequest, language.GetProgramDependenciesResponse>) =>
        listDependencies(call.request),
    ),
    installDependencies: streaming(
      (
        call: grpc.ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>,
        cancelled,
      ) =>
        installDependencies(call.request, {
          children,
          cancelled,
          onStdout: (chunk) => call.write(new language.InstallDependenciesResponse().setStdout(chunk)),
          onStderr: (chunk) => call.write(new language.InstallDependenciesResponse().setStderr(chunk)),
        }),
    ),

    template: unimplemented("Template"),
    generateProgram: unimplemented("GenerateProgram"),
    generateProject: unimplemented("GenerateProject"),
    generatePackage: unimplemented("GeneratePackage"),
    pack: unimplemented("Pack"),
    link: unimplemented("Link"),
  };
}

function unary<Request, Response>(
  handle: (call: grpc.ServerUnaryCall<Request, Response>, cancelled: AbortSignal) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    const { signal, finish } = watchCancellation(call);
    try {
      const response = await handle(call, signal);
      finish();
      callback(null, response);
    } catch (error) {
      finish();
      callback(asServiceError(error));
    }
  };
}

function streaming<Request, Response>(
  handle: (call: grpc.ServerWritableStream<Request, Response>, cancelled: AbortSignal) => Promise<void>,
): grpc.handleServerStreamingCall<Request, Response> {
  return async (call) => {
    const { signal, finish } = watchCancellation(call);
    try {
      await handle(call, signal);
      finish();
      call.end();
    } catch (error) {
      finish();
      call.emit("error", asServiceError(error));
    }
  };
}

/** grpc-js emits `cancelled` also for a call that has just been answered with an error. */
function watchCancellation(call: NodeJS.EventEmitter): { signal: AbortSignal; finish: () => void } {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  call.once("cancelled", cancel);
  return { signal: controller.signal, finish: () => call.off("cancelled", cancel) };
}

/** Code generation and packaging: the CLI reports the status with the method's name. */
function unimplemented<Request, Response>(method: string): grpc.handleUnaryCall<Request, Response> {
  return (_call, callback) =>
    callback({
      code: grpc.status.UNIMPLEMENTED,
      details: `${method} is not part of the rehearsal's language host; install the Pulumi CLI for it`,
    });
}
