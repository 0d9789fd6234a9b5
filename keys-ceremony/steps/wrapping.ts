import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../../safes/proposals/canonical-json";
import { deriveKey, mnemonicOf } from "../derivation";
import { wrapForImport, wrappingKeyFingerprint } from "../kms/wrap";
import type { Plan } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import { derivedRoles, withEntropy } from "./seed-secrets";
import type { Artefact, Step } from "./step";

const evidence = z.strictObject({
  keys: z.array(
    z.strictObject({
      role: z.string(),
      /** Of the key in KMS that waits for its material. */
      keyArn: z.string(),
      /** SHA-256 of KMS's wrapping key, as it was read aloud. */
      wrappingKey: z.string(),
      account: z.string(),
      sha256: z.string(),
    }),
  ),
});

export const wrappedFileOf = (role: string) => `${role}.wrapped.json`;

function importedRoles(plan: Plan) {
  return derivedRoles(plan).filter(({ name }) => plan.roles[name].custody === "kms-import");
}

/** Keys for KMS leave this machine encrypted to KMS's own key; without a network. */
export const wrapping: Step<z.output<typeof evidence>> = {
  name: "wrapping",
  title: "Wrapping for KMS",
  before: ["KMS was asked for import parameters less than 24 hours ago; they are here on a stick."],
  isPlanned: (plan) => importedRoles(plan).length > 0,
  lines: (plan) => [
    { speaker: "operator", does: "Lets the program wrap the keys for KMS.", command: commandOf("wrapping") },
    ...importedRoles(plan).map(({ name }) => ({
      speaker: "witness",
      does: `Reads the words of the fingerprint of KMS's wrapping key for ${name} from the paper that was written where KMS was asked; the operator types them.`,
      blanks: ["First and last word of the fingerprint"],
    })),
  ],
  otherwise: [
    "The fingerprint is of another key: nothing is wrapped; exception.",
    "The parameters are older than 24 hours: import-request where KMS is reached, and they are brought anew.",
  ],
  evidence,
  async run({ plan }, hands, vault) {
    const keys: z.output<typeof evidence>["keys"] = [];
    const artefacts: Artefact[] = [];
    for (const { name, seed, path } of importedRoles(plan)) {
      const { request, fingerprint } = await hands.importRequest(name, plan.roles[name].kmsAlias ?? "");
      const { privateKey } = withEntropy(vault, seed, (entropy) => deriveKey(mnemonicOf(entropy), path));
      try {
        const wrapped = wrapForImport(privateKey, request, fingerprint, hands.now());
        const content = Buffer.from(canonicalJson(wrapped, 2));
        artefacts.push({ name: wrappedFileOf(name), content });
        keys.push({
          role: name,
          keyArn: wrapped.keyArn,
          wrappingKey: wrappingKeyFingerprint(request),
          account: wrapped.address,
          sha256: createHash("sha256").update(content).digest("hex"),
        });
      } finally {
        privateKey.fill(0);
      }
    }
    return { evidence: { keys }, artefacts };
  },
  apply({ plan, accounts }, { keys }) {
    const wanted = importedRoles(plan).map(({ name }) => name);
    if (keys.map(({ role }) => role).join() !== wanted.join()) {
      throw new Refusal("bad-evidence", "the keys that are wrapped are not those of the plan");
    }
    for (const { role, account } of keys) {
      if (account !== accounts.get(role)) {
        throw new Refusal(
          "bad-evidence",
          `${role}: wrapped is the key of ${account}, derived was ${accounts.get(role)}`,
        );
      }
    }
    return {};
  },
};
