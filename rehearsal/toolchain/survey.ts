import { existsSync } from "node:fs";
import { join } from "node:path";
import { findAnvil } from "../../safes/simulation/anvil";
import { UserError } from "../../safes/user-error";
import { cacheDirectory, hostPlatform, moduleDirectory } from "./cache";
import { searchPath } from "./find";
import { engineDirectory } from "./language-host-bundle";
import { type PinnedModule, type ProgramGroup, type ProgramName, readPins } from "./pins";

export interface ToolchainProgram {
  readonly name: ProgramName | "anvil";
  readonly version: string;
  /** `built` from the pins into the cache, installed on the `PATH`, or part of an `npm` package. */
  readonly origin: "built" | "PATH" | "npm";
  readonly file: string;
  /** False when it still has to be built. */
  readonly present: boolean;
  /** Why one that is installed is not used. */
  readonly passedOver?: string;
}

export interface Survey {
  readonly cache: string;
  readonly pins: readonly PinnedModule[];
  readonly programs: readonly ToolchainProgram[];
}

const supportedPlatforms = ["linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"];

/** What is there and what is missing of a group; changes nothing. */
export async function surveyToolchain(
  environment: NodeJS.ProcessEnv = process.env,
  group: ProgramGroup = "rehearsal",
): Promise<Survey> {
  requireSupportedPlatform();
  const cache = cacheDirectory(environment);
  const pins = readPins();
  const built = await Promise.all(
    pins
      .filter((module) => module.group === group)
      .flatMap((module) =>
        module.programs.map(async ({ name }): Promise<ToolchainProgram> => {
          const { found, passedOver } = await searchPath(name, { environment, cache, pins });
          if (found) return { name, ...found, origin: "PATH", present: true };
          // The CLI is used from a folder of its own, in which the language host stands beside it.
          const directory = name === "pulumi" ? engineDirectory(cache, module) : moduleDirectory(cache, module);
          const file = join(directory, name);
          return { name, version: module.version, origin: "built", file, present: existsSync(file), passedOver };
        }),
      ),
  );
  // What the rollup settles on is an anvil that its caller has started.
  const bought: ToolchainProgram[] =
    group === "rehearsal" ? [{ name: "anvil", ...findAnvil(), origin: "npm", present: true }] : [];
  return { cache, pins, programs: [...built, ...bought] };
}

function requireSupportedPlatform(): void {
  const { os, architecture } = hostPlatform();
  if (supportedPlatforms.includes(`${os}/${architecture}`)) return;
  throw new UserError({
    what: "the rehearsal does not run on this platform",
    got: `${os}/${architecture}`,
    expected: supportedPlatforms.join(", "),
    fix: "use one of these; on Windows, the Windows Subsystem for Linux is one",
  });
}
