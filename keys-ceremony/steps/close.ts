import { z } from "zod";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import type { Step } from "./step";

const evidence = z.strictObject({ entries: z.number().int(), accounts: z.record(z.string(), z.string()) });

/** The end of the day: what the whole transcript comes to. */
export const close: Step<z.output<typeof evidence>> = {
  name: "close",
  title: "Closing",
  before: ["Every envelope is sealed, signed over the flap and in the bag of whoever carries it."],
  isPlanned: () => true,
  lines: () => [{ speaker: "operator", does: "Lets the program sum the day up.", command: commandOf("close") }],
  afterwards: () => [
    {
      speaker: "administrator",
      does: "Has the transcript verified, and reads the words of the head aloud.",
      command: "node ceremony.mjs verify ceremony/transcript.jsonl",
      blanks: ["Words of the head", ""],
    },
    {
      speaker: "witness",
      does: "Has a copy verified on a machine of the own choice, and reads the same words there.",
      blanks: ["Signature"],
    },
    {
      speaker: "administrator",
      does: "Closes the ceremony.",
      says: "The ceremony is closed. The transcript is published today.",
      blanks: ["Time"],
    },
  ],
  otherwise: ["The two read different words: the ceremony stays open; nothing is published until it is known why."],
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
