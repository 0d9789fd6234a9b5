import { createRequire } from "node:module";
import { join } from "node:path";

export type SdkScript = "run" | "run-plugin" | "run-policy-pack";

/** Finds the SDK's script as the program itself would find the SDK: from the program's folder upwards. */
export function findSdkScript(script: SdkScript, programDirectory: string): string {
  try {
    return createRequire(join(programDirectory, "index.js")).resolve(`@pulumi/pulumi/cmd/${script}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(`the Pulumi SDK is not installed: no @pulumi/pulumi above ${programDirectory}; run npm ci`);
  }
}
