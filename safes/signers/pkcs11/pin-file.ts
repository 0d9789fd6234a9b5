import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { fromProjectRoot } from "../../project-root";
import { UserError } from "../../user-error";

/**
 * A PIN out of a file that only its owner can read (a tmpfs, a mounted secret), or out of an inherited descriptor,
 * `/dev/fd/3`. It is no part of a command line or an environment, which every process of the user can read.
 *
 * @throws UserError, which never says what the file holds
 */
export function readPinFile(file: string): string {
  let content: string;
  try {
    const descriptor = openSync(fromProjectRoot(file), "r");
    try {
      refuseReadable(file, fstatSync(descriptor));
      content = readFileSync(descriptor, "utf8");
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: "the token's PIN cannot be read",
      where: file,
      got: (error as NodeJS.ErrnoException).code ?? "",
      fix: "name a file that only you can read, or hand it over: --pin-file /dev/fd/3 3< <(pass show hsm/pin)",
    });
  }
  const pin = content.replace(/\r?\n$/, "");
  if (pin !== "" && !/[\r\n]/.test(pin)) return pin;
  throw new UserError({
    what: "there is no PIN in the file",
    where: file,
    got: pin === "" ? "nothing" : "several lines",
    expected: "the PIN and nothing else",
  });
}

function refuseReadable(file: string, stats: { isFile(): boolean; mode: number }): void {
  if (!stats.isFile() || (stats.mode & 0o077) === 0) return;
  throw new UserError({
    what: "others can read the token's PIN",
    where: file,
    got: `mode ${(stats.mode & 0o777).toString(8)}`,
    expected: "mode 600 or 400",
    fix: `chmod 600 ${file}, and change the PIN if anybody else is on this machine`,
  });
}
