import { getBytes } from "ethers";
import { UserError } from "../user-error";
import { digestSigner } from "./digest-signer";
import { findTokenKey, type TokenKey } from "./pkcs11/key";
import { readPinFile } from "./pkcs11/pin-file";
import { call, openToken, type Token } from "./pkcs11/token";
import type { Signer } from "./signer";

export interface Pkcs11Config {
  readonly module: string;
  readonly token: string;
  readonly key: string;
  readonly pinFile: string;
}

/** A key that never leaves its token: a YubiHSM, a network HSM, SoftHSM. The session stays open with the process. */
export async function openPkcs11Signer({ module, token, key, pinFile }: Pkcs11Config): Promise<Signer> {
  const opened = openToken({ module, token }, readPinFile(pinFile));
  return tokenSigner(opened, findTokenKey(opened, key));
}

/** Signs with a key of an open session. */
export function tokenSigner(token: Token, { label, address, privateKey }: TokenKey): Signer {
  const where = `${token.where}, key ${label}`;
  return digestSigner(where, address, async (digest) => readPair(signRaw(token, privateKey, digest, where), where));
}

/** CKM_ECDSA signs what it is given, without hashing it: r and s in 32 bytes each. */
function signRaw(
  { library, binding, session }: Token,
  privateKey: TokenKey["privateKey"],
  digest: string,
  where: string,
) {
  return call(where, () => {
    library.C_SignInit(session, { mechanism: binding.CKM_ECDSA }, privateKey);
    return library.C_Sign(session, Buffer.from(getBytes(digest)), Buffer.alloc(128));
  });
}

function readPair(signature: Buffer, where: string): readonly [bigint, bigint] {
  if (signature.length !== 64) {
    throw new UserError({
      what: "the token's signature is not one of secp256k1",
      where,
      got: `${signature.length} bytes`,
      expected: "r and s in 32 bytes each",
    });
  }
  const hex = signature.toString("hex");
  return [BigInt(`0x${hex.slice(0, 64)}`), BigInt(`0x${hex.slice(64)}`)];
}
