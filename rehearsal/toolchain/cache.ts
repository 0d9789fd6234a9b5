import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { PinnedModule } from "./pins";

/** What `go build` gets besides the linker flags; part of the key because it changes what comes out. */
export const buildFlags = ["-trimpath", "-buildvcs=false"] as const;

/** Outside the repository, so that a fresh clone and `git clean` keep it. */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.JEJU_CACHE) return resolve(environment.JEJU_CACHE);
  const xdg = environment.XDG_CACHE_HOME;
  // The XDG specification has relative paths ignored.
  if (xdg && isAbsolute(xdg)) return join(xdg, "jeju");
  return join(environment.HOME || homedir(), ".cache", "jeju");
}

export interface Platform {
  /** GOOS. */
  readonly os: string;
  /** GOARCH. */
  readonly architecture: string;
}

export function hostPlatform(): Platform {
  return { os: process.platform, architecture: process.arch === "x64" ? "amd64" : process.arch };
}

/**
 * The same for everybody who would build the same programs, and different otherwise. Go's own version is represented by
 * go.mod's `go` line: a machine that upgrades or removes Go afterwards keeps what it has built.
 */
export function moduleKey(module: PinnedModule, platform: Platform = hostPlatform()): string {
  return digest([
    readFileSync(join(module.directory, "go.mod"), "utf8"),
    readFileSync(join(module.directory, "go.sum"), "utf8"),
    ...readdirSync(module.directory)
      .filter((name) => name.endsWith(".go"))
      .sort()
      .map((name) => readFileSync(join(module.directory, name), "utf8")),
    ...buildFlags,
    ...module.linkerFlags,
    ...module.programs.flatMap(({ name, package: goPackage }) => [name, goPackage]),
    platform.os,
    platform.architecture,
  ]);
}

/** Folder of a module's programs in the cache, e.g. `.../toolchain/kubernetes-v1.34.4-0f3a9c1d5e7b`. */
export function moduleDirectory(cache: string, module: PinnedModule, platform: Platform = hostPlatform()): string {
  return join(toolchainDirectory(cache), `${module.name}-${module.version}-${moduleKey(module, platform)}`);
}

export function toolchainDirectory(cache: string): string {
  return join(cache, "toolchain");
}

/** Length-prefixed, so that no two lists of parts read alike. */
export function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex").slice(0, 12);
}
