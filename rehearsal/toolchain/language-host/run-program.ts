import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children, Exit } from "./children";
import { parseNodeOptions, typescriptEnvironment } from "./node-options";
import { findSdkScript } from "./sdk";

export interface RunContext {
  readonly engineAddress?: string;
  readonly tracing?: string;
  readonly children: Children;
  readonly cancelled: AbortSignal;
}

/** The SDK has told the operator already what is wrong; see `cmd/run/index.js` of @pulumi/pulumi. */
const alreadyReported = 32;

/** Runs a Pulumi program to its end. What goes wrong is an answer, not a failed call, so that the engine prints it plainly. */
export async function runProgram(request: RunRequest, context: RunContext): Promise<RunResponse> {
  try {
    const { code, signal } = await execute(request, context);
    if (code === alreadyReported) return new RunResponse().setBail(true);
    return new RunResponse().setError(code === 0 ? "" : describeExit({ code, signal }));
  } catch (error) {
    return new RunResponse().setError(error instanceof Error ? error.message : String(error));
  }
}

async function execute(
  request: RunRequest,
  { engineAddress, tracing, children, cancelled }: RunContext,
): Promise<Exit> {
  if (request.getAttachDebugger()) {
    throw new Error(
      "the rehearsal's language host cannot attach a debugger; set nodeargs to --inspect-brk for a while",
    );
  }
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const options = parseNodeOptions(info);
  const args = [
    ...options.nodeargs,
    findSdkScript("run", directory),
    ...flag("monitor", request.getMonitorAddress()),
    ...flag("engine", engineAddress),
    ...flag("organization", request.getOrganization()),
    ...flag("project", request.getProject()),
    ...flag("root-directory", info?.getRootDirectory()),
    ...flag("stack", request.getStack()),
    ...flag("pwd", directory),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...flag("parallel", String(request.getParallel())),
    ...flag("tracing", tracing),
    info?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
  const env = {
    ...process.env,
    ...typescriptEnvironment(options),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList().map(qualify))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  return children.startNode(args, { env, stdio: ["ignore", "inherit", "inherit"] }, cancelled).exit;
}

function flag(name: string, value: string | undefined): string[] {
  return value ? [`--${name}`, value] : [];
}

/** `jeju:phase` as `jeju:config:phase`, the form that the SDK was given before it learnt the short one. */
function qualify([key, value]: [string, string]): [string, string] {
  const [namespace, ...name] = key.split(":");
  return name[0] === "config" ? [key, value] : [`${namespace}:config:${name.join(":")}`, value];
}

export function describeExit({ code, signal }: Exit): string {
  if (signal === "SIGABRT" || code === 134) {
    return `Program ended with ${signal ?? code}: node ran out of memory, if it says so above; --max-old-space-size in nodeargs gives it more`;
  }
  return signal ? `Program was ended by ${signal}` : `Program exited with non-zero exit code: ${code}`;
}
