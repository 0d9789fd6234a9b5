import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, type RunPluginRequest, type RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Children } from "../../../../rehearsal/toolchain/language-host/children";
import { startLanguageHost } from "../../../../rehearsal/toolchain/language-host/server";

export interface ConnectedHost {
  readonly client: LanguageRuntimeClient;
  stop(): Promise<void>;
}

/** A language host in this process, and the engine's end of the connection to it. */
export async function connectHost(): Promise<ConnectedHost> {
  const children = new Children();
  const host = await startLanguageHost({ engineAddress: "127.0.0.1:1", children });
  const client = new LanguageRuntimeClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
  return {
    client,
    stop: async () => {
      client.close();
      await children.endAll();
      host.stop();
    },
  };
}

export function programInfo(directory: string, options: Parameters<typeof Struct.fromJavaScript>[0]): ProgramInfo {
  return new ProgramInfo()
    .setRootDirectory(directory)
    .setProgramDirectory(directory)
    .setEntryPoint(".")
    .setOptions(Struct.fromJavaScript(options));
}

/** A unary call as a promise: `ask<PluginInfo>((answer) => client.getPluginInfo(new Empty(), answer))`. */
export function ask<Response>(
  call: (answer: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

export interface RunningPlugin {
  readonly stream: grpc.ClientReadableStream<RunPluginResponse>;
  /** What the plugin has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with undefined when it ended well, with the error's details otherwise. */
  readonly ended: Promise<string | undefined>;
}

export function startPlugin(client: LanguageRuntimeClient, request: RunPluginRequest): RunningPlugin {
  let stdout = "";
  let stderr = "";
  const stream = client.runPlugin(request);
  stream.on("data", (response: RunPluginResponse) => {
    stdout += Buffer.from(response.getStdout_asU8()).toString();
    stderr += Buffer.from(response.getStderr_asU8()).toString();
  });
  const ended = new Promise<string | undefined>((resolve) => {
    stream.once("end", () => resolve(undefined));
    stream.once("error", (error: grpc.ServiceError) => resolve(error.details));
  });
  return { stream, stdout: () => stdout, stderr: () => stderr, ended };
}

export async function until<T>(condition: () => T | null | undefined | false): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited 15 s in vain until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
