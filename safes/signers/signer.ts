import { Transaction } from "ethers";
import { UserError } from "../user-error";

/** Signs transactions of one account. */
export interface Signer {
  /** How it signs, for messages: `AWS KMS alias/...`. */
  readonly description: string;
  readonly address: string;
  /** The signed transaction in its raw form. */
  sign(transaction: Transaction): Promise<string>;
}

/**
 * What comes back from outside of this process must be what was asked for, signed by whom it should be: a signer that
 * changes a field, or has another key by now, would else send something else.
 */
export function confirmSigned(raw: string, asked: Transaction, address: string, where: string): string {
  let signed: Transaction;
  try {
    signed = Transaction.from(raw);
  } catch {
    throw new UserError({ what: "the signer's answer is no signed transaction", where });
  }
  if (signed.unsignedHash !== asked.unsignedHash) {
    throw new UserError({
      what: "the signer signed another transaction than the one it was asked for",
      where,
      got: `to ${signed.to}, value ${signed.value}, nonce ${signed.nonce}`,
      expected: `to ${asked.to}, value ${asked.value}, nonce ${asked.nonce}`,
      fix: "do not use this signer before you know why",
    });
  }
  if (signed.from !== address) {
    throw new UserError({
      what: "the transaction is signed by another account",
      where,
      got: `${signed.from}`,
      expected: address,
      fix: "name the address that the signer holds the key of",
    });
  }
  return raw;
}
