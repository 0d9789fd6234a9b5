import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

const seconds = 1_000;

/** `script` of util-linux gives a program a terminal of its own; BSD's has other options. */
const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
const missing = !hasScript
  ? "apt-get install bsdutils"
  : existsSync("/dev/shm")
    ? undefined
    : "mount a tmpfs on /dev/shm";

/** Tests at a terminal: counted as skipped where there is none, with what mends it. */
export const atTerminal: jest.Describe = ((name: string, tests: () => void) =>
  missing ? describe.skip(`${name} (to run these: ${missing})`, tests) : describe(name, tests)) as jest.Describe;

export interface Ended {
  readonly code: number | null;
  /** Everything that was on the screen. */
  readonly screen: string;
}

const running = new Set<TerminalSession>();

/** A program at a terminal, and somebody who reads and types. */
export class TerminalSession {
  private screen = "";
  /** Up to where it has been read. */
  private read = 0;
  private readonly ended: Promise<number | null>;

  private constructor(
    readonly command: string,
    private readonly process: ChildProcessByStdio<Writable, Readable, null>,
  ) {
    running.add(this);
    process.stdout.on("data", (chunk: Buffer) => {
      this.screen += chunk.toString();
    });
    this.ended = new Promise((resolve) =>
      process.once("exit", (code) => {
        running.delete(this);
        resolve(code);
      }),
    );
  }

  /** Of a test that has failed. */
  static killAll(): void {
    for (const { process } of running) process.kill("SIGKILL");
  }

  static start(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): TerminalSession {
    const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
    // Wide, so that no question is broken into lines; a terminal of its own gets no size from anywhere.
    const line = `stty cols 400 rows 60; exec ${quoted}`;
    return new TerminalSession(
      command.join(" "),
      spawn("script", ["--quiet", "--return", "--flush", "--command", line, "/dev/null"], {
        cwd,
        env,
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
  }

  /** Waits until something new on the screen matches, and returns what led up to it. */
  async see(pattern: RegExp, patienceMs = 30 * seconds): Promise<string> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const unread = this.screen.slice(this.read);
      const match = pattern.exec(unread);
      if (match) {
        const end = match.index + match[0].length;
        this.read += end;
        return unread.slice(0, end);
      }
      if (Date.now() > deadline || this.process.exitCode !== null) {
        throw new Error(`not seen: ${pattern}\nexit code ${this.process.exitCode}\n${unread}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Answers the next question that matches. */
  async answer(question: RegExp, text: string): Promise<string> {
    const before = await this.see(question);
    this.type(`${text}\r`);
    return before;
  }

  type(keys: string): void {
    this.process.stdin.write(keys);
  }

  /** Ctrl-C at the next question that matches. */
  async interruptAt(question: RegExp): Promise<Ended> {
    await this.see(question);
    this.type("\u0003");
    return this.end();
  }

  async end(): Promise<Ended> {
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 60 * seconds);
    const code = await this.ended;
    clearTimeout(timer);
    this.process.stdin.destroy();
    return { code, screen: this.screen };
  }
}
