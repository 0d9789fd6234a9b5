import { z } from "zod";
import type { Plan, RoleName } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { accountOf, withAccount } from "./accounts";
import { commandOf } from "./script-line";
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

interface PlannedKey {
  readonly name: RoleName;
  readonly alias: string;
  readonly origin: "AWS_KMS" | "EXTERNAL";
}

function keysIn(plan: Plan): PlannedKey[] {
  return rolesOf(plan).flatMap(({ name, custody }) => {
    const { kmsAlias: alias } = plan.roles[name];
    if (alias === undefined) return [];
    return [{ name, alias, origin: custody === "kms-import" ? "EXTERNAL" : "AWS_KMS" }];
  });
}

/** Keys that stay in KMS: generated there, or imported and compared with what was derived. */
export const kms: Step<z.output<typeof evidence>> = {
  name: "kms",
  title: "Keys in KMS",
  before: ["Whoever may import into KMS is there, with the second factor.", "The wrapped keys are here on a stick."],
  isPlanned: (plan) => keysIn(plan).length > 0,
  lines: (plan) => [
    {
      speaker: "operator",
      does: "Puts the stick into the machine that reaches KMS; from here on everything is typed there.",
      command: commandOf("kms", "--region <region>"),
    },
    ...keysIn(plan).map(({ name, alias, origin }) => ({
      speaker: "operator",
      does:
        origin === "EXTERNAL"
          ? `Imports the wrapped key of ${name} as ${alias}.`
          : `Has KMS show its key of ${name}, ${alias}.`,
      blanks: ["Account"],
    })),
  ],
  otherwise: [
    "KMS holds another key under the alias: nothing is overwritten; exception, and find out whose it is.",
    "KMS does not answer: type the command again; keys that are there are taken as they are.",
  ],
  evidence,
  async run({ plan, accounts }, hands) {
    const keys: z.output<typeof evidence>["keys"] = [];
    for (const { name, alias, origin } of keysIn(plan)) {
      const publicKey = await hands.kmsKey(name, alias, origin, accounts.get(name));
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
      const account = accountOf(Buffer.from(publicKey, "base64"), role);
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
