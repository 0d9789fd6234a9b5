import { createHash } from "node:crypto";
import { z } from "zod";
import { encryptBackup } from "../backup/age";
import { type Split, splitEntropy } from "../backup/slip39";
import type { Seed } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import type { Hands } from "./hands";
import { commandOf } from "./script-line";
import { putText, sharesOf, textIn, withEntropy } from "./seed-secrets";
import type { Artefact, Step } from "./step";
import type { Vault } from "./vault";

const evidence = z.strictObject({
  seeds: z.record(
    z.string(),
    z.strictObject({
      threshold: z.number().int(),
      holders: z.array(z.string()),
      age: z.strictObject({ recipients: z.array(z.string()), file: z.string(), sha256: z.string() }),
    }),
  ),
});

/** One group: k of the holders. */
export function splitOf(seed: string, { shares }: Pick<Seed, "shares">): Split {
  return { groupThreshold: 1, groups: [{ name: seed, threshold: shares.threshold, count: shares.holders.length }] };
}

export const ageFileOf = (seed: string) => `${seed}.age`;

/** Shares on paper, each for its holder's eyes, and one encrypted copy that several people can open, each alone. */
export const backup: Step<z.output<typeof evidence>> = {
  name: "backup",
  title: "Backup",
  before: ["Blank cards, pencils and numbered envelopes lie ready."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: ({ seeds }) => [
    {
      speaker: "operator",
      does: "Lets the program split the seeds, and leaves the screen to one holder after the other.",
      command: commandOf("backup"),
    },
    ...Object.entries(seeds).flatMap(([id, { shares, ageFileKeptBy }]) => [
      ...shares.holders.map((holder) => ({
        speaker: holder,
        does: `Sits down at the screen alone; writes the words of the share of seed ${id} on two cards; compares; seals them.`,
        blanks: ["Number of the envelope", "Signature"],
      })),
      {
        speaker: ageFileKeptBy,
        does: `Takes the stick with the encrypted copy of seed ${id}.`,
        blanks: ["SHA-256, first eight digits"],
      },
    ]),
  ],
  otherwise: [
    "Somebody else has seen the screen: exception, and the step abandon before the next holder sits down.",
    "Interrupted: type the command again; it goes on with the next holder, and cards that are written stay good.",
  ],
  evidence,
  async run({ plan }, hands, vault) {
    const seeds: z.output<typeof evidence>["seeds"] = {};
    const artefacts: Artefact[] = [];
    for (const [id, { shares, ageRecipients }] of Object.entries(plan.seeds)) {
      await handOut(id, { shares }, hands, vault);
      const recipients = await Promise.all(
        ageRecipients.map(async ({ holder, recipient }) => recipient ?? (await hands.ageRecipient(id, holder))),
      );
      const content = Buffer.from(await encryptCopy(vault, id, recipients));
      artefacts.push({ name: ageFileOf(id), content });
      const sha256 = createHash("sha256").update(content).digest("hex");
      seeds[id] = {
        threshold: shares.threshold,
        holders: [...shares.holders],
        age: { recipients, file: ageFileOf(id), sha256 },
      };
    }
    return { evidence: { seeds }, artefacts };
  },
  apply({ plan }, { seeds }) {
    if (Object.keys(seeds).sort().join() !== Object.keys(plan.seeds).sort().join()) {
      throw new Refusal("bad-evidence", "not every seed has a backup");
    }
    for (const [id, { threshold, holders, age }] of Object.entries(seeds)) {
      const planned = plan.seeds[id];
      if (threshold !== planned?.shares.threshold || holders.join() !== planned.shares.holders.join()) {
        throw new Refusal("bad-evidence", `seed ${id} is not shared as the plan says`);
      }
      const wrong = planned.ageRecipients.some(
        ({ recipient }, index) => recipient !== undefined && recipient !== age.recipients[index],
      );
      if (wrong || age.recipients.length !== planned.ageRecipients.length) {
        throw new Refusal("bad-evidence", `the copy of seed ${id} is not encrypted to whom the plan says`);
      }
    }
    return {};
  },
};

/** Whoever has a card already keeps it when the step is interrupted: shares of two splittings do not go together. */
async function handOut(seed: string, { shares }: Pick<Seed, "shares">, hands: Hands, vault: Vault): Promise<void> {
  const split = () => withEntropy(vault, seed, (entropy) => splitEntropy(entropy, splitOf(seed, { shares })))[0] ?? [];
  const words = textIn(vault, sharesOf(seed))?.split("\n") ?? split();
  putText(vault, sharesOf(seed), words.join("\n"));
  const handedOut = `handed-out/${seed}`;
  for (const [index, holder] of shares.holders.entries()) {
    if (index < Number(textIn(vault, handedOut) ?? 0)) continue;
    await hands.handOver(holder, `${seed}/${holder}`, words[index] ?? "");
    putText(vault, handedOut, `${index + 1}`);
  }
}

async function encryptCopy(vault: Vault, seed: string, recipients: readonly string[]): Promise<string> {
  // The library encrypts later than withEntropy overwrites.
  const copy = withEntropy(vault, seed, (entropy) => Uint8Array.from(entropy));
  try {
    return await encryptBackup(copy, recipients);
  } finally {
    copy.fill(0);
  }
}
