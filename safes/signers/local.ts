import { Wallet } from "ethers";
import { UserError } from "../user-error";
import type { Signer } from "./signer";
import { walletSigner } from "./wallet-signer";

/** A plain key out of the environment. The caller decides whether the chain is one where that may be. */
export function openLocalSigner(keyVariable: string, allowPlainKey: boolean): Signer {
  return walletSigner(whereOf(keyVariable), readPlainKey(keyVariable, allowPlainKey));
}

/** @throws UserError, which never says what the variable holds. */
export function readPlainKey(keyVariable: string, allowPlainKey: boolean): Wallet {
  const where = whereOf(keyVariable);
  if (!allowPlainKey) {
    throw new UserError({
      what: "a plain key is refused on this chain",
      where,
      got: "a signer of the kind local",
      expected: "kms, pkcs11, keystore or remote, whose key nobody can read out of a process",
      fix: "plain keys are for a chain on this machine; create a key in KMS and name its alias",
    });
  }
  const key = process.env[keyVariable];
  const wallet = key !== undefined && /^(0x)?[0-9a-fA-F]{64}$/.test(key) ? walletOf(key) : undefined;
  if (wallet) return wallet;
  throw new UserError({
    what: "there is no private key",
    where,
    got: key === undefined ? "the variable is not set" : "something else",
    expected: "32 bytes as 64 hex digits, above zero and below the order of secp256k1",
  });
}

const whereOf = (keyVariable: string) => `environment variable ${keyVariable}`;

function walletOf(key: string): Wallet | undefined {
  try {
    return new Wallet(key);
  } catch {
    return undefined;
  }
}
