import { UserError } from "../safes/user-error";
import type { Command } from "./command-line";
import { reportCommand } from "./reports/command";
import { waiversCommand } from "./waivers/command";

const commands: Readonly<Record<string, Command>> = { report: reportCommand, waivers: waiversCommand };

const help = `npm run policy -- <command> [options]

  report <stack>   judges the resources of a stack and writes the reports
  waivers          lists what policies/waivers.yaml lets stand, and for how many days yet

  <command> --help tells the options and exit codes of each.
`;

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  if (name === "--help") {
    process.stdout.write(help);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UserError({ what: "the command is not understood", got: name, fix: `\n${help}` });
  if (!args.includes("--help")) return await command.run(args);
  process.stdout.write(command.help);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
