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
      got: describeFields(signed, asked),
      expected: describeFields(asked, signed),
      fix: "do not use this signer before you know why",
    });
  }
  if (signed.from !== address) {
    throw new UserError({
      what: "the transaction is signed by another account",
      where,
      got: signed.from ?? "nobody: there is no signature",
      expected: address,
      fix: "name the address that the signer holds the key of",
    });
  }
  // Of the two signatures that are equally valid, nodes take the one with the lower s only (EIP-2).
  signed.signature = signed.signature?.getCanonical() ?? null;
  return signed.serialized;
}

const fields = [
  ...["type", "chainId", "nonce", "to", "value", "data"],
  ...["gasLimit", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "accessList"],
] as const;

/** The fields in which a transaction differs from another. */
function describeFields(transaction: Transaction, other: Transaction): string {
  const own: Readonly<Record<string, unknown>> = transaction.toJSON();
  const others: Readonly<Record<string, unknown>> = other.toJSON();
  return fields
    .filter((field) => spell(own[field]) !== spell(others[field]))
    .map((field) => `${field} ${spell(own[field])}`)
    .join(", ");
}

const spell = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? null));
