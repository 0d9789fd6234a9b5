import type { InstallDependenciesRequest } from "@pulumi/pulumi/proto/language_pb";
import semver from "semver";
import type { Children } from "./children";
import { findPackage, installedVersion, type Package } from "./packages";

export interface InstallContext {
  readonly children: Children;
  readonly cancelled: AbortSignal;
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
}

/** Runs `npm install` for the program's package, unless all that it declares is there. */
export async function installDependencies(request: InstallDependenciesRequest, context: InstallContext): Promise<void> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getDirectory();
  const found = findPackage(directory);
  if (!found) throw new Error(`there is no package.json in ${directory} or above`);
  const say = (text: string) => context.onStdout(Buffer.from(`${text}\n`));

  const missing = findMissing(found);
  if (missing.length === 0) {
    say(`The dependencies of ${found.directory} are installed.`);
    return;
  }
  say(`Installing ${missing.join(", ")} in ${found.directory} ...`);
  const { child, exit } = context.children.start(
    "npm",
    ["install", "--loglevel=error"],
    { cwd: found.directory, stdio: ["ignore", "pipe", "pipe"] },
    context.cancelled,
  );
  child.stdout?.on("data", context.onStdout);
  child.stderr?.on("data", context.onStderr);
  const { code, signal } = await exit;
  if (code !== 0) throw new Error(`npm install in ${found.directory} ended with ${signal ?? `exit code ${code}`}`);
  say("Finished installing dependencies.");
}

function findMissing({ directory, dependencies }: Package): string[] {
  return Object.entries(dependencies).flatMap(([name, range]) => {
    const version = installedVersion(directory, name);
    // A range that is no version range names a folder, a tarball or a repository; that it is there is all one can tell.
    const installed = version !== undefined && (!semver.validRange(range) || semver.satisfies(version, range));
    return installed ? [] : [name];
  });
}
