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
    handshake: unary((call: grpc.ServerUnaryCall<language.LanguageHandshakeRequest, unknown>) => {
      engineAddress = call.request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),

    // Nothing to install: the rehearsal attaches every provider, and a connected operator has Pulumi's own host.
    getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
    runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),

    run: unary((call: grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>) =>
      runProgram(call.request, { engineAddress, tracing, children, cancelled: whenCancelled(call) }),
    ),
    runPlugin: streaming((call: grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>) =>
      runPlugin(call.request, {
        children,
        cancelled: whenCancelled(call),
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
      (call: grpc.ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>) =>
        installDependencies(call.request, {
          children,
          cancelled: whenCancelled(call),
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
  handle: (call: grpc.ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await handle(call));
    } catch (error) {
      callback(asServiceError(error));
    }
  };
}

function streaming<Request, Response>(
  handle: (call: grpc.ServerWritableStream<Request, Response>) => Promise<void>,
): grpc.handleServerStreamingCall<Request, Response> {
  return async (call) => {
    try {
      await handle(call);
      call.end();
    } catch (error) {
      call.emit("error", asServiceError(error));
    }
  };
}

/** Code generation and packaging: the CLI reports the status with the method's name. */
function unimplemented<Request, Response>(method: string): grpc.handleUnaryCall<Request, Response> {
  return (_call, callback) =>
    callback({
      code: grpc.status.UNIMPLEMENTED,
      details: `${method} is not part of the rehearsal's language host; install the Pulumi CLI for it`,
    });
}

function whenCancelled(
  call: grpc.ServerUnaryCall<unknown, unknown> | grpc.ServerWritableStream<unknown, unknown>,
): AbortSignal {
  const controller = new AbortController();
  call.on("cancelled", () => controller.abort());
  return controller.signal;
}
