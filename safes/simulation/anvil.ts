import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "../user-error";

/** The program itself, out of the platform's npm package: the wrapper script would be one more process to end. */
export function findAnvil(): { readonly file: string; readonly version: string } {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const platformPackage = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  const require = createRequire(__filename);
  try {
    const manifest = require.resolve("@foundry-rs/anvil/package.json");
    const platformManifest = createRequire(manifest).resolve(`${platformPackage}/package.json`);
    const file = join(dirname(platformManifest), "bin", "anvil");
    if (existsSync(file)) return { file, version: `v${require(platformManifest).version}` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
  }
  throw new UserError({
    what: "anvil is not installed",
    expected: `the npm package ${platformPackage}`,
    fix: "run npm ci, without --omit=optional",
  });
}
