import { confirm } from "./keyboard";

/** As on the printed card. */
const columns = 4;
/** ECMA-48: the whole screen, and xterm's scroll-back; then the screen that keeps no scroll-back, and back. */
const clear = "\u001b[2J\u001b[3J\u001b[H";
const enterScreen = `\u001b[?1049h${clear}`;
const leaveScreen = `${clear}\u001b[?1049l${clear}`;

/** Shows a share to its holder, who is alone, until it is written down; the screen is cleared whatever happens. */
export async function showShare(name: string, label: string, words: string): Promise<void> {
  while (!(await confirm(`\n${name} sits down alone for the share ${label}. Nobody else sees the screen?`))) {
    process.stdout.write("Then not yet.\n");
  }
  process.stdout.write(enterScreen);
  try {
    process.stdout.write(`Share ${label} of ${name}\n\n${inColumns(words.split(" "))}\n\n`);
    while (!(await confirm("Both cards written, and compared word by word?")))
      process.stdout.write("Take your time.\n");
  } finally {
    process.stdout.write(leaveScreen);
  }
  process.stdout.write(`Share ${label}: written down by ${name}.\n`);
}

function inColumns(words: readonly string[]): string {
  const cells = words.map((word, index) => `${String(index + 1).padStart(2)} ${word}`.padEnd(16));
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns).join(" "),
  );
  return rows.map((row) => row.trimEnd()).join("\n");
}
