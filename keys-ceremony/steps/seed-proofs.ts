import { SigningKey } from "ethers";
import { deriveKey, mnemonicOf } from "../derivation";
import { possessionDigest } from "../proof";
import { applyProofs, type PossessionEvidence, possessionEvidence, possessionOf } from "./possession";
import { commandOf } from "./script-line";
import { derivedRoles, withEntropy } from "./seed-secrets";
import { type CeremonyState, rolesOf } from "./state";
import type { Step } from "./step";

/** Every key that comes from a seed signs before the seed is wiped. */
export const seedProofs: Step<PossessionEvidence> = {
  name: "seed-proofs",
  title: "Proof of possession: seeds",
  before: ["The accounts are read out and written down."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: (plan) => [
    {
      speaker: "operator",
      does: `Lets the keys of ${derivedRoles(plan)
        .map(({ name }) => name)
        .join(", ")} sign for this ceremony.`,
      command: commandOf("seed-proofs"),
    },
  ],
  otherwise: ["The program says that the entropy is gone: the step abandon, and the seeds are made anew."],
  evidence: possessionEvidence,
  async run(state, _, vault) {
    const proofs = derivedRoles(state.plan).map(({ name, seed, path }) => {
      const { address, privateKey } = withEntropy(vault, seed, (entropy) => deriveKey(mnemonicOf(entropy), path));
      try {
        const digest = possessionDigest(possessionOf(state, name, address), "eip712");
        const { serialized } = new SigningKey(privateKey).sign(digest);
        return { name, account: address, scheme: "eip712" as const, signature: serialized };
      } finally {
        privateKey.fill(0);
      }
    });
    return { evidence: { proofs } };
  },
  apply: (state, evidence) => applyProofs(state, derivedHoldings(state), evidence),
};

function derivedHoldings({ plan }: CeremonyState) {
  const derived = new Set<string>(derivedRoles(plan).map(({ name }) => name));
  return rolesOf(plan).filter(({ name }) => derived.has(name));
}
