import { UserError } from "../../safes/user-error";

/** Turns the failures of the cache's disk into what the operator has to do; others come back as they are. */
export function explainDiskFailure(error: unknown, directory: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UserError({
      what: "the disk is full",
      where: directory,
      expected: "1 GB for the rehearsal's programs",
      fix: "make room, or set JEJU_CACHE to a folder on a bigger disk, and run the command again: what is built stays built",
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR") {
    return new UserError({
      what: "the cache folder cannot be written",
      where: directory,
      got: code,
      expected: "a folder of your own, or one that can be made",
      fix: "set JEJU_CACHE to a folder that you may write, or mend the permissions of this one",
    });
  }
  return error;
}
