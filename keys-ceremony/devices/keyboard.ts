import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UserError } from "../../safes/user-error";

/** An answer that is asked for again until it is right. */
export interface Question<T> {
  readonly text: string;
  /** Neither shown nor kept. */
  readonly isSecret?: boolean;
  /** What was typed, as it is used. @throws UserError, which is shown before the question comes again */
  readonly read: (typed: string) => T;
}

/** Nothing that is typed here is a secret. */
export async function ask(question: string): Promise<string> {
  return (await readLine(question, false)).trim();
}

/** Shows nothing of what is typed, and keeps no history. */
export async function askSecret(question: string): Promise<string> {
  return (await readLine(question, true)).trim();
}

/** Whoever mistypes types again; what was right before stays. */
export async function askUntilRight<T>({ text, isSecret = false, read }: Question<T>): Promise<T> {
  for (;;) {
    const typed = await (isSecret ? askSecret(text) : ask(text));
    try {
      return read(typed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stdout.write(`\n${error.message}\nAgain, please.\n`);
    }
  }
}

/** Takes no typing error for an answer. */
export async function confirm(question: string): Promise<boolean> {
  return askUntilRight({
    text: `${question} [yes/no] `,
    read: (typed) => {
      if (/^y(es)?$/i.test(typed)) return true;
      if (/^no?$/i.test(typed)) return false;
      throw new UserError({ what: "this is neither yes nor no", got: JSON.stringify(typed), expected: "yes, or no" });
    },
  });
}

/** @throws UserError where nobody sits */
export function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UserError({
    what: "this asks people, and shows and takes secrets: it runs at a terminal only",
    got: "a pipe or a file, which would keep what is typed or shown",
    fix: "run it at the console of the ceremony's machine; what simulated people do: --practice",
  });
}

/** Rows of dice that came faster than they were asked for. Nothing but a secret is answered ahead. */
let typedAhead: string[] = [];

async function readLine(question: string, isSecret: boolean): Promise<string> {
  requireTerminal();
  const [ahead, ...others] = isSecret ? typedAhead : [];
  typedAhead = others;
  if (ahead !== undefined) {
    process.stdout.write(`${question}\n`);
    return ahead;
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: isSecret ? nowhere : process.stdout,
    terminal: true,
    historySize: 0,
  });
  // Not before: until then the terminal shows what is typed.
  if (isSecret) process.stdout.write(question);
  // Of itself a closed terminal leaves the question open for ever, and Node then ends as if all were well.
  const closed = new Promise<never>((_, reject) => terminal.once("close", () => reject(interrupted())));
  terminal.on("line", (line) => typedAhead.push(line));
  try {
    return await Promise.race([terminal.question(isSecret ? "" : question).catch(failOf), closed]);
  } finally {
    closed.catch(() => {});
    terminal.close();
    if (isSecret) {
      // Who types the next secret before it is asked for does not see it either; any other question ends this.
      process.stdin.setRawMode(true);
      process.stdout.write("\n");
    }
  }
}

function failOf(error: Error): never {
  throw error.name === "AbortError" ? interrupted() : error;
}

function interrupted(): UserError {
  return new UserError({
    what: "interrupted: the step is not done, and the transcript is as it was",
    fix: "run the same command again; it goes on where it stopped",
  });
}
