import { Command } from "commander";
import { UserError } from "../../safes/user-error";
import { rehearsalPaths } from "../paths";
import { tamper } from "./tampering";

const program = new Command("tamper")
  .description("Changes a resource of the stand-in clouds behind the engine's back, as a drill for drift.")
  .argument("<stack>", "stack whose rehearsal is kept, e.g. testnet")
  .argument("<resource>", "URN or id")
  .argument("[change]", "property=value; the value is JSON, or else text")
  .option("--delete", "delete the resource instead")
  .action((stack: string, target: string, change: string | undefined, options: { delete?: boolean }) => {
    const directory = rehearsalPaths(stack).clouds;
    if (options.delete) tamper(directory, { target, remove: true });
    else tamper(directory, { target, ...readChange(change ?? "") });
    console.log(`changed; \`pulumi refresh --preview-only\` shows it as drift`);
  });

function readChange(change: string): { property: string; value: unknown } {
  const [, property, text] = /^([^=]+)=(.*)$/s.exec(change) ?? [];
  if (property === undefined || text === undefined) {
    throw new UserError({ what: "no change given", got: change || "nothing", expected: "property=value, or --delete" });
  }
  try {
    return { property, value: JSON.parse(text) };
  } catch {
    return { property, value: text };
  }
}

if (require.main === module) {
  try {
    program.parse();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
