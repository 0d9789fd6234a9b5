import { z } from "zod";
import { deriveKey, mnemonicOf } from "../derivation";
import { Refusal } from "../transcript/refusal";
import { withAccount } from "./accounts";
import { commandOf } from "./script-line";
import { derivedRoles, withEntropy } from "./seed-secrets";
import type { Step } from "./step";

const evidence = z.strictObject({
  keys: z.array(z.strictObject({ role: z.string(), seed: z.string(), path: z.string(), account: z.string() })),
});

/** BIP-39 and BIP-32: which account comes from which seed by which path, in full. */
export const derivation: Step<z.output<typeof evidence>> = {
  name: "derivation",
  title: "Derivation",
  before: ["The seeds are made."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: (plan) => [
    { speaker: "operator", does: "Lets the program derive the keys.", command: commandOf("derivation") },
    ...derivedRoles(plan).map(({ name, seed, path }) => ({
      speaker: "operator",
      does: `Reads out the account of ${name}: seed ${seed}, path ${path}.`,
      blanks: ["Account"],
    })),
  ],
  otherwise: ["The program says that the entropy is gone: the step abandon, and the seeds are made anew."],
  evidence,
  async run({ plan }, _, vault) {
    const keys = derivedRoles(plan).map(({ name, seed, path }) => {
      const { address, privateKey } = withEntropy(vault, seed, (entropy) => deriveKey(mnemonicOf(entropy), path));
      privateKey.fill(0);
      return { role: name, seed, path, account: address };
    });
    return { evidence: { keys } };
  },
  apply(state, { keys }) {
    const { plan } = state;
    const planned = derivedRoles(plan);
    const spell = (role: string, seed: string, path: string) => `${role} ${seed} ${path}`;
    const wanted = planned.map(({ name, seed, path }) => spell(name, seed, path)).join();
    if (keys.map(({ role, seed, path }) => spell(role, seed, path)).join() !== wanted) {
      throw new Refusal("bad-evidence", "the keys are not derived as the plan says");
    }
    const accounts = keys.reduce(
      (known, { role, account }) => withAccount({ plan, accounts: known }, role, account),
      state.accounts,
    );
    return { accounts };
  },
};
