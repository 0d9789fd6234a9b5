import { z } from "zod";
import { Refusal } from "../transcript/refusal";
import type { Step } from "./step";

const evidence = z.strictObject({ entries: z.number().int(), accounts: z.record(z.string(), z.string()) });

/** The end of the day: what the whole transcript comes to. */
export const close: Step<z.output<typeof evidence>> = {
  name: "close",
  title: "Closing",
  before: ["Every envelope is sealed, signed over the flap and in the bag of whoever carries it."],
  isPlanned: () => true,
  lines: () => [
    { speaker: "administrator", does: "Reads the words of the head aloud.", blanks: ["Words of the head"] },
    { speaker: "witness", does: "Reads the same words from the own print.", blanks: ["Signature"] },
    {
      speaker: "administrator",
      does: "Closes the ceremony.",
      says: "The ceremony is closed. The transcript is published today.",
      blanks: ["Time"],
    },
  ],
  evidence,
  async run({ entries, accounts }) {
    return { evidence: { entries, accounts: Object.fromEntries(accounts) } };
  },
  apply(state, { entries, accounts }) {
    const expected = Object.fromEntries(state.accounts);
    const names = new Set([...Object.keys(expected), ...Object.keys(accounts)]);
    const differing = [...names].filter((name) => expected[name] !== accounts[name]);
    if (entries !== state.entries || differing.length > 0) {
      throw new Refusal(
        "bad-evidence",
        `the closing does not sum up what was done: ${differing.join(", ") || "entries"}`,
      );
    }
    return {};
  },
};
