import { UserError } from "../safes/user-error";
import type { EngineResult } from "./engine";

/** A proof that failed, as opposed to a step that could not be done. */
export class ProofFailure extends UserError {}

/** @throws ProofFailure naming every change. */
export function refuseChanges(what: string, { changed }: EngineResult): void {
  if (changed.length === 0) return;
  const lines = changed.map(
    ({ operation, urn, properties }) =>
      `    ${operation} ${urn}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`,
  );
  throw new ProofFailure({ what, got: `${lines.length}\n${lines.join("\n")}`, expected: "none" });
}
