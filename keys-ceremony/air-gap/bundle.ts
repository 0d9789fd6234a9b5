import { createHash } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wordsOf } from "../words";

export interface Bundle {
  readonly file: string;
  /** To be compared with what others have built from the same commit. */
  readonly sha256: string;
  /** The same to read aloud. */
  readonly words: readonly string[];
}

/** Native code and a browser, which the machine without a network does without; whoever needs them loads them late. */
const leftOut = ["pkcs11js", "puppeteer-core", "@sparticuz/chromium", "esbuild", "bufferutil", "utf-8-validate"];

/** CommonJS packages inside of an ES module ask for these. */
const banner = `#!/usr/bin/env node
import { createRequire as createRequireHere } from "node:module";
import { dirname as dirnameHere } from "node:path";
import { fileURLToPath as fileURLToPathHere } from "node:url";
const require = createRequireHere(import.meta.url);
const __filename = fileURLToPathHere(import.meta.url);
const __dirname = dirnameHere(__filename);`;

/** Puts the ceremony's command line and all of its packages into one file that needs nothing but Node. */
export async function bundleCeremony(
  file: string,
  entryPoint = join(__dirname, "..", "cli", "index.ts"),
): Promise<Bundle> {
  // Loaded here only: the bundle itself goes without.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [entryPoint],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // Package names and not folders of this machine, so that all who build it get the same bytes.
    absWorkingDir: join(__dirname, "..", ".."),
    external: leftOut,
    banner: { js: banner },
    legalComments: "none",
    logLevel: "error",
  });
  chmodSync(file, 0o755);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  return { file, sha256, words: wordsOf(sha256) };
}
