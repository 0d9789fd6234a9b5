import { UserError } from "../../safes/user-error";
import { type Command, readArguments } from "../command-line";
import { ignoreWaiversVariable } from "./file";
import { dayOf, daysBetween, type Waiver } from "./waiver";

const help = `npm run policy -- waivers [options]

Lists the waivers of policies/waivers.yaml that hold today, the first to end first, and what is wrong with the others.
Which of them were needed a report tells, under the policy stack-waivers.

  --json    print them as JSON
  --help    this text

Exit codes: 0 every waiver is sound, 2 one is malformed or has expired, and so stops every update.
`;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: "boolean" } }, help);
  if (positionals.length > 0) {
    throw new UserError({ what: "the command is not understood", got: args.join(" "), fix: `\n${help}` });
  }
  // The list is of what the file says, whether or not a run would heed it.
  delete process.env[ignoreWaiversVariable];
  const { waivers } = await import("../registry");
  const { problems } = waivers;
  const listed = byEnd(waivers.inForce, dayOf(new Date()));
  if (values.json) process.stdout.write(`${JSON.stringify({ waivers: listed, problems })}\n`);
  else process.stdout.write(`${[...listed.map(lineOf), ...problems, ending(listed.length)].join("\n")}\n`);
  return problems.length > 0 ? 2 : 0;
}

interface Lasting extends Waiver {
  readonly daysLeft: number;
}

/** The first to end first. */
export function byEnd(inForce: readonly Waiver[], today: string): readonly Lasting[] {
  const lasting = inForce.map((waiver) => ({ ...waiver, daysLeft: daysBetween(today, waiver.expires) }));
  return lasting.sort((one, other) => one.daysLeft - other.daysLeft);
}

export function lineOf(waiver: Lasting): string {
  const { policy, resource, expires, daysLeft, approver, ticket, reason } = waiver;
  const left = daysLeft === 0 ? "its last day" : `${daysLeft} ${daysLeft === 1 ? "day" : "days"} left`;
  return `until ${expires}, ${left}: ${policy} for ${resource}, by ${approver} (${ticket}): ${reason}`;
}

function ending(count: number): string {
  return count === 0 ? "no waiver holds today" : `${count} ${count === 1 ? "waiver holds" : "waivers hold"} today`;
}

export const waiversCommand: Command = { help, run };
