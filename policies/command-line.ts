import { type ParseArgsConfig, parseArgs } from "node:util";
import { UserError } from "../safes/user-error";

/** What a command line asks for. */
export interface Command {
  readonly help: string;
  /** Answers with the exit code. */
  run(args: readonly string[]): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The options and the other words. @throws UserError for one that the command does not have */
export function readArguments<O extends Options>(args: readonly string[], options: O, help: string) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UserError({ what: String(Object(error).message), fix: `\n${help}` });
  }
}
