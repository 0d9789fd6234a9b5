import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * The folder of Pulumi.yaml, where paths of a stack begin. The engine starts providers in the folder of the program's
 * `main`, which is another one.
 */
function projectRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}

/** An absolute path of one that is written from the project's root. */
export function fromProjectRoot(path: string): string {
  return resolve(projectRoot(), path);
}

/** The path as a person at the project's root writes it. */
export function asWrittenFromProjectRoot(path: string): string {
  return relative(projectRoot(), path);
}
