import { tokenSigner } from "../../safes/signers/pkcs11";
import { findKeys, findTokenKey } from "../../safes/signers/pkcs11/key";
import { openToken, type Token } from "../../safes/signers/pkcs11/token";
import { publicKeyInfoOf } from "../../safes/signers/public-key";
import { UserError } from "../../safes/user-error";
import { generateTokenKey } from "../hsm/generate";
import { readPin } from "../hsm/pin";
import { hsmRandom } from "../hsm/random";
import { type Possession, type Proof, possessionTypedData } from "../proof";
import type { Hands, HsmKeyPlace } from "../steps/hands";

export interface HsmDevice {
  /** The token's PKCS#11 library, an absolute path. */
  readonly module: string;
  /** Label of the token whose random bytes are mixed in; the tokens of keys are in the plan. */
  readonly token?: string;
  /** Without it the PIN is typed. */
  readonly pinFile?: string;
}

/** Random bytes of a token that is there on the day. */
export function hsmHands(device: HsmDevice & { readonly token: string }): Required<Pick<Hands, "hsmRandom">> {
  return { hsmRandom: async (bytes) => withToken(device, device.token, "read", (token) => hsmRandom(token, bytes)) };
}

/** The key under its label, made now unless an interrupted step has made it. */
export async function keyInToken(device: HsmDevice | undefined, { token: label, key }: HsmKeyPlace) {
  return withToken(device, label, "write", (token) => {
    const isThere = findKeys(token, token.binding.CKO_PRIVATE_KEY, { label: key }).length > 0;
    const { point, neverOutside } = isThere ? findTokenKey(token, key) : generateTokenKey(token, key);
    return { publicKey: publicKeyInfoOf(point), neverOutside };
  });
}

/** A key in a token signs. */
export async function proveByToken(
  device: HsmDevice | undefined,
  { token: label, key }: HsmKeyPlace,
  possession: Possession,
): Promise<Proof> {
  return withToken(device, label, "read", async (token) => ({
    scheme: "eip712",
    signature: await tokenSigner(token, findTokenKey(token, key)).signTypedData(possessionTypedData(possession)),
  }));
}

async function withToken<T>(
  device: HsmDevice | undefined,
  label: string,
  access: "read" | "write",
  use: (token: Token) => T | Promise<T>,
): Promise<T> {
  if (!device) {
    throw new UserError({
      what: "a token holds a key of this plan, and nothing says how it is reached",
      where: `PKCS#11 token ${label}`,
      fix: "name its library: --hsm <library>, an absolute path",
    });
  }
  const token = openToken({ module: device.module, token: label }, await readPin(label, device.pinFile), access);
  try {
    return await use(token);
  } finally {
    token.close();
  }
}
