import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { decryptBackup } from "../backup/age";
import { readShare } from "../backup/share";
import { recoverEntropy } from "../backup/slip39";
import { askSecret, askUntilRight } from "../devices/keyboard";
import {
  certifyDrill,
  type DrillCertificate,
  type DrillMethod,
  drillCertificate,
  drillMethods,
  staleSeeds,
} from "../drill/certificate";
import { readJson } from "../read-text";
import { readTranscriptText } from "../transcript/file";
import { refusePractice } from "../transcript/practice";
import { verifyTranscript } from "../transcript/verify";
import { type GateReport, runGate } from "./gate";

interface DrillArguments {
  readonly transcript: string;
  readonly seed: string;
  readonly method: DrillMethod;
  readonly file?: string;
  readonly out: string;
}

interface DrillCheckArguments {
  readonly transcript: string;
  readonly head: string;
  readonly practice?: boolean;
  readonly json?: boolean;
}

/** Adds `drill` and `drill-check`. */
export function registerDrill(program: Command): void {
  program
    .command("drill")
    .description("recovers a seed from its backups, has its key sign, and writes the dated certificate")
    .requiredOption("--transcript <file>", "the published transcript")
    .requiredOption("--seed <seed>", "which seed")
    .addOption(new Option("--method <method>", "from which backup").choices(drillMethods).makeOptionMandatory())
    .option("--file <file>", "the encrypted copy, for age")
    .requiredOption("--out <file>", "where the certificate goes")
    .addHelpText(
      "after",
      "\nShares and identities are typed, unseen. Use a machine without a network, and switch it off afterwards.",
    )
    .action(async ({ transcript, seed, method, file, out }: DrillArguments) => {
      const { state } = verifyTranscript(readTranscriptText(transcript));
      const threshold = state.plan.seeds[seed]?.shares.threshold;
      if (threshold === undefined) throw new UserError({ what: "there is no such seed", got: seed });
      const entropy = method === "age" ? await fromAge(file) : await fromShares(threshold);
      try {
        const certificate = certifyDrill(state, { seed, method, entropy, now: new Date() });
        writeFileSync(out, `${JSON.stringify(certificate, null, 2)}\n`);
        console.log(`${out}: seed ${seed} recovered from ${method}; ${certificate.account} has signed`);
      } finally {
        entropy.fill(0);
      }
    });
  program
    .command("drill-check [certificates...]")
    .description("gate: every seed has a recovery drill that is not too old")
    .requiredOption("--transcript <file>", "the published transcript")
    .requiredOption(
      "--head <hash>",
      "the published hash of the last entry, or a transcript made up from scratch would pass",
    )
    .option("--practice", "takes a practice, whose keys anyone can compute")
    .option("--json", "prints the verdict as JSON")
    .action(async (files: string[], { json = false, ...options }: DrillCheckArguments) =>
      runGate("drill-check", json, async () => judge(files, options), describe),
    );
}

interface DrillReport extends GateReport {
  readonly seeds: readonly string[];
}

function judge(
  files: readonly string[],
  { transcript, head, practice }: Omit<DrillCheckArguments, "json">,
): DrillReport {
  const { state } = verifyTranscript(readTranscriptText(transcript), { head });
  refusePractice(state, practice);
  const closedBy = staleSeeds(state, files.map(readCertificate), new Date());
  return { gate: "drill-check", passes: closedBy.length === 0, closedBy, seeds: Object.keys(state.plan.seeds) };
}

function describe({ passes, closedBy }: DrillReport): string {
  if (passes) return "every seed has a fresh recovery drill";
  return `${closedBy.join("\n")}\n  fix:      drill again: npm run ceremony -- drill`;
}

function readCertificate(file: string): DrillCertificate {
  const fix = "name the certificates that npm run ceremony -- drill has written";
  const { data, error } = drillCertificate.safeParse(readJson(file, "the certificate of a drill", fix));
  if (data) return data;
  throw new UserError({ what: "this is no certificate of a drill", where: file, got: z.prettifyError(error), fix });
}

async function fromShares(threshold: number): Promise<Uint8Array> {
  const shares: string[] = [];
  for (let number = 1; number <= threshold; number++)
    shares.push(
      await askUntilRight({
        text: `Share ${number} of ${threshold} (not shown): `,
        isSecret: true,
        read: (typed) => readShare(typed, number).words,
      }),
    );
  return recoverEntropy(shares);
}

async function fromAge(file: string | undefined): Promise<Uint8Array> {
  if (file === undefined) throw new UserError({ what: "which encrypted copy?", fix: "--file <file>" });
  return decryptBackup(readFileSync(file, "utf8"), await askSecret("Identity, AGE-SECRET-KEY-1... (not shown): "));
}
