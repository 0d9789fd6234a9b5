import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { id } from "ethers";
import { UserError } from "../user-error";

/**
 * npm packages with what @eth-optimism/contracts-bedrock 0.17.3 takes from git submodules and does not ship. Found by their
 * content: the versions are those whose files have the hashes that its metadata names.
 */
const LIBRARY_PACKAGES = [
  "openzeppelin-contracts-4.7.3",
  "openzeppelin-contracts-upgradeable-4.7.3",
  "solady-0.0.155",
  "solmate-7.0.0-alpha.3",
] as const;

/** Finds sources by their hash, so nothing that is called the same passes for them. */
export class SourceSearch {
  private byName: ReadonlyMap<string, readonly string[]> | undefined;

  /** @param folders to look through, besides the packages of this project */
  constructor(private readonly folders: readonly string[]) {
    for (const folder of folders) requireFolder(folder);
  }

  /** @param artifact the file of what was compiled: sources lie at their path from one of the folders above it, or by their name in a library */
  find(path: string, keccak256: string, artifact: string): string | undefined {
    const above = foldersAbove(artifact).map((folder) => join(folder, path));
    return firstOf(above, keccak256) ?? firstOf(this.namedAs(path), keccak256);
  }

  private namedAs(path: string): readonly string[] {
    this.byName ??= indexByName([...this.folders, ...LIBRARY_PACKAGES.flatMap(locatePackage)]);
    return this.byName.get(basename(path)) ?? [];
  }
}

function firstOf(files: readonly string[], keccak256: string): string | undefined {
  for (const file of files) {
    if (!existsSync(file)) continue;
    const content = readFileSync(file, "utf8");
    if (id(content) === keccak256) return content;
  }
  return undefined;
}

function foldersAbove(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}

/** They are for those who develop, and may not be installed. */
function locatePackage(name: string): readonly string[] {
  try {
    return [dirname(require.resolve(`${name}/package.json`))];
  } catch {
    return [];
  }
}

function indexByName(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sol"))
      .sort()
      .map((name) => join(folder, name)),
  );
  const index = new Map<string, string[]>();
  for (const file of files) index.set(basename(file), [...(index.get(basename(file)) ?? []), file]);
  return index;
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new UserError({ what: "there is no folder of sources", where: folder, fix: "--sources takes folders" });
}
