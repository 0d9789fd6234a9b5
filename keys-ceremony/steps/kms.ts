import { z } from "zod";
import { deriveKey, mnemonicOf } from "../derivation";
import type { Plan, RoleName } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { withAccount } from "./accounts";
import { accountOfPublicKey } from "./public-key";
import { derivedRoles, withEntropy } from "./seed-secrets";
import { rolesOf } from "./state";
import type { Step } from "./step";

const evidence = z.strictObject({
  keys: z.array(
    z.strictObject({
      role: z.string(),
      alias: z.string(),
      origin: z.enum(["AWS_KMS", "EXTERNAL"]),
      /** SubjectPublicKeyInfo, DER in base64: its account is re-derived, not stated. */
      publicKey: z.base64(),
    }),
  ),
});

function keysIn({
  roles,
}: Plan): { readonly name: RoleName; readonly alias: string; readonly origin: "AWS_KMS" | "EXTERNAL" }[] {
  return rolesOf({ roles } as Plan).flatMap(({ name, custody }) => {
    const { kmsAlias: alias } = roles[name];
    if (alias === undefined) return [];
    return [{ name, alias, origin: custody === "kms-import" ? "EXTERNAL" : "AWS_KMS" }];
  });
}

/** Keys that stay in KMS: generated there, or imported and compared with what was derived. */
export const kms: Step<z.output<typeof evidence>> = {
  name: "kms",
  title: "Keys in KMS",
  before: ["Whoever may import into KMS is there, with the second factor."],
  isPlanned: (plan) => keysIn(plan).length > 0,
  lines: (plan) =>
    keysIn(plan).map(({ name, alias, origin }) => ({
      speaker: "operator",
      does:
        origin === "EXTERNAL"
          ? `Imports the wrapped key of ${name} as ${alias}.`
          : `Has KMS show its key of ${name}, ${alias}.`,
      blanks: ["Account"],
    })),
  evidence,
  async run({ plan }, hands, vault) {
    const keys: z.output<typeof evidence>["keys"] = [];
    for (const { name, alias, origin } of keysIn(plan)) {
      const { publicKey } = await hands.kmsKey(
        name,
        alias,
        origin === "EXTERNAL" ? secretKeyOf(plan, name, vault) : undefined,
      );
      keys.push({ role: name, alias, origin, publicKey: Buffer.from(publicKey).toString("base64") });
    }
    return { evidence: { keys } };
  },
  apply(state, { keys }) {
    const { plan } = state;
    const wanted = keysIn(plan).map(({ name, alias, origin }) => `${name} ${alias} ${origin}`);
    if (keys.map(({ role, alias, origin }) => `${role} ${alias} ${origin}`).join() !== wanted.join()) {
      throw new Refusal("bad-evidence", "the keys in KMS are not those of the plan");
    }
    let { accounts } = state;
    for (const { role, publicKey } of keys) {
      const account = accountOfPublicKey(Buffer.from(publicKey, "base64"), role);
      const derived = state.accounts.get(role);
      if (derived !== undefined && derived !== account) {
        throw new Refusal(
          "bad-evidence",
          `${role}: KMS holds the key of ${account}, and what was derived is ${derived}`,
        );
      }
      accounts = withAccount({ plan, accounts }, role, account);
    }
    return { accounts };
  },
};

function secretKeyOf(plan: Plan, role: RoleName, vault: Parameters<typeof withEntropy>[0]): Uint8Array {
  const found = derivedRoles(plan).find(({ name }) => name === role);
  if (!found) throw new Error(`${role} comes from no seed`);
  return withEntropy(vault, found.seed, (entropy) => deriveKey(mnemonicOf(entropy), found.path).privateKey);
}
