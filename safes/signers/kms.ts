import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { computeAddress, getBytes, hexlify, recoverAddress, Signature, type Transaction, toBeHex } from "ethers";
import { UserError } from "../user-error";
import type { Signer } from "./signer";

const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A key that never leaves AWS KMS: it gets digests and gives signatures. Credentials are those of the process. */
export async function openKmsSigner(keyId: string, region: string): Promise<Signer> {
  const kms = new KMSClient({ region, maxAttempts: 5 });
  const address = await readAddress(kms, keyId);
  const description = `AWS KMS ${keyId}`;
  const sign = async (transaction: Transaction) => {
    const digest = transaction.unsignedHash;
    const command = new SignCommand({
      KeyId: keyId,
      Message: getBytes(digest),
      MessageType: "DIGEST",
      SigningAlgorithm: "ECDSA_SHA_256",
    });
    const { Signature: der } = await explain(keyId, kms.send(command));
    if (!der) throw new UserError({ what: "KMS answered without a signature", where: keyId });
    const signed = transaction.clone();
    signed.signature = asEthereumSignature(der, digest, address, keyId);
    return signed.serialized;
  };
  return { description, address, sign };
}

async function readAddress(kms: KMSClient, keyId: string): Promise<string> {
  const { PublicKey, KeySpec } = await explain(keyId, kms.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (KeySpec !== "ECC_SECG_P256K1" || !PublicKey) {
    throw new UserError({
      what: "this KMS key cannot sign for Ethereum",
      where: keyId,
      got: KeySpec ?? "no key spec",
      expected: "ECC_SECG_P256K1",
      fix: "create a key of that spec with usage SIGN_VERIFY; a key's spec cannot be changed",
    });
  }
  // SubjectPublicKeyInfo of secp256k1 (RFC 5480) ends with the uncompressed point of 65 bytes.
  return computeAddress(hexlify(PublicKey.slice(-65)));
}

/**
 * KMS gives r and s in DER and knows neither Ethereum's rule that s is the lower one of the two that are valid (EIP-2;
 * nodes drop the other) nor the recovery bit, which is found by trying both.
 */
function asEthereumSignature(der: Uint8Array, digest: string, address: string, keyId: string): Signature {
  const [r, high] = readDer(der);
  const s = high > curveOrder / 2n ? curveOrder - high : high;
  for (const yParity of [0, 1] as const) {
    const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(s, 32), yParity });
    if (recoverAddress(digest, signature) === address) return signature;
  }
  throw new UserError({ what: "KMS signed with another key than the one it showed", where: keyId, expected: address });
}

/** SEQUENCE of two INTEGERs, each below 2^256, so every length fits into one byte. */
function readDer(der: Uint8Array): [r: bigint, s: bigint] {
  const rLength = der[3] ?? 0;
  const sLength = der[5 + rLength] ?? 0;
  const isSequence = der[0] === 0x30 && der[1] === der.length - 2 && der[2] === 0x02 && der[4 + rLength] === 0x02;
  if (!isSequence || 6 + rLength + sLength !== der.length) throw new RangeError("KMS's signature is not in DER");
  const integer = (from: number, length: number) => BigInt(hexlify(der.slice(from, from + length)));
  return [integer(4, rLength), integer(6 + rLength, sLength)];
}

async function explain<Answer>(keyId: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error as Error;
    throw new UserError({
      what: "AWS KMS refused",
      where: keyId,
      got: `${name}: ${message}`,
      fix: "check that the key exists in this account and region, and that the credentials may kms:GetPublicKey and kms:Sign",
    });
  }
}
