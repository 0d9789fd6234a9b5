import type { ChildProcess } from "node:child_process";
import type { RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import type { Children, Exit } from "./children";
import { parseNodeOptions, typescriptEnvironment } from "./node-options";
import { PolicyProxy } from "./policy-proxy";
import { describeExit } from "./run-program";
import { findSdkScript } from "./sdk";

export interface PluginContext {
  readonly children: Children;
  /** The engine wants this plugin to end. */
  readonly cancelled: AbortSignal;
  /** The language host itself ends. */
  readonly stopping: AbortSignal;
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
}

/** Runs a plugin that is a folder of source, until it ends or the engine cancels the call. */
export async function runPlugin(request: RunPluginRequest, context: PluginContext): Promise<void> {
  if (request.getAttachDebugger())
    throw new Error("the rehearsal's language host cannot attach a debugger to a plugin");
  const exit = await (request.getKind() === "analyzer" ? runPolicyPack : runProvider)(request, context);
  // The engine ends plugins by cancelling the call; that is no failure of theirs.
  if (exit.code !== 0 && !context.cancelled.aborted) throw new Error(describeExit(exit));
}

async function runProvider(request: RunPluginRequest, context: PluginContext): Promise<Exit> {
  const options = parseNodeOptions(request.getInfo());
  const directory = programDirectory(request);
  // As in Pulumi's own host, nodeargs come behind the script here and so do nothing for node.
  const args = [findSdkScript("run-plugin", directory), ...options.nodeargs, directory, ...request.getArgsList()];
  const env = { ...environmentOf(request), ...typescriptEnvironment(options) };
  const { child, exit } = context.children.startNode(args, { cwd: request.getPwd(), env, stdio }, context.cancelled);
  child.stdout?.on("data", context.onStdout);
  child.stderr?.on("data", context.onStderr);
  return exit;
}

/**
 * A pack reads stack and configuration from its environment when it is loaded, while the engine tells them by a call to
 * the running plugin. So the engine gets a proxy first, and the pack starts once the proxy knows.
 */
async function runPolicyPack(request: RunPluginRequest, context: PluginContext): Promise<Exit> {
  const options = parseNodeOptions(request.getInfo());
  const directory = programDirectory(request);
  const script = findSdkScript("run-policy-pack", directory);
  const proxy = await PolicyProxy.start();
  // It outlives a pack that ends by itself, to tell the engine so; the engine then cancels, or ends this process.
  for (const signal of [context.cancelled, context.stopping]) signal.addEventListener("abort", () => proxy.stop());
  context.onStdout(Buffer.from(`${proxy.port}\n`));
  const stackEnvironment = await proxy.awaitStack(context.cancelled);
  if (context.cancelled.aborted) return { code: null, signal: "SIGTERM" };
  const env = { ...environmentOf(request), ...typescriptEnvironment(options), ...stackEnvironment };
  const args = [script, ...options.nodeargs, ...request.getArgsList(), directory];
  const { child, exit } = context.children.startNode(args, { cwd: directory, env, stdio }, context.cancelled);
  child.stderr?.on("data", context.onStderr);
  forwardBehindPort(child, (port) => proxy.attach(port), context.onStdout);
  const ended = await exit;
  proxy.fail(new Error(`the policy pack ended: ${describeExit(ended)}`));
  return ended;
}

const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];

/** The pack's first line is its port, which is ours to read; the engine gets the rest. */
function forwardBehindPort(
  child: ChildProcess,
  onPort: (port: number) => void,
  onRest: (chunk: Uint8Array) => void,
): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout?.on("data", (chunk: Buffer) => {
    if (!head) return onRest(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\n");
    if (end < 0) return;
    const line = head.toString("utf8", 0, end).trim();
    const rest = head.subarray(end + 1);
    if (/^\d+$/.test(line)) {
      head = undefined;
      onPort(Number(line));
      if (rest.length > 0) onRest(rest);
    } else {
      // Something that the pack printed while it was loaded; the port is still to come.
      onRest(head.subarray(0, end + 1));
      head = rest;
    }
  });
}

function programDirectory(request: RunPluginRequest): string {
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  if (!directory) throw new Error("the engine named no folder to run the plugin from");
  return directory;
}

function environmentOf(request: RunPluginRequest): NodeJS.ProcessEnv {
  const variables = request.getEnvList();
  if (variables.length === 0) return process.env;
  return Object.fromEntries(
    variables.map((variable) => {
      const equals = variable.indexOf("=", 1);
      return [variable.slice(0, equals), variable.slice(equals + 1)];
    }),
  );
}
