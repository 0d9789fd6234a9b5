import type { EnforcementLevel, PolicyPackConfig } from "@pulumi/policy";
import mainnet from "./config/mainnet.json";
import testnet from "./config/testnet.json";
import { registry } from "./registry";

const files: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { mainnet, testnet };
const enforcementLevels: readonly EnforcementLevel[] = ["advisory", "mandatory", "disabled"];

/**
 * Levels and figures for a stack whose configuration declares this environment. A stack that declares none, or one that
 * has no file, gets mainnet's. A file given to `--policy-pack-config` comes on top; the policy stack-environment sees to
 * it that it is not one of a laxer environment.
 */
export function levelsFor(declared: string | undefined): PolicyPackConfig {
  const environment = declared !== undefined && Object.hasOwn(files, declared) ? declared : "mainnet";
  const levels = checked(environment, files[environment] ?? {});
  return { ...levels, "stack-environment": { ...Object(levels["stack-environment"]), declared: declared ?? "" } };
}

/** The engine takes any id; here a misspelt one is an error, or the policy would keep its level in silence. */
function checked(environment: string, file: Readonly<Record<string, unknown>>): PolicyPackConfig {
  const levels: PolicyPackConfig = {};
  for (const [id, setting] of Object.entries(file)) {
    const where = `policies/config/${environment}.json › ${id}`;
    if (!registry.has(id)) throw new Error(`${where}: no policy has this id; policies/registry.ts lists them`);
    const level = typeof setting === "string" ? setting : Object(setting).enforcementLevel;
    const known = enforcementLevels.find((candidate) => candidate === level);
    if (level !== undefined && !known) {
      throw new Error(`${where}: got the level ${level}, expected ${enforcementLevels.join(" or ")}`);
    }
    const figures = typeof setting === "string" ? {} : Object(setting);
    // The protocol reads a missing level in a pack's own configuration as its first, advisory.
    levels[id] = { ...figures, enforcementLevel: known ?? registry.get(id)?.level ?? "mandatory" };
  }
  return levels;
}
