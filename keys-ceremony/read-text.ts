import { readFileSync } from "node:fs";
import { UserError } from "../safes/user-error";

/** A file that somebody has named. @throws UserError with `fix`, where it cannot be read */
export function readText(file: string, called: string, fix: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new UserError({ what: `${called} cannot be read`, where: file, got, fix });
  }
}
