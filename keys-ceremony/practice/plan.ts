import type { Plan } from "../plan/schema";
import { practiceWallet } from "./keys";

/** The plan with the mark of a practice, everybody's simulated wallet, and a cluster of its own: no real one is sealed for. */
export function practicePlan(plan: Plan): Plan {
  const participants = Object.fromEntries(
    Object.entries(plan.participants).map(([id, participant]) => [
      id,
      { ...participant, transcriptKey: practiceWallet(plan.ceremony, `participant ${id}`).address },
    ]),
  );
  return { ...plan, practice: true, participants, ...(plan.sealingCertificate && { sealingCertificate: {} }) };
}
