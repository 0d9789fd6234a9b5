import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { configurationOf } from "../../keys-ceremony/configuration";
import { simulatedHands } from "../../keys-ceremony/practice/hands";
import { Ceremony, transcriptFile } from "../../keys-ceremony/steps/ceremony";
import { rotation } from "../../keys-ceremony/steps/incidents/rotation";
import type { CeremonyState } from "../../keys-ceremony/steps/state";
import { MemoryVault } from "../../keys-ceremony/steps/vault";
import { verifyTranscript } from "../../keys-ceremony/transcript/verify";
import { UserError } from "../../safes/user-error";
import type { RehearsalPaths } from "../paths";
import type { SafeName } from "../stack-config";
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

export function keptState(paths: RehearsalPaths): CeremonyState {
  return verifyTranscript(readFileSync(transcriptFile(paths.ceremony), "utf8")).state;
}

/** The holder of a Safe's last seat gets another key; asked for twice it is the same. Answers with its account. */
export async function rotateLastSeat(
  paths: RehearsalPaths,
  { transcript }: Pick<RehearsedCeremony, "transcript">,
  safe: SafeName,
): Promise<string> {
  if (readFileSync(transcriptFile(paths.ceremony), "utf8") === transcript) {
    const state = keptState(paths);
    const seats = state.plan.safes[safe].owners;
    const hands = simulatedHands(state.plan, paths.ceremony, { answers: { holding: `${safe}/${seats.length}` } });
    await Ceremony.open(paths.ceremony, state.plan, hands, new MemoryVault()).run(rotation.name);
  }
  const owners = configurationOf(keptState(paths)).addressBook.safes[safe]?.owners ?? [];
  return owners.at(-1)?.account ?? "";
}
