import type { Command } from "commander";
import { Kms } from "../../safes/signers/kms-client";
import { writeImportRequest } from "../devices/kms";
import { loadPlan } from "../plan/load";
import { roleNames } from "../plan/schema";
import { wordsOf } from "../words";
import { dayFolder, dayPlan } from "./steps";

/** Adds `import-request`. */
export function registerImportRequest(program: Command): void {
  program
    .command("import-request")
    .description("where KMS is reached, less than 24 hours before: asks for import parameters, for the stick")
    .option("--plan <plan>", "the plan", dayPlan)
    .option("--folder <folder>", "where they go", dayFolder)
    .option("--region <region>", "region of KMS", "us-east-1")
    .action(async ({ plan: file, folder, region }: { plan: string; folder: string; region: string }) => {
      const plan = loadPlan(file);
      const kms = new Kms(region);
      for (const role of roleNames.filter((each) => plan.roles[each].custody === "kms-import")) {
        const fingerprint = await writeImportRequest(plan, role, folder, kms);
        console.log(`${role}: fingerprint of the wrapping key ${fingerprint}\n  ${wordsOf(fingerprint).join(" ")}`);
      }
    });
}
