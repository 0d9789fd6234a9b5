import { type Command, Option } from "commander";
import { restartWithoutCoreDumps } from "../air-gap/core-dumps";
import { type TerminalOptions, terminalHands } from "../devices/terminal";
import { loadPlan } from "../plan/load";
import { simulatedHands } from "../practice/hands";
import { practicePlan } from "../practice/plan";
import { withPracticeKms } from "../practice/practise";
import { Ceremony } from "../steps/ceremony";
import { FolderVault } from "../steps/folder-vault";
import { allSteps } from "../steps/order";

interface StepArguments extends Omit<TerminalOptions, "answers" | "secretsFolder" | "hsm"> {
  readonly plan: string;
  readonly folder: string;
  readonly practice?: boolean;
  readonly secrets: string;
  readonly hsm?: string;
  readonly hsmToken?: string;
  readonly pinFile?: string;
  readonly answer?: readonly string[];
}

/** As the printed script has them: the stick of the day is where commands are typed. */
export const dayPlan = "plan.yaml";
export const dayFolder = "ceremony";

/** Adds a command for each step. */
export function registerSteps(program: Command): void {
  for (const { name, title, isIncident } of allSteps) {
    program
      .command(name)
      .description(`${isIncident ? "incident" : "step"}: ${title}`)
      .option("--plan <plan>", "the plan", dayPlan)
      .option("--folder <folder>", "folder of the ceremony", dayFolder)
      .addOption(
        new Option("--secrets <folder>", "where secrets wait between steps: a tmpfs").default("/dev/shm/key-ceremony"),
      )
      .option("--wallet <url>", "JSON-RPC of a wallet's bridge on this machine; without it signatures are pasted")
      .option("--region <region>", "region of KMS")
      .option("--hsm <library>", "PKCS#11 library of a token, an absolute path")
      .option("--hsm-token <label>", "label of the token whose random bytes are mixed in")
      .option("--pin-file <file>", "file in memory with its PIN that only you can read; without it the PIN is typed")
      .option("--certificate <pem>", "the cluster's sealing certificate")
      .option("--override <reason>", "go on although the machine is not alone; recorded")
      .option("--decided-by <participant>", "who decides that")
      .option("--answer <name=text...>", "answers to what is asked, for all that is no secret")
      .option("--practice", "with simulated people and keys worth nothing")
      .action(async (options: StepArguments) => runStep(name, options));
  }
}

async function runStep(
  name: string,
  { plan: file, folder, practice, secrets, answer = [], hsm, hsmToken, pinFile, ...rest }: StepArguments,
): Promise<void> {
  const exitCode = practice ? undefined : restartWithoutCoreDumps();
  if (exitCode !== undefined) {
    process.exitCode = exitCode;
    return;
  }
  const answers = Object.fromEntries(
    answer.map((each) => [each.split("=")[0] ?? "", each.slice(each.indexOf("=") + 1)]),
  );
  const loaded = loadPlan(file);
  const plan = practice ? practicePlan(loaded) : loaded;
  const vault = new FolderVault(secrets);
  const run = async () => {
    const hands = practice
      ? simulatedHands(plan, folder, { answers })
      : terminalHands(plan, folder, { ...rest, ...hsmOf(hsm, hsmToken, pinFile), answers, secretsFolder: secrets });
    const ceremony = Ceremony.open(folder, plan, hands, vault);
    const { head } = await ceremony.run(name);
    console.log(`${name}: done; head ${head}`);
    console.log(ceremony.next ? `next: ${ceremony.next}` : "the ceremony is closed");
  };
  await (practice ? withPracticeKms(run) : run());
}

function hsmOf(module: string | undefined, token?: string, pinFile?: string): Pick<TerminalOptions, "hsm"> {
  if (module === undefined) return {};
  return { hsm: { module, ...(token !== undefined && { token }), ...(pinFile !== undefined && { pinFile }) } };
}
