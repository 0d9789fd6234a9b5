import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../safes/user-error";

/** One program of the control plane. */
export interface PartOptions {
  /** As operators call it, e.g. `kube-apiserver`. */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Working directory. */
  readonly directory: string;
  /** Receives what the program prints; emptied at every start. */
  readonly logFile: string;
}

export interface Part {
  readonly name: string;
  readonly pid: number;
  /** Resolves with what happened and the log's tail when the program ends without having been asked to. */
  readonly died: Promise<string>;
  /** Polls until the probe answers true; rejects when the program ends or the time is up. */
  waitUntil(ready: () => Promise<boolean>): Promise<void>;
  /** SIGTERM, SIGKILL after 10 s; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL at once, for a program that keeps nothing of its own; resolves when the process is gone. */
  kill(): Promise<void>;
}

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const logTailLines = 12;

export function startPart(options: PartOptions): Part {
  const { name, logFile } = options;
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(options.command, options.arguments, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", log, log],
  });
  closeSync(log);

  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  const died = new Promise<string>((resolve) => {
    ended.then((how) => {
      if (!stopping) resolve(`${name} ${how}\n${tailOf(logFile)}`);
    });
  });

  const kill = async () => {
    stopping = true;
    child.kill("SIGKILL");
    await ended;
  };

  return {
    name,
    pid: child.pid ?? 0,
    died,
    waitUntil: async (ready) => {
      const deadline = Date.now() + readyTimeoutMs;
      let death: string | undefined;
      died.then((how) => {
        death = how;
      });
      while (!(await ready())) {
        if (death !== undefined) {
          throw new UserError({ what: `${name} could not start`, got: death, fix: `read ${logFile}` });
        }
        if (Date.now() > deadline) {
          throw new UserError({
            what: `${name} was not ready within ${readyTimeoutMs / 1000} s`,
            got: tailOf(logFile),
            fix: `read ${logFile}`,
          });
        }
        await sleep(25);
      }
    },
    stop: async () => {
      stopping = true;
      child.kill("SIGTERM");
      if (!(await Promise.race([ended.then(() => true), sleep(stopTimeoutMs, false, { ref: false })]))) await kill();
    },
    kill,
  };
}

/** Whether a health endpoint on loopback answers 200; `certificateAuthority` is the PEM that https is checked by. */
export async function isHealthy(url: string, certificateAuthority?: string): Promise<boolean> {
  const options = { ca: certificateAuthority, timeout: 2_000, agent: false };
  return new Promise<boolean>((resolve) => {
    const probe = url.startsWith("https:") ? requestHttps(url, options) : requestHttp(url, options);
    probe.once("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.once("timeout", () => probe.destroy());
    probe.once("error", () => resolve(false));
    probe.once("close", () => resolve(false));
    probe.end();
  });
}

function tailOf(logFile: string): string {
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-logTailLines).join("\n");
}
