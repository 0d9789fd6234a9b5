import { readFileSync } from "node:fs";
import { configurationOf } from "../../keys-ceremony/configuration";
import { simulatedHands } from "../../keys-ceremony/practice/hands";
import { Ceremony } from "../../keys-ceremony/steps/ceremony";
import { rotation } from "../../keys-ceremony/steps/incidents/rotation";
import { MemoryVault } from "../../keys-ceremony/steps/vault";
import { transcriptFile } from "../../keys-ceremony/transcript/file";
import type { RehearsalPaths } from "../paths";
import type { SafeName } from "../stack-config";
import type { RehearsedCeremony } from ".";
import { keptState } from "./kept-state";

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
