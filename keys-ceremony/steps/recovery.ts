import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { proveQuorums } from "../backup/quorums";
import { readShare } from "../backup/share";
import { deriveKey, mnemonicOf } from "../derivation";
import { combinations } from "../plan/capture";
import type { Plan } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { splitOf } from "./backup";
import { commandOf } from "./script-line";
import { derivedRoles, putText, sharesOf, textIn, typedShareOf } from "./seed-secrets";
import type { Step } from "./step";
import type { Vault } from "./vault";

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
  lines: ({ seeds }) => [
    { speaker: "operator", does: "Lets the program ask for the shares.", command: commandOf("recovery") },
    ...Object.entries(seeds).flatMap(([id, { shares }]) =>
      shares.holders.map((holder) => ({
        speaker: holder,
        does: `Types the words of the share of seed ${id} back from the card, alone; compares the second card word by word.`,
      })),
    ),
  ],
  otherwise: [
    "The program names a word by its place: compare it with the card and type again. The card is wrong: both cards are burnt before all eyes; exception, and the step abandon.",
    "Interrupted: type the command again; it goes on with the next holder.",
  ],
  evidence,
  async run({ plan, accounts }, hands, vault) {
    const seeds: z.output<typeof evidence>["seeds"] = {};
    for (const [id, { shares }] of Object.entries(plan.seeds)) {
      const written: string[] = [];
      for (const [index, holder] of shares.holders.entries()) {
        const typed = typedShareOf(id, holder);
        const words =
          textIn(vault, typed) ??
          (await hands.readBack(holder, `${id}/${holder}`, (each) => requireSameShare(vault, id, index, each)));
        putText(vault, typed, words);
        written.push(words);
      }
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

/** A slip of the pen is found while its holder sits there; what counts are the quorums afterwards. */
function requireSameShare(vault: Vault, seed: string, index: number, typed: string): void {
  const where = `the card of share ${index + 1} of seed ${seed}`;
  const { words } = readShare(typed, where);
  const shown = textIn(vault, sharesOf(seed))?.split("\n")[index];
  if (shown === undefined || shown === words) return;
  throw new UserError({
    what: "this is a share, but not the one that this holder was shown",
    where,
    fix: "look at the label of the card; if it is the right one, record it with the step exception, and abandon the seed",
  });
}

function firstRoleOf(plan: Plan, seed: string) {
  const [first] = derivedRoles(plan).filter((role) => role.seed === seed);
  if (!first) throw new Refusal("bad-plan", `nothing is derived from seed ${seed}`);
  return first;
}
