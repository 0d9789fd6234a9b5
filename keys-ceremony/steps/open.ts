import { z } from "zod";
import { checkPlan, checkReadiness } from "../plan/check";
import { type Plan, planSchema } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import { seatsOf } from "./state";
import type { Step } from "./step";

const evidence = z.strictObject({ plan: planSchema, present: z.array(z.string()) });

/** The plan becomes part of the transcript, and who is there is called by name. */
export const open: Step<z.output<typeof evidence>> = {
  name: "open",
  title: "Opening",
  before: [
    "The room is closed, phones are outside.",
    "Each participant has a passport and the wallet that signs the transcript.",
  ],
  isPlanned: () => true,
  lines: (plan) => [
    {
      speaker: "administrator",
      does: "Opens the ceremony.",
      says: `This is the key ceremony ${plan.ceremony} for ${plan.environment}, chain ${plan.l1ChainId}. Whatever is not as it should be, anyone may say "stop".`,
    },
    {
      speaker: "operator",
      does: "Starts the roll call, and answers for each who has shown a passport.",
      command: commandOf("open"),
    },
    ...Object.entries(plan.participants).map(([id, { name, organisation }]) => ({
      speaker: id,
      does: `Shows a passport to the witnesses and signs the list: ${name}, ${organisation}.`,
      blanks: ["Time", "Signature"],
    })),
    {
      speaker: "witness",
      does: "Compares the plan on the screen with the printed one.",
      blanks: ["Words of the plan"],
    },
  ],
  otherwise: [
    "Somebody is missing: no. The ceremony opens while enough are there to sign, with administrator, operator and a witness.",
    "Too few are there: all come again on the standby day.",
  ],
  evidence,
  async run({ plan }, hands) {
    // Before eighteen people are called for nothing.
    requireFit(plan);
    return { evidence: { plan, present: [...(await hands.rollCall(plan))] } };
  },
  apply({ plan }, { present }) {
    requireFit(plan);
    for (const [index, id] of present.entries()) {
      if (!Object.hasOwn(plan.participants, id)) throw new Refusal("bad-evidence", `${id} is no participant`);
      if (present.indexOf(id) !== index) throw new Refusal("bad-evidence", `${id} is called twice`);
    }
    if (present.length < plan.transcriptThreshold) {
      throw new Refusal(
        "bad-evidence",
        `too few are present: ${present.length}, and ${plan.transcriptThreshold} have to sign each entry`,
        undefined,
        `come back on the standby day, ${plan.dates.standby}`,
      );
    }
    for (const duty of ["administrator", "operator", "witness"] as const) {
      if (!present.some((id) => plan.participants[id]?.duties.includes(duty))) {
        throw new Refusal("bad-evidence", `no ${duty} is present`);
      }
    }
    if (seatsOf(plan).length === 0) throw new Refusal("bad-plan", "the plan has no owners");
    return { present: new Set(present) };
  },
};

function requireFit(plan: Plan): void {
  const [problem] = [...checkPlan(plan), ...(plan.practice ? [] : checkReadiness(plan))];
  if (!problem) return;
  const fix = "npm run ceremony -- plan <file> --ready shows everything that is missing";
  throw new Refusal("bad-plan", `the plan is not fit: ${problem.path}: ${problem.what}`, undefined, fix);
}
