import { getAddress } from "ethers";
import { z } from "zod";
import { checkPossession, type Possession } from "../proof";
import { Refusal } from "../transcript/refusal";
import { withAccount } from "./accounts";
import type { CeremonyState, Holding } from "./state";
import { notAfterOf } from "./state";

export const possessionEvidence = z.strictObject({
  proofs: z.array(
    z.strictObject({
      name: z.string(),
      account: z.string(),
      scheme: z.enum(["eip712", "eip191"]),
      signature: z.string(),
    }),
  ),
});
export type PossessionEvidence = z.output<typeof possessionEvidence>;

/** What is signed for a holding now. */
export function possessionOf({ plan, ceremonyId, head }: CeremonyState, name: string, key: string): Possession {
  return {
    key,
    role: name,
    chainId: plan.l1ChainId,
    ceremonyId,
    transcriptHead: head,
    notAfter: notAfterOf(plan),
  };
}

/** Every holding that is asked for is proven, by the account that it is known to have, in the plan's order. */
export function applyProofs(state: CeremonyState, holdings: readonly Holding[], { proofs }: PossessionEvidence) {
  const { plan } = state;
  let { accounts } = state;
  const names = holdings.map(({ name }) => name);
  const given = proofs.map(({ name }) => name);
  if (given.join() !== names.join()) {
    throw new Refusal("bad-evidence", `proofs are of [${given.join(", ")}] and have to be of [${names.join(", ")}]`);
  }
  for (const { name, account, ...proof } of proofs) {
    if (getAddress(account) !== account) throw new Refusal("bad-evidence", `${name}: the account has no checksum`);
    const known = state.accounts.get(name);
    if (known !== undefined && known !== account) {
      throw new Refusal("bad-proof", `${name}: the proof is of ${account}, and the key's account is ${known}`);
    }
    try {
      checkPossession(possessionOf(state, name, account), proof);
    } catch {
      throw new Refusal("bad-proof", `${name}: ${account} has not signed for this role, chain, ceremony and moment`);
    }
    accounts = withAccount({ plan, accounts }, name, account);
  }
  return { accounts, proven: new Set([...state.proven, ...names]) };
}
