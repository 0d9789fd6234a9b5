import { readdirSync, readFileSync } from "node:fs";
import { chmod, copyFile, link, mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { digest, moduleKey, toolchainDirectory } from "./cache";
import { explainDiskFailure } from "./disk-failure";
import { languageHostName } from "./find";
import type { PinnedModule } from "./pins";

const sourceDirectory = join(__dirname, "language-host");
/** What goes into the bundle, or makes it. */
const bundledPackages = ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf", "semver", "esbuild"];

/**
 * Folder with the built `pulumi` and, beside it, the language host of this checkout; keyed by both. Two checkouts with
 * different hosts share the CLI (a hard link) and do not disturb each other.
 */
export function engineDirectory(cache: string, pulumi: PinnedModule): string {
  const key = digest([moduleKey(pulumi), ...bundleInputs()]);
  return join(toolchainDirectory(cache), `engine-${pulumi.version}-${key}`);
}

/** Puts the CLI and the language host into their folder, which appears complete or not at all. */
export async function placeEngine(directory: string, builtPulumi: string): Promise<void> {
  const partial = `${directory}.${process.pid}`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await bundleLanguageHost(join(partial, languageHostName));
    await linkOrCopy(builtPulumi, join(partial, "pulumi"));
    // Only a folder from which somebody took the CLI can be in the way.
    await rm(directory, { recursive: true, force: true });
    await rename(partial, directory);
  } catch (error) {
    throw explainDiskFailure(error, dirname(directory));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** What the language host's children load first; it is plain JavaScript, which they read as it is. */
const childScripts = ["compile-cache.js", "policy-server.js"];

/** One file that needs nothing but node, and beside it those that its children load first. */
export async function bundleLanguageHost(outfile: string): Promise<void> {
  // Loaded here only, because a warm start does without.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(sourceDirectory, "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "error",
  });
  await chmod(outfile, 0o755);
  for (const script of childScripts) await copyFile(join(sourceDirectory, script), join(dirname(outfile), script));
}

function bundleInputs(): string[] {
  const files = readdirSync(sourceDirectory).sort();
  return [
    ...files.flatMap((name) => [name, readFileSync(join(sourceDirectory, name), "utf8")]),
    ...bundledPackages.map((name) => `${name}@${packageVersion(name)}`),
    readFileSync(__filename, "utf8"),
  ];
}

function packageVersion(name: string): string {
  const require = createRequire(__filename);
  return (require(`${name}/package.json`) as { version: string }).version;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Some file systems (network shares, FAT) have no hard links.
    await copyFile(from, to);
  }
}
