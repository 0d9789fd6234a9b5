import { GetPublicKeyCommand, SignCommand } from "@aws-sdk/client-kms";
import { getBytes } from "ethers";
import { UserError } from "../user-error";
import { readDerSignature } from "./der";
import { digestSigner } from "./digest-signer";
import type { Kms } from "./kms-client";
import { addressOfPublicKeyInfo } from "./public-key";
import type { Signer } from "./signer";

/** A key that never leaves AWS KMS: it gets digests and gives signatures. Credentials are those of the process. */
export async function openKmsSigner(keyId: string, kms: Kms): Promise<Signer> {
  return kmsSigner(keyId, kms, (await readKmsKey(kms, keyId)).address);
}

/** Signs with a key whose account is known: a signature of any other one is refused. */
export function kmsSigner(keyId: string, kms: Kms, address: string): Signer {
  const description = `AWS KMS ${keyId}`;
  return digestSigner(description, address, async (digest) => {
    const { Signature: der } = await kms.ask(keyId, "kms:Sign", (client, options) =>
      client.send(
        new SignCommand({
          KeyId: keyId,
          Message: getBytes(digest),
          MessageType: "DIGEST",
          SigningAlgorithm: "ECDSA_SHA_256",
        }),
        options,
      ),
    );
    if (!der) throw new UserError({ what: "KMS answered without a signature", where: keyId });
    return readDerSignature(der, description);
  });
}

export interface KmsPublicKey {
  readonly address: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
}

/** The public half of a signing key of secp256k1. @throws UserError for a key of another curve or usage */
export async function readKmsKey(kms: Kms, keyId: string): Promise<KmsPublicKey> {
  const { PublicKey, KeyUsage, ...names } = await kms.ask(keyId, "kms:GetPublicKey", (client, options) =>
    client.send(new GetPublicKeyCommand({ KeyId: keyId }), options),
  );
  // KMS gives both names; emulators only the older one.
  const KeySpec = names.KeySpec ?? names.CustomerMasterKeySpec;
  if (KeySpec !== "ECC_SECG_P256K1" || KeyUsage !== "SIGN_VERIFY" || !PublicKey) {
    throw new UserError({
      what: "this KMS key cannot sign for Ethereum",
      where: keyId,
      got: `${KeySpec ?? "no key spec"}, ${KeyUsage ?? "no key usage"}${PublicKey ? "" : ", no public key"}`,
      expected: "ECC_SECG_P256K1, SIGN_VERIFY",
      fix: "create a key of that spec and usage; neither can be changed afterwards",
    });
  }
  return { address: addressOfPublicKeyInfo(PublicKey, `AWS KMS ${keyId}`), publicKey: PublicKey };
}
