import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import { fileBackendUrl } from "../../../rehearsal/file-backend";
import { prepareToolchain } from "../../../rehearsal/toolchain";

/** Without an exit code it was killed. */
export interface Ended {
  readonly all: string;
  readonly exitCode: number | undefined;
}

/** A Pulumi project with one stack and its own backend, run by the real engine. */
export class ThrowawayStack {
  private constructor(
    readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly pulumi: string,
  ) {}

  /**
   * @param program JavaScript that the project runs.
   * @param variables environment variables of the engine and its plugins, beside those that it needs.
   */
  static async create(program: string, variables: NodeJS.ProcessEnv = {}): Promise<ThrowawayStack> {
    const toolchain = await prepareToolchain();
    const directory = mkdtempSync(join(tmpdir(), "jeju-stack-"));
    mkdirSync(join(directory, "backend"));
    symlinkSync(resolve(__dirname, "../../../node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "package.json"), '{"name": "tiny", "private": true}');
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tiny\nruntime: nodejs\nmain: index.js\n");
    writeFileSync(join(directory, "index.js"), program);
    const environment = {
      HOME: directory,
      PATH: [...toolchain.pathDirectories, process.env.PATH].join(delimiter),
      PULUMI_HOME: join(directory, "home"),
      PULUMI_BACKEND_URL: fileBackendUrl(join(directory, "backend")),
      PULUMI_CONFIG_PASSPHRASE: "only a test",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...variables,
    };
    const stack = new ThrowawayStack(directory, environment, toolchain.pulumi);
    await stack.run("stack", "init", "dev");
    return stack;
  }

  /** Which stand-ins the engine meets from now on. */
  attach(...debugProviders: string[]): void {
    this.environment.PULUMI_DEBUG_PROVIDERS = debugProviders.join(",");
  }

  /** @returns what the command printed; rejects when it failed, with the same. */
  async run(...args: string[]): Promise<string> {
    const { all, exitCode } = await this.attempt(...args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${all}`);
    return all;
  }

  /** As {@link run}, for commands that are to fail. */
  attempt(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** A command that goes on while something happens to it. */
  start(...args: string[]): { readonly pid: number; readonly ended: Promise<Ended> } {
    const running = execa(this.pulumi, [...args, "--non-interactive"], {
      cwd: this.directory,
      env: this.environment,
      extendEnv: false,
      all: true,
      reject: false,
      timeout: 120_000,
    });
    return { pid: running.pid ?? 0, ended: running.then(({ all, exitCode }) => ({ all, exitCode })) };
  }

  up(...args: string[]): Promise<string> {
    return this.run("up", "--yes", "--skip-preview", "--suppress-progress", ...args);
  }

  async output(name: string): Promise<unknown> {
    return JSON.parse(await this.run("stack", "output", name, "--json"));
  }

  /** The checkpoint as it lies on the disk. */
  checkpoint(): string {
    return readFileSync(join(this.directory, "backend/.pulumi/stacks/tiny/dev.json"), "utf8");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
