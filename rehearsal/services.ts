import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { UserError } from "../safes/user-error";
import { projectDirectory, type RehearsalPaths } from "./paths";
import type { Endpoints, SupervisorMessage, SupervisorRequest } from "./supervisor";

/** The services of one rehearsal, run by a supervisor process of their own (see supervisor.ts). */
export interface Services {
  readonly endpoints: Endpoints;
  /** Rejects when a service ends without having been asked to. */
  readonly failed: Promise<never>;
  /** Ends every service and waits until they are gone. */
  stop(): Promise<void>;
  /** Leaves the services running when this process ends. */
  keep(): Promise<void>;
}

export interface ServicesOptions {
  readonly stack: string;
  readonly paths: RehearsalPaths;
  readonly request: SupervisorRequest;
}

const startTimeoutMs = 90_000;

/**
 * What the supervisor loads first. tsx looks into every file that is loaded after it, node_modules included: the largest
 * packages before it save a third of the supervisor's start. The Kubernetes client is an ES module, which Node has
 * learnt to require in 20.19.
 */
const loadedFirst = [
  "@pulumi/pulumi",
  "@grpc/grpc-js",
  ...("require_module" in process.features ? ["@kubernetes/client-node"] : []),
  "tsx/cjs",
];

/** Starts the services, or takes over the ones that an earlier `--keep` left running. */
export async function openServices({ stack, paths, request }: ServicesOptions): Promise<Services> {
  const running = await findRunning(paths);
  if (running && (running.kept || (await isAlive(running.ownerPid)))) return takeOver(running, paths);
  // Its owner was killed and it is about to notice.
  if (running) await endSupervisor(running.supervisorPid);

  mkdirSync(paths.logs, { recursive: true });
  const log = openSync(join(paths.logs, "supervisor.log"), "a");
  const supervisor = spawn(
    process.execPath,
    [
      // Between two previews V8 shrinks its young generation, and the next one starts with fifty collections.
      "--min-semi-space-size=16",
      ...loadedFirst.flatMap((module) => ["--require", require.resolve(module)]),
      join(projectDirectory, "rehearsal", "supervisor.ts"),
      paths.root,
    ],
    { cwd: projectDirectory, detached: true, stdio: ["ignore", log, log, "ipc"] },
  );
  supervisor.send(request);
  const endpoints = await waitForEndpoints(supervisor, stack, paths);
  return {
    endpoints,
    failed: failureOf(supervisor, paths),
    stop: () => endSupervisor(supervisor.pid ?? 0),
    keep: async () => {
      await new Promise<void>((resolve) => supervisor.send("keep", () => resolve()));
      supervisor.disconnect();
      supervisor.unref();
    },
  };
}

/** Ends what `--keep` left running; false when nothing was. */
export async function stopServices(paths: RehearsalPaths): Promise<boolean> {
  const running = await findRunning(paths);
  if (!running) return false;
  await endSupervisor(running.supervisorPid);
  return true;
}

async function waitForEndpoints(supervisor: ChildProcess, stack: string, paths: RehearsalPaths): Promise<Endpoints> {
  const answer = await new Promise<SupervisorMessage>((resolve) => {
    const timer = setTimeout(
      () => resolve({ failed: `the services did not start within ${startTimeoutMs / 1000} s` }),
      startTimeoutMs,
    );
    supervisor.once("message", (message) => {
      clearTimeout(timer);
      resolve(message as SupervisorMessage);
    });
    supervisor.once("exit", (code) => {
      clearTimeout(timer);
      resolve({ failed: `the supervisor ended with code ${code}` });
    });
  });
  if ("ready" in answer) return answer.ready;
  if (supervisor.exitCode === null) await endSupervisor(supervisor.pid ?? 0);
  throw new UserError({
    what: `the services of the ${stack} rehearsal could not start`,
    got: answer.failed,
    fix: `read ${join(paths.logs, "supervisor.log")}`,
  });
}

function failureOf(supervisor: ChildProcess, paths: RehearsalPaths): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    supervisor.on("message", (message: SupervisorMessage) => {
      if ("failed" in message) {
        reject(
          new UserError({ what: "a service of the rehearsal ended", got: message.failed, fix: `read ${paths.logs}` }),
        );
      }
    });
  });
  // Nobody may be waiting when it happens, and an unhandled rejection would end the process without its clean-up.
  failure.catch(() => {});
  return failure;
}

async function findRunning(paths: RehearsalPaths): Promise<Endpoints | undefined> {
  if (!existsSync(paths.services)) return undefined;
  const endpoints = JSON.parse(readFileSync(paths.services, "utf8")) as Endpoints;
  return (await isSupervisor(endpoints.supervisorPid, paths)) ? endpoints : undefined;
}

/** A pid may have gone to another program since; the command line tells. */
async function isSupervisor(pid: number, paths: RehearsalPaths): Promise<boolean> {
  const { stdout, exitCode } = await execa("ps", ["-p", `${pid}`, "-o", "args="], { reject: false });
  return exitCode === 0 && stdout.includes("supervisor.ts") && stdout.includes(paths.root);
}

/** A killed process stays in the process table until its parent, or init in its place, has asked how it ended. */
async function isAlive(pid: number): Promise<boolean> {
  const { stdout, exitCode } = await execa("ps", ["-p", `${pid}`, "-o", "stat="], { reject: false });
  return exitCode === 0 && !stdout.trim().startsWith("Z");
}

function takeOver(endpoints: Endpoints, paths: RehearsalPaths): Services {
  if (!endpoints.kept) {
    throw new UserError({
      what: "this rehearsal is running already",
      where: paths.root,
      got: `process ${endpoints.ownerPid}`,
      fix: "wait until it ends, or end it, and run the command again",
    });
  }
  return {
    endpoints,
    failed: new Promise<never>(() => {}),
    stop: () => endSupervisor(endpoints.supervisorPid),
    keep: async () => {},
  };
}

async function endSupervisor(pid: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
    throw error;
  }
  while (Date.now() < deadline) {
    if (!(await isAlive(pid))) return;
    await sleep(50);
  }
  throw new UserError({
    what: "the services did not end within 30 s",
    got: `process ${pid}`,
    fix: `end process ${pid}`,
  });
}
