import { getAddress, hashMessage, recoverAddress, Signature, TypedDataEncoder } from "ethers";
import { UserError } from "../safes/user-error";

/** What a holder of a key states by signing. A proof of one ceremony, role or chain is none of another. */
export interface Possession {
  /** Account of the key. */
  readonly key: string;
  /** A role, or a seat: `batcher`, `upgrades/3`. */
  readonly role: string;
  readonly chainId: number;
  /** 32 bytes, from {@link ceremonyIdOf}. */
  readonly ceremonyId: string;
  /** Hash of the transcript's last entry when the proof was asked for: nothing signed earlier counts. */
  readonly transcriptHead: string;
  /** Unix time in seconds after which the proof is none. */
  readonly notAfter: number;
}

export interface Proof {
  readonly scheme: "eip712" | "eip191";
  /** 65 bytes. */
  readonly signature: string;
}

const types = {
  KeyPossession: [
    { name: "key", type: "address" },
    { name: "role", type: "string" },
    { name: "ceremonyId", type: "bytes32" },
    { name: "transcriptHead", type: "bytes32" },
    { name: "notAfter", type: "uint64" },
  ],
};

/** What `eth_signTypedData_v4` takes. The salt is the ceremony's id, so that a device shows it in the domain too. */
export function possessionTypedData(possession: Possession) {
  const { key, role, chainId, ceremonyId, transcriptHead, notAfter } = possession;
  return {
    domain: { name: "Jeju key ceremony", version: "1", chainId, salt: ceremonyId },
    types,
    primaryType: "KeyPossession" as const,
    message: { key, role, ceremonyId, transcriptHead, notAfter },
  };
}

/** The same for a device that cannot show typed data: a text for `personal_sign`. */
export function possessionText({ key, role, chainId, ceremonyId, transcriptHead, notAfter }: Possession): string {
  return [
    "Jeju key ceremony: I hold the key of this account.",
    `Account: ${key}`,
    `Role: ${role}`,
    `Chain: ${chainId}`,
    `Ceremony: ${ceremonyId}`,
    `Transcript: ${transcriptHead}`,
    `Not after: ${notAfter}`,
  ].join("\n");
}

/** 32 bytes to sign. */
export function possessionDigest(possession: Possession, scheme: Proof["scheme"]): string {
  if (scheme === "eip191") return hashMessage(possessionText(possession));
  const { domain, message } = possessionTypedData(possession);
  return TypedDataEncoder.hash(domain, types, message);
}

/** @throws UserError unless the key that is stated has signed exactly this. */
export function checkPossession(possession: Possession, { scheme, signature }: Proof): void {
  const signer = recoverSigner(possessionDigest(possession, scheme), signature);
  if (signer === getAddress(possession.key)) return;
  throw new UserError({
    what: "the proof of possession is not of this key, role, chain, ceremony and moment",
    where: possession.role,
    got: signer ? `a signature of ${signer}` : "no signature",
    expected: `${scheme} by ${possession.key}`,
    fix: "let the holder sign what this step shows; a proof of an earlier moment does not count",
  });
}

/**
 * Account that has signed a digest, with v of 0, 1, 27 or 28 (devices differ); undefined if there is none. A high s is
 * none either: there would be two signatures of one thing.
 */
export function recoverSigner(digest: string, signature: string): string | undefined {
  const match = /^0x([0-9a-f]{128})([0-9a-f]{2})$/i.exec(signature);
  if (!match) return undefined;
  const v = Number.parseInt(match[2] as string, 16);
  if (![0, 1, 27, 28].includes(v)) return undefined;
  const normal = `0x${match[1]}${(v < 27 ? v + 27 : v).toString(16)}`;
  try {
    const parsed = Signature.from(normal);
    return parsed.isValid() ? recoverAddress(digest, parsed) : undefined;
  } catch {
    return undefined;
  }
}
