import { addressOfPublicKeyInfo } from "../../safes/signers/public-key";
import { Refusal } from "../transcript/refusal";
import type { CeremonyState } from "./state";

/** The accounts with one more. @throws Refusal if another holding has it, unless the plan lets a wallet sit in two Safes. */
export function withAccount(
  { plan, accounts }: Pick<CeremonyState, "plan" | "accounts">,
  name: string,
  account: string,
): ReadonlyMap<string, string> {
  const other = [...accounts].find(
    ([each, taken]) => each !== name && taken === account && !mayShare(plan, each, name),
  );
  if (other) throw new Refusal("bad-evidence", `${name} and ${other[0]} have the same account, ${account}`);
  const signer = Object.entries(plan.participants).find(([, { transcriptKey }]) => transcriptKey === account);
  if (signer) {
    throw new Refusal(
      "bad-evidence",
      `${name} has the account with which ${signer[0]} signs the transcript, ${account}`,
    );
  }
  return new Map([...accounts, [name, account]]);
}

function mayShare({ distinctOwners }: CeremonyState["plan"], one: string, other: string): boolean {
  const [safe, seat] = one.split("/");
  const [otherSafe, otherSeat] = other.split("/");
  return distinctOwners === "within-safe" && seat !== undefined && otherSeat !== undefined && safe !== otherSafe;
}

/** Of a key that KMS or a token holds. @throws Refusal for what is no public key of secp256k1 */
export function accountOf(publicKey: Uint8Array, role: string): string {
  try {
    return addressOfPublicKeyInfo(publicKey, role);
  } catch {
    throw new Refusal("bad-evidence", `${role}: this is no public key of secp256k1`);
  }
}
