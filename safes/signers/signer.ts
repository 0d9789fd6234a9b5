import { Transaction, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";
import { UserError } from "../user-error";

/** What `eth_signTypedData_v4` takes, without the type of the domain: that follows from the domain's fields. */
export interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Signs for one account, wherever its key is. Every signature is of that account and has the lower s, or there is none. */
export interface Signer {
  /** How it signs, for messages: `AWS KMS alias/...`. */
  readonly description: string;
  readonly address: string;
  /** The signed transaction in its raw form: EIP-1559, EIP-2930, or legacy with the chain's id (EIP-155). */
  sign(transaction: Transaction): Promise<string>;
  /** EIP-191 (`personal_sign`): r, s and v as 65 bytes, v being 27 or 28. A text is signed as its UTF-8. */
  signMessage(message: string | Uint8Array): Promise<string>;
  /** EIP-712: r, s and v as above. */
  signTypedData(data: TypedData): Promise<string>;
}

/** The digest of EIP-712. */
export function typedDataHash({ domain, types, message }: TypedData): string {
  return TypedDataEncoder.hash(domain, mutable(types), message);
}

/** As ethers wants them; it does not change them. */
export function mutable(types: TypedData["types"]): Record<string, TypedDataField[]> {
  return Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]]));
}

/** @throws UserError for a transaction that would count on another chain too, or of a type that nobody here makes. */
export function refuseUnbound({ type, chainId }: Transaction, where: string): void {
  if ((type === 0 || type === 1 || type === 2) && chainId > 0n) return;
  throw new UserError({
    what: chainId > 0n ? "this type of transaction is not signed" : "this transaction would count on every chain",
    where,
    got: `type ${type} for ${chainId > 0n ? `chain ${chainId}` : "no chain"}`,
    expected: "type 0, 1 or 2 with the id of its chain (EIP-155, EIP-2930, EIP-1559)",
  });
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
