import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Engine } from "../../rehearsal/engine";
import { fileBackendUrl } from "../../rehearsal/file-backend";
import { projectDirectory, type RehearsalPaths, rehearsalPaths } from "../../rehearsal/paths";
import type { StackSummary } from "../../rehearsal/summary";
import type { Endpoints } from "../../rehearsal/supervisor";
import { prepareToolchain } from "../../rehearsal/toolchain";
import { Workspace } from "../../rehearsal/workspace";

/** The rehearsal of mainnet that rehearsal-setup.js has brought up. */
export const sharedStack = "mainnet";

export function sharedSummary(): StackSummary {
  const [summary] = JSON.parse(process.env.JEJU_SHARED_SUMMARY ?? "[]");
  return summary;
}

export function sharedPaths(): RehearsalPaths {
  return rehearsalPaths(sharedStack);
}

export function sharedEndpoints(): Endpoints {
  return JSON.parse(readFileSync(sharedPaths().services, "utf8"));
}

export async function sharedWorkspace(): Promise<Workspace> {
  return new Workspace({
    stack: sharedStack,
    environmentClass: sharedStack,
    paths: sharedPaths(),
    toolchain: await prepareToolchain(),
    endpoints: sharedEndpoints(),
  });
}

/** The practised key ceremony that has configured the shared rehearsal, as it was handed over. */
export function sharedPractice(): string {
  return process.env.JEJU_SHARED_PRACTICE ?? "";
}

/** One change to a file of the program: what stands there, and what is put in its place. */
export interface Edit {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

export interface UpOptions {
  /** As `pulumi up` does by itself: nothing is done should the preview find anything. Default false. */
  readonly previewFirst?: boolean;
  /** What the operator has set besides. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A copy of the project that somebody has broken, previewed against the shared rehearsal. */
export class EditedProject {
  readonly directory = mkdtempSync(join(tmpdir(), "jeju-edited-"));

  constructor(edits: readonly Edit[]) {
    const copied = new Set(["infra", "policies", "Pulumi.yaml", "package.json"]);
    for (const entry of readdirSync(projectDirectory)) {
      if (entry.startsWith(".")) continue;
      if (copied.has(entry)) cpSync(join(projectDirectory, entry), join(this.directory, entry), { recursive: true });
      else symlinkSync(join(projectDirectory, entry), join(this.directory, entry));
    }
    for (const edit of edits) this.apply(edit);
  }

  async preview(editConfig?: (yaml: string) => string) {
    return (await this.engine({}, editConfig)).preview();
  }

  /** Works on a copy of the checkpoint, so that all others find theirs as it was, whatever becomes of this one. */
  async up({ previewFirst = false, environment = {} }: UpOptions = {}) {
    const backend = join(this.directory, "backend");
    cpSync(sharedPaths().backend, backend, { recursive: true });
    const engine = await this.engine({ PULUMI_BACKEND_URL: fileBackendUrl(backend), ...environment });
    return engine.up({ previewFirst });
  }

  private async engine(environment: NodeJS.ProcessEnv, editConfig?: (yaml: string) => string) {
    const workspace = await sharedWorkspace();
    const policies = join(this.directory, "policies");
    return new Engine({
      pulumi: (await prepareToolchain()).pulumi,
      projectDirectory: this.directory,
      stack: sharedStack,
      configFile: this.writeConfig(editConfig),
      environment: { ...workspace.environment, ...environment },
      logsDirectory: join(this.directory, "logs"),
      policyPack: { directory: policies, configFile: join(policies, "config", `${sharedStack}.json`) },
    });
  }

  /** The rehearsed configuration, as it is to be read from here. */
  writeConfig(edit: (yaml: string) => string = (yaml) => yaml): string {
    const paths = sharedPaths();
    const file = join(this.directory, "config.yaml");
    // The other build that the rehearsal has upgraded to lies elsewhere, seen from here.
    const [before, now] = [projectDirectory, this.directory].map((from) => relative(from, paths.root));
    const yaml = readFileSync(paths.config, "utf8").replaceAll(`${before}`, `${now}`);
    writeFileSync(file, edit(yaml), { mode: 0o600 });
    return file;
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private apply({ file, from, to }: Edit) {
    const path = join(this.directory, file);
    const before = readFileSync(path, "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has nothing that matches ${from}`);
    writeFileSync(path, after);
  }
}
