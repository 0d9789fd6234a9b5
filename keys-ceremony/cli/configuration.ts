import { type Command, Option } from "commander";
import { addressBookCsv, configurationCommands, configurationOf, configurationYaml } from "../configuration";
import { readTranscriptText } from "../transcript/file";
import { refusePractice } from "../transcript/practice";
import { verifyTranscript } from "../transcript/verify";

interface ConfigurationArguments {
  readonly head?: string;
  readonly format: "yaml" | "commands" | "csv" | "json";
  readonly practice?: boolean;
}

/** Adds `configuration <transcript>`. */
export function registerConfiguration(program: Command): void {
  program
    .command("configuration <transcript>")
    .description("prints what the stack and people's wallets need: owners, thresholds, the address book")
    .addOption(
      new Option("--format <format>", "yaml as a stack file, commands for pulumi config, csv as address book, or json")
        .choices(["yaml", "commands", "csv", "json"])
        .default("yaml"),
    )
    .option("--head <hash>", "the published hash of the last entry")
    .option("--practice", "takes a practice, whose keys anyone can compute")
    .action((file: string, { head, format, practice }: ConfigurationArguments) => {
      const { state } = verifyTranscript(readTranscriptText(file), head === undefined ? {} : { head });
      refusePractice(state, practice);
      const configuration = configurationOf(state);
      const formats = {
        yaml: () => configurationYaml(configuration),
        commands: () => configurationCommands(configuration).join("\n"),
        csv: () => addressBookCsv(configuration.addressBook),
        json: () => JSON.stringify(configuration, null, 2),
      };
      console.log(formats[format]().trimEnd());
    });
}
