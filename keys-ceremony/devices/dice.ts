import { UserError } from "../../safes/user-error";
import { askSecret } from "./keyboard";

/** Takes the last row back. */
const strike = "-";

/** Rows of dice as they are called out: a row that cannot be one is typed again, and not all of them. */
export async function askDice(seed: string, rolls: number, judge: (faces: string) => void): Promise<string> {
  process.stdout.write(
    `\nSeed ${seed}: ${rolls} throws of a die, digits from 1 to 6, which are not shown. Enter after every few of them;\n` +
      `a row with "${strike}" alone strikes the row before.\n`,
  );
  for (;;) {
    const rows: string[] = [];
    while (count(rows) < rolls) {
      const typed = (await askSecret(`${String(count(rows)).padStart(4)} of ${rolls}: `)).replace(/\s+/g, "");
      if (typed === strike) process.stdout.write(`      struck: ${rows.pop()?.length ?? 0} throws\n`);
      else if (/^[1-6]+$/.test(typed)) rows.push(typed);
      // Its place and not what it is: what is typed here is not shown.
      else process.stdout.write(`      not taken, type this row again: ${faultOf(typed)}\n`);
    }
    const faces = rows.join("");
    try {
      judge(faces);
      return faces;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stdout.write(`\n${error.message}\n`);
    }
  }
}

const count = (rows: readonly string[]) => rows.join("").length;

function faultOf(typed: string): string {
  if (typed === "") return "it is empty";
  return `character ${typed.search(/[^1-6]/) + 1} of ${typed.length} is no face of a die`;
}
