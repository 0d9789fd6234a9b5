import type { Plan, RoleName } from "../plan/schema";
import { roleNames } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import type { Vault } from "./vault";

/** Name of a seed's entropy in the vault. */
export const secretOf = (seed: string) => `seed/${seed}`;

/** Name of a seed's shares in the vault, and of what a holder typed back: an interrupted step goes on with them. */
export const sharesOf = (seed: string) => `shares/${seed}`;
export const typedShareOf = (seed: string, holder: string) => `typed/${seed}/${holder}`;

/** A text in a vault; undefined where it is not. */
export function textIn(vault: Vault, name: string): string | undefined {
  const bytes = vault.get(name);
  if (!bytes) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  bytes.fill(0);
  return text;
}

export function putText(vault: Vault, name: string, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  vault.put(name, bytes);
  bytes.fill(0);
}

/** Roles whose keys come from seeds, with where from. */
export function derivedRoles({ roles }: Plan): { name: RoleName; seed: string; path: string }[] {
  return roleNames.flatMap((name) => {
    const { seed, path } = roles[name];
    return seed !== undefined && path !== undefined ? [{ name, seed, path }] : [];
  });
}

/** Hands the entropy of a seed to `use`, and overwrites the copy. @throws Refusal when the vault has lost it */
export function withEntropy<T>(vault: Vault, seed: string, use: (entropy: Uint8Array) => T): T {
  const entropy = vault.get(secretOf(seed));
  if (!entropy) {
    throw new Refusal(
      "bad-evidence",
      `the entropy of seed ${seed} is gone: power was cut, or the vault was wiped`,
      undefined,
      "record it with the step abandon, and begin the seeds anew",
    );
  }
  try {
    return use(entropy);
  } finally {
    entropy.fill(0);
  }
}
