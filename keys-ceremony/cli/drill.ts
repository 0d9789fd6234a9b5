import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { UserError } from "../../safes/user-error";
import { decryptBackup } from "../backup/age";
import { readShare } from "../backup/share";
import { recoverEntropy } from "../backup/slip39";
import { askSecret, askUntilRight } from "../devices/keyboard";
import { certifyDrill, type DrillMethod, drillCertificate, drillMethods, staleSeeds } from "../drill/certificate";
import { readTranscriptText } from "../transcript/file";
import { refusePractice } from "../transcript/practice";
import { Refusal } from "../transcript/refusal";
import { verifyTranscript } from "../transcript/verify";

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
    .command("drill-check <certificates...>")
    .description("gate: every seed has a recovery drill that is not too old")
    .requiredOption("--transcript <file>", "the published transcript")
    .requiredOption(
      "--head <hash>",
      "the published hash of the last entry, or a transcript made up from scratch would pass",
    )
    .option("--practice", "takes a practice, whose keys anyone can compute")
    .action((files: string[], { transcript, head, practice }: DrillCheckArguments) => {
      const { state } = verifyTranscript(readTranscriptText(transcript), { head });
      refusePractice(state, practice);
      const certificates = files.map((file) => drillCertificate.parse(JSON.parse(readFileSync(file, "utf8"))));
      const stale = staleSeeds(state, certificates, new Date());
      if (stale.length > 0) {
        throw new Refusal("out-of-time", stale.join("; "), undefined, "drill again: npm run ceremony -- drill");
      }
      console.log("every seed has a fresh recovery drill");
    });
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
