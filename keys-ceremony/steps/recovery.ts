import { z } from "zod";
import { proveQuorums } from "../backup/quorums";
import { deriveKey, mnemonicOf } from "../derivation";
import { combinations } from "../plan/capture";
import type { Plan } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { splitOf } from "./backup";
import { derivedRoles } from "./seed-secrets";
import type { Step } from "./step";

const evidence = z.strictObject({
  seeds: z.record(
    z.string(),
    z.strictObject({
      /** How many sets of holders recovered it: every one that has to suffice. */
      quorums: z.number().int(),
      /** The role by whose account they were compared, and the account that all of them came to. */
      role: z.string(),
      account: z.string(),
    }),
  ),
});

/** What the holders wrote down, not what the program remembers: every quorum recovers the key before the seed is wiped. */
export const recovery: Step<z.output<typeof evidence>> = {
  name: "recovery",
  title: "Recovery from every quorum",
  before: ["Every holder has both cards of the share."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: ({ seeds }) =>
    Object.entries(seeds).flatMap(([id, { shares }]) =>
      shares.holders.map((holder) => ({
        speaker: holder,
        does: `Types the words of the share of seed ${id} back from the card, alone.`,
      })),
    ),
  evidence,
  async run({ plan, accounts }, hands) {
    const seeds: z.output<typeof evidence>["seeds"] = {};
    for (const [id, { shares }] of Object.entries(plan.seeds)) {
      const written: string[] = [];
      for (const holder of shares.holders) written.push(await hands.readBack(holder, `${id}/${holder}`));
      const { name, path } = firstRoleOf(plan, id);
      const { quorums, address } = proveQuorums({
        split: splitOf(id, { shares }),
        shares: [written],
        address: accounts.get(name) ?? "",
        addressOf: (entropy) => {
          const key = deriveKey(mnemonicOf(entropy), path);
          key.privateKey.fill(0);
          return key.address;
        },
      });
      seeds[id] = { quorums, role: name, account: address };
    }
    return { evidence: { seeds } };
  },
  apply({ plan, accounts }, { seeds }) {
    for (const [id, { shares }] of Object.entries(plan.seeds)) {
      const given = seeds[id];
      if (!given) throw new Refusal("bad-evidence", `seed ${id} was not recovered`);
      const wanted = combinations(shares.holders.length, shares.threshold);
      if (BigInt(given.quorums) !== wanted) {
        throw new Refusal("bad-evidence", `seed ${id}: ${given.quorums} of ${wanted} quorums recovered it`);
      }
      const { name } = firstRoleOf(plan, id);
      if (given.role !== name || given.account !== accounts.get(name)) {
        throw new Refusal("bad-evidence", `seed ${id}: recovery came to another account of ${name}`);
      }
    }
    return {};
  },
};

function firstRoleOf(plan: Plan, seed: string) {
  const [first] = derivedRoles(plan).filter((role) => role.seed === seed);
  if (!first) throw new Refusal("bad-plan", `nothing is derived from seed ${seed}`);
  return first;
}
