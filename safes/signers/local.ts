import { Wallet } from "ethers";
import { UserError } from "../user-error";
import type { Signer } from "./signer";

/** A plain key out of the environment. The caller decides whether the chain is one where that may be. */
export function openLocalSigner(keyVariable: string, allowPlainKey: boolean): Signer {
  const where = `environment variable ${keyVariable}`;
  if (!allowPlainKey) {
    throw new UserError({
      what: "a plain key is refused on this chain",
      where,
      got: "a signer of the kind local",
      expected: "kms, keystore or remote, whose key nobody can read out of a process",
      fix: "plain keys are for a chain on this machine; create a key in KMS and name its alias",
    });
  }
  const key = process.env[keyVariable];
  if (key === undefined || !/^(0x)?[0-9a-fA-F]{64}$/.test(key)) {
    throw new UserError({ what: "there is no private key", where, expected: "32 bytes as 64 hex digits" });
  }
  const wallet = new Wallet(key);
  return { description: where, address: wallet.address, sign: (transaction) => wallet.signTransaction(transaction) };
}
