import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { checkPossession, type Possession, type Proof } from "../proof";
import { writeWhole } from "../transcript/file";
import type { Hands } from "./hands";
import { possessionEvidence } from "./possession";
import type { CeremonyState } from "./state";

const kept = z.strictObject({
  /** Of the transcript: proofs for another moment are none. */
  head: z.string(),
  proofs: possessionEvidence.shape.proofs,
});
type Kept = z.output<typeof kept>;

/**
 * Proofs of a step that is not done yet, none of them secret, in the ceremony's folder: when the twentieth owner's battery is
 * empty, nineteen do not sign again. Each is checked when it comes and when it is taken out.
 */
export class KeptProofs {
  private readonly file: string;

  constructor(folder: string) {
    this.file = proofsFile(folder);
  }

  /** Hands that ask nobody who has signed already. */
  around(hands: Hands, { head }: CeremonyState): Hands {
    const ofName = (name: string) => this.read(head).find((each) => each.name === name);
    return {
      ...hands,
      accountOf: async (holding, judge) => ofName(holding.name)?.account ?? hands.accountOf(holding, judge),
      prove: async (holding, possession) => {
        const before = ofName(holding.name);
        if (before?.account === possession.key && isProof(possession, before)) {
          return { scheme: before.scheme, signature: before.signature };
        }
        const proof = await hands.prove(holding, possession);
        checkPossession(possession, proof);
        const others = this.read(head).filter(({ name }) => name !== holding.name);
        const proofs = [...others, { name: holding.name, account: possession.key, ...proof }];
        writeWhole(this.file, JSON.stringify({ head, proofs } satisfies Kept, null, 2));
        return proof;
      },
    };
  }

  forget(): void {
    rmSync(this.file, { force: true });
  }

  private read(head: string): Kept["proofs"] {
    if (!existsSync(this.file)) return [];
    try {
      const { data } = kept.safeParse(JSON.parse(readFileSync(this.file, "utf8")));
      return data?.head === head ? data.proofs : [];
    } catch {
      // Half a file is none: whoever has signed signs again.
      return [];
    }
  }
}

export function proofsFile(folder: string): string {
  return join(folder, "proofs-so-far.json");
}

function isProof(possession: Possession, proof: Proof): boolean {
  try {
    checkPossession(possession, proof);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
