import { Command, CommanderError } from "commander";

export interface CommandLine {
  /** As it is called, `npm run safe --`. */
  readonly name: string;
  readonly description: string;
  /** What stands behind the help of every command. */
  readonly exitCodes: string;
  /** Each adds one command. */
  readonly commands: readonly ((program: Command) => void)[];
}

type Failure = new (...args: never[]) => Error;

/** What commands may throw. */
export interface Failures {
  /** Those whose message says it all; anything else is a defect and shown with its trace. */
  readonly explained: readonly Failure[];
  /** What was asked for is understood and must not happen. */
  readonly refused: Failure;
}

/** Commands of one program, which throws where commander would end the process. */
export function createProgram({ name, description, exitCodes, commands }: CommandLine): Command {
  const program = new Command(name)
    .description(description)
    .addHelpText("afterAll", exitCodes)
    .configureOutput({
      writeOut: (text) => console.log(text.trimEnd()),
      writeErr: (text) => console.error(text.trimEnd()),
    })
    .exitOverride();
  for (const register of commands) register(program);
  return program;
}

/** Runs one command. Prints what went wrong, and sets the process's exit code: 2 when it was refused, 1 for the rest. */
export async function runCommand(
  program: Command,
  args: readonly string[],
  { explained, refused }: Failures,
): Promise<void> {
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    // It has printed its message itself.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    const isExplained = explained.some((failure) => error instanceof failure);
    console.error(isExplained ? (error as Error).message : error);
    process.exitCode = error instanceof refused ? 2 : 1;
  }
}
