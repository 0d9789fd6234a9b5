import { z } from "zod";
import { Refusal } from "../../transcript/refusal";
import { commandOf, type ScriptLine } from "../script-line";
import { rolesOf, seatsOf } from "../state";
import type { Step } from "../step";

const evidence = z.strictObject({ holding: z.string(), reason: z.string().min(3) });
type Revocation = Step<z.output<typeof evidence>>;

/** A key that must not be used any more. Until it is rotated there is no configuration with it, and mainnet is blocked. */
function revocationStep(name: string, title: string, before: string, lines: readonly ScriptLine[]): Revocation {
  return {
    name,
    title,
    isIncident: true,
    before: [before],
    isPlanned: () => false,
    lines: () => [...lines, { speaker: "operator", does: "Records it.", command: commandOf(name) }],
    afterwards: () => [rotateNext],
    otherwise: [],
    evidence,
    async run(_, hands) {
      const holding = await hands.ask("holding", "Which role, or which seat as upgrades/3?");
      return { evidence: { holding, reason: await hands.ask("reason", "Why?") } };
    },
    apply({ plan, revoked }, { holding }) {
      if (![...rolesOf(plan), ...seatsOf(plan)].some((each) => each.name === holding)) {
        throw new Refusal("bad-evidence", `there is no role and no seat ${holding}`);
      }
      if (revoked.has(holding)) throw new Refusal("bad-evidence", `the key of ${holding} is revoked already`);
      return { revoked: new Set([...revoked, holding]) };
    },
  };
}

const rotateNext: ScriptLine = {
  speaker: "operator",
  does: "Rotates the key, and lets the stack propose the change: the step rotation.",
  command: commandOf("rotation"),
};

/** Somebody leaves, or a device is retired. */
export const revocation = revocationStep("revocation", "Revocation", "Nobody else has used the key.", [
  { speaker: "holder", does: "Hands over the device; it is reset before all eyes.", blanks: ["Serial number"] },
]);

/** Somebody else may have the key. */
export const compromise = revocationStep("compromise", "Compromised key", "Somebody else has used the key, or could.", [
  {
    speaker: "operator",
    does: "A role on a server: scales its workload to 0. An owner: the others of the Safe are told, none signs what this owner proposes.",
    blanks: ["Time"],
  },
  {
    speaker: "administrator",
    does: "Has the Operations Safe pause the portal if the sequencer or a majority is concerned.",
  },
  { speaker: "witness", does: "Looks for what was signed since.", blanks: ["Last known good transaction"] },
]);
