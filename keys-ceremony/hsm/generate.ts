import { randomBytes } from "node:crypto";
import { findKeys, findTokenKey, SECP256K1_PARAMETERS, type TokenKey } from "../../safes/signers/pkcs11/key";
import { call, type Token } from "../../safes/signers/pkcs11/token";
import { UserError } from "../../safes/user-error";

/**
 * Makes a key pair of secp256k1 in a token, which does not give its private half away: no backup is possible.
 *
 * @param token a session that may write
 * @throws UserError where the label is taken, or the token does not vouch that the key was never outside of it
 */
export function generateTokenKey(token: Token, label: string): TokenKey {
  const { binding, library, session } = token;
  const where = `${token.where}, key ${label}`;
  call(where, () => {
    refuseTaken(token, label, where);
    const both = [
      { type: binding.CKA_TOKEN, value: true },
      { type: binding.CKA_LABEL, value: label },
      { type: binding.CKA_ID, value: randomBytes(16) },
    ];
    library.C_GenerateKeyPair(
      session,
      { mechanism: binding.CKM_EC_KEY_PAIR_GEN },
      [
        ...both,
        { type: binding.CKA_EC_PARAMS, value: SECP256K1_PARAMETERS },
        { type: binding.CKA_VERIFY, value: true },
      ],
      [
        ...both,
        { type: binding.CKA_PRIVATE, value: true },
        { type: binding.CKA_SENSITIVE, value: true },
        { type: binding.CKA_EXTRACTABLE, value: false },
        { type: binding.CKA_SIGN, value: true },
        // It signs and does nothing else.
        { type: binding.CKA_DECRYPT, value: false },
        { type: binding.CKA_UNWRAP, value: false },
        { type: binding.CKA_DERIVE, value: false },
      ],
    );
  });
  const key = findTokenKey(token, label);
  if (key.neverOutside) return key;
  throw new UserError({
    what: "the token does not vouch that this key was never outside of it",
    where,
    expected: "CKA_LOCAL, CKA_ALWAYS_SENSITIVE and CKA_NEVER_EXTRACTABLE true",
    fix: "do not use this token",
  });
}

function refuseTaken(token: Token, label: string, where: string): void {
  const { CKO_PRIVATE_KEY, CKO_PUBLIC_KEY } = token.binding;
  if ([CKO_PRIVATE_KEY, CKO_PUBLIC_KEY].every((half) => findKeys(token, half, { label }).length === 0)) return;
  throw new UserError({
    what: "the token has a key of this label already",
    where,
    fix: "choose another label; a key that is in use is never replaced",
  });
}
