import { join } from "node:path";
import type { RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import type { Children, Exit } from "./children";
import { parseNodeOptions, typescriptEnvironment } from "./node-options";
import { describeExit } from "./run-program";
import { findSdkScript } from "./sdk";

const policyServer = join(__dirname, "policy-server.js");

export interface PluginContext {
  readonly children: Children;
  /** The engine wants this plugin to end. */
  readonly cancelled: AbortSignal;
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
  return runNode(args, request.getPwd(), env, context);
}

/**
 * A pack judges for two seconds, while program, provider and engine want the processors too: it optimises only what runs
 * four times as often as V8 would have it, and starts with the young generation that it would grow to.
 */
const packFlags = ["--interrupt-budget=300000", "--min-semi-space-size=16"];

/** The pack prints its port before it is loaded; see policy-server.js. */
async function runPolicyPack(request: RunPluginRequest, context: PluginContext): Promise<Exit> {
  const options = parseNodeOptions(request.getInfo());
  const directory = programDirectory(request);
  const args = [
    ...packFlags,
    policyServer,
    findSdkScript("run-policy-pack", directory),
    ...options.nodeargs,
    ...request.getArgsList(),
    directory,
  ];
  return runNode(args, directory, { ...environmentOf(request), ...typescriptEnvironment(options) }, context);
}

/** A node process whose output goes to the engine. */
function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  { children, cancelled, onStdout, onStderr }: PluginContext,
): Promise<Exit> {
  const { child, exit } = children.startNode(args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }, cancelled);
  child.stdout?.on("data", onStdout);
  child.stderr?.on("data", onStderr);
  return exit;
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
