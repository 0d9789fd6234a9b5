import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import {
  computeAddress,
  dataSlice,
  getBytes,
  hexlify,
  recoverAddress,
  Signature,
  type Transaction,
  toBeHex,
} from "ethers";
import { UserError } from "../user-error";
import { CURVE_ORDER, readDerSignature } from "./der";
import type { Signer } from "./signer";

const attempts = 5;

/** A key that never leaves AWS KMS: it gets digests and gives signatures. Credentials are those of the process. */
export async function openKmsSigner(keyId: string, region: string, requestTimeoutMs = 10_000): Promise<Signer> {
  const kms = new KMSClient({
    region,
    maxAttempts: attempts,
    // The SDK's own defaults wait for ever.
    requestHandler: {
      connectionTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
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

/** What a SubjectPublicKeyInfo of secp256k1 begins with (RFC 5480); the uncompressed point follows. */
const publicKeyHead = "0x3056301006072a8648ce3d020106052b8104000a034200";

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
  const info = hexlify(PublicKey);
  try {
    if (info.startsWith(publicKeyHead)) return computeAddress(dataSlice(info, publicKeyHead.length / 2 - 1));
  } catch {
    // The point is not on the curve.
  }
  throw new UserError({ what: "KMS shows no public key of secp256k1", where: keyId, got: info });
}

/**
 * KMS gives r and s in DER and knows neither Ethereum's rule that s is the lower one of the two that are valid (EIP-2;
 * nodes drop the other) nor the recovery bit, which is found by trying both.
 */
function asEthereumSignature(der: Uint8Array, digest: string, address: string, keyId: string): Signature {
  const [r, either] = readDerSignature(der, `AWS KMS ${keyId}`);
  const s = either > CURVE_ORDER / 2n ? CURVE_ORDER - either : either;
  for (const yParity of [0, 1] as const) {
    const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(s, 32), yParity });
    if (recovers(digest, signature, address)) return signature;
  }
  throw new UserError({
    what: "KMS signed with another key than the one it showed, or another digest",
    where: keyId,
    expected: `a signature of ${address} for ${digest}`,
    fix: "do not use this key before you know why",
  });
}

function recovers(digest: string, signature: Signature, address: string): boolean {
  try {
    return recoverAddress(digest, signature) === address;
  } catch {
    // No point of the curve has this r.
    return false;
  }
}

/** What the SDK adds to errors, where KMS itself has answered. */
interface Answered {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

async function explain<Answer>(keyId: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    const { name, message, $metadata } = error as Error & Answered;
    const hasAnswered = $metadata?.httpStatusCode !== undefined;
    throw new UserError({
      what: hasAnswered ? "AWS KMS refused" : "AWS KMS cannot be asked",
      where: keyId,
      got: hasAnswered ? `${name}: ${message}` : describeSilence(error as Error),
      fix: hasAnswered
        ? "check that the key exists in this account and region, and that the credentials may kms:GetPublicKey and kms:Sign"
        : "check the region, the network and the credentials of this process: aws sts get-caller-identity",
    });
  }
}

function describeSilence({ name, message }: Error): string {
  if (name === "TimeoutError") return `no answer in time, ${attempts} times`;
  return message.replace(/^AWS SDK error wrapper for (Error: )?/, "") || name;
}
