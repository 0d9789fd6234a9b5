import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { transcriptFile } from "../../keys-ceremony/transcript/file";
import { UserError } from "../../safes/user-error";
import type { RehearsalPaths } from "../paths";
import type { RehearsedCeremony } from ".";

/**
 * The rehearsal's own copy of a transcript, which grows with what happens to its keys.
 *
 * @throws UserError when a rehearsal that goes on began with another ceremony, or with none
 */
export function keepCeremony(paths: RehearsalPaths, ceremony: RehearsedCeremony | undefined, isNew: boolean): void {
  const file = transcriptFile(paths.ceremony);
  if (isNew && ceremony) {
    mkdirSync(paths.ceremony, { recursive: true });
    writeFileSync(file, ceremony.transcript);
  }
  const kept = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (kept === undefined ? !ceremony : ceremony && kept.startsWith(ceremony.transcript)) return;
  throw new UserError({
    what: "the interrupted rehearsal began with another key ceremony",
    where: file,
    got: ceremony ? `--ceremony with another transcript, of ${ceremony.name}` : "no --ceremony",
    expected: kept === undefined ? "no --ceremony" : "--ceremony with the same practice",
    fix: "run the command as it was run before, or begin anew with --fresh",
  });
}
