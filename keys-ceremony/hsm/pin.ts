import type { ReadStream } from "node:tty";
import { readPinFile } from "../../safes/signers/pkcs11/pin-file";
import { UserError } from "../../safes/user-error";

/** Where a PIN is typed, and where the question for it appears. */
export interface Terminal {
  readonly input: Pick<ReadStream, "isTTY" | "setRawMode" | "on" | "off" | "resume" | "pause">;
  readonly output: { write(text: string): unknown };
}

/**
 * A token's PIN, out of a file or descriptor where one is named, else typed at the terminal, which does not show it.
 *
 * @throws UserError where neither is possible, or nothing was typed
 */
export async function readPin(
  token: string,
  pinFile: string | undefined,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  if (pinFile !== undefined) return readPinFile(pinFile);
  if (!terminal.input.isTTY) {
    throw new UserError({
      what: "nobody can type the token's PIN here",
      where: `PKCS#11 token ${token}`,
      got: "an input that is no terminal",
      fix: "run it at a terminal, or name a file in memory that only you can read: --pin-file <file>",
    });
  }
  const pin = await typeHidden(`PIN of the token ${token}: `, terminal);
  if (pin !== "") return pin;
  throw new UserError({ what: "no PIN was typed", where: `PKCS#11 token ${token}` });
}

function typeHidden(question: string, { input, output }: Terminal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = (settle: () => void) => {
      input.off("data", take);
      input.setRawMode(false);
      input.pause();
      output.write("\n");
      settle();
    };
    const take = (chunk: Buffer | string) => {
      for (const character of chunk.toString()) {
        if (character === "\r" || character === "\n") return end(() => resolve(typed));
        // Ctrl-C and Ctrl-D, which a terminal in this mode hands over as they are.
        if (character === "\u0003" || character === "\u0004") {
          return end(() => reject(new UserError({ what: "interrupted before the PIN was typed" })));
        }
        typed = character === "\u007f" || character === "\b" ? typed.slice(0, -1) : typed + character;
      }
    };
    output.write(question);
    input.setRawMode(true);
    input.on("data", take);
    input.resume();
  });
}
