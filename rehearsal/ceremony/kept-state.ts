import { readFileSync } from "node:fs";
import type { CeremonyState } from "../../keys-ceremony/steps/state";
import { transcriptFile } from "../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../keys-ceremony/transcript/verify";
import type { RehearsalPaths } from "../paths";

/** What the rehearsal's own copy of a transcript says. */
export function keptState(paths: RehearsalPaths): CeremonyState {
  return verifyTranscript(readFileSync(transcriptFile(paths.ceremony), "utf8")).state;
}
