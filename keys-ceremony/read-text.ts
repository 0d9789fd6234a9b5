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

/** The same for JSON. @throws UserError */
export function readJson(file: string, called: string, fix: string): unknown {
  const text = readText(file, called, fix);
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError({ what: `${called} cannot be read`, where: file, got: "no JSON", fix });
  }
}
