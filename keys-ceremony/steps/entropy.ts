import { randomFillSync } from "node:crypto";
import { z } from "zod";
import { checkRolls, digitsOf } from "../entropy/dice";
import { mixEntropy } from "../entropy/mix";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import { secretOf } from "./seed-secrets";
import type { Step } from "./step";

const evidence = z.strictObject({
  seeds: z.record(
    z.string(),
    z.strictObject({
      bits: z.number().int(),
      diceRolls: z.number().int(),
      hsm: z.boolean(),
      /** What each source gave, for people. */
      explanation: z.array(z.strictObject({ source: z.string(), gave: z.string() })),
    }),
  ),
});

/** Dice, the operating system and, where present, an HSM: the seed is as good as the best of them. */
export const entropy: Step<z.output<typeof evidence>> = {
  name: "entropy",
  title: "Entropy",
  before: ["The dice were bought in a shop by a witness.", "No camera sees the table."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: ({ seeds }) =>
    Object.entries(seeds).flatMap(([id, { diceRolls }], index) => [
      {
        speaker: "operator",
        does: `Seed ${id}: types the throws in rows, which are not shown.`,
        ...(index === 0 && { command: commandOf("entropy") }),
      },
      { speaker: "witness", does: `Seed ${id}: throws the dice, ${diceRolls} in all, and calls out each.` },
    ]),
  otherwise: [
    "A throw was mistyped or misheard: a row with - alone strikes the row before.",
    "The throws are refused as no die's: all are thrown again, with other dice. Refused twice: exception.",
    "Interrupted: type the command again; all seeds of this step are thrown anew.",
  ],
  evidence,
  async run({ plan }, hands, vault) {
    const seeds: z.output<typeof evidence>["seeds"] = {};
    // Shares of another ceremony, left in the same folder, would be handed out as this one's.
    vault.wipe();
    for (const [id, { bits, diceRolls }] of Object.entries(plan.seeds)) {
      const dice = await hands.rollDice(id, diceRolls, (faces) => checkRolls(faces, bits));
      const count = digitsOf(dice).length;
      const bytes = bits / 8;
      const system = randomFillSync(new Uint8Array(bytes));
      const hsm = await hands.hsmRandom?.(bytes);
      const mixed = mixEntropy({ dice, system, ...(hsm && { hsm }) });
      vault.put(secretOf(id), mixed.entropy);
      for (const secret of [mixed.entropy, system, ...(hsm ? [hsm] : [])]) secret.fill(0);
      seeds[id] = { bits, diceRolls: count, hsm: hsm !== undefined, explanation: [...mixed.explanation] };
    }
    return { evidence: { seeds } };
  },
  apply({ plan }, { seeds }) {
    const planned = Object.keys(plan.seeds);
    if (Object.keys(seeds).sort().join() !== planned.sort().join()) {
      throw new Refusal("bad-evidence", `seeds made are [${Object.keys(seeds)}] and planned are [${planned}]`);
    }
    for (const [id, { bits, diceRolls }] of Object.entries(seeds)) {
      const wanted = plan.seeds[id];
      if (bits !== wanted?.bits || diceRolls < wanted.diceRolls) {
        throw new Refusal("bad-evidence", `seed ${id}: ${diceRolls} rolls for ${bits} bits are not what was planned`);
      }
    }
    return {};
  },
};
