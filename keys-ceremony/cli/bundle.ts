import type { Command } from "commander";
import { bundleCeremony } from "../air-gap/bundle";

/** Adds `bundle`. */
export function registerBundle(program: Command): void {
  program
    .command("bundle")
    .description("puts this program into one file for the machine without a network, and prints its hash")
    .requiredOption("--out <file>", "the file, ceremony.mjs")
    .action(async ({ out }: { out: string }) => {
      const { file, sha256, words } = await bundleCeremony(out);
      console.log(`${file}\n${sha256}\n${words.join(" ")}`);
    });
}
