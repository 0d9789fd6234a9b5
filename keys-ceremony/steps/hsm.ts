import { z } from "zod";
import { type Plan, type RoleName, roleNames } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { accountOf, withAccount } from "./accounts";
import type { HsmKeyPlace } from "./hands";
import { commandOf } from "./script-line";
import type { Step } from "./step";

const evidence = z.strictObject({
  keys: z.array(
    z.strictObject({
      role: z.string(),
      token: z.string(),
      key: z.string(),
      /** SubjectPublicKeyInfo, DER in base64: its account is re-derived, not stated. */
      publicKey: z.base64(),
      /** The token's own word (CKA_LOCAL, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE); nobody can check it from outside. */
      neverOutside: z.boolean(),
    }),
  ),
});

export function hsmRoles({ roles }: Plan): { name: RoleName; place: HsmKeyPlace }[] {
  return roleNames.flatMap((name) => {
    const { hsm: place } = roles[name];
    return place === undefined ? [] : [{ name, place }];
  });
}

/** Keys that a PKCS#11 token makes and keeps: there is no backup, and no second token has them. */
export const hsm: Step<z.output<typeof evidence>> = {
  name: "hsm",
  title: "Keys in an HSM",
  before: [
    "Whoever knows the PIN of the token is there; the token's library and node_modules/pkcs11js are on the machine.",
  ],
  isPlanned: (plan) => hsmRoles(plan).length > 0,
  lines: (plan) => [
    {
      speaker: "operator",
      does: "Connects the token. Its PIN is typed, unseen.",
      command: commandOf("hsm", "--hsm <library>"),
    },
    ...hsmRoles(plan).map(({ name, place: { token, key } }) => ({
      speaker: "operator",
      does: `Has the token ${token} make or show its key ${key}, of ${name}.`,
      blanks: ["Account"],
    })),
  ],
  otherwise: [
    "The PIN is refused: look before it is typed again; the token counts, and locks.",
    "The token does not vouch that the key was never outside of it: another token; exception.",
  ],
  evidence,
  async run({ plan }, hands) {
    const keys: z.output<typeof evidence>["keys"] = [];
    for (const { name, place } of hsmRoles(plan)) {
      const { publicKey, neverOutside } = await hands.hsmKey(name, place);
      keys.push({ role: name, ...place, publicKey: Buffer.from(publicKey).toString("base64"), neverOutside });
    }
    return { evidence: { keys } };
  },
  apply(state, { keys }) {
    const { plan } = state;
    const wanted = hsmRoles(plan).map(({ name, place: { token, key } }) => `${name} ${token} ${key}`);
    if (keys.map(({ role, token, key }) => `${role} ${token} ${key}`).join() !== wanted.join()) {
      throw new Refusal("bad-evidence", "the keys in the HSM are not those of the plan");
    }
    let { accounts } = state;
    for (const { role, publicKey, neverOutside } of keys) {
      if (!neverOutside) throw new Refusal("bad-evidence", `${role}: the key could have been outside of its token`);
      accounts = withAccount({ plan, accounts }, role, accountOf(Buffer.from(publicKey, "base64"), role));
    }
    return { accounts };
  },
};
