import { GetPublicKeyCommand, SignCommand } from "@aws-sdk/client-kms";
import { getBytes } from "ethers";
import { UserError } from "../user-error";
import { readDerSignature } from "./der";
import { digestSigner } from "./digest-signer";
import { Kms } from "./kms-client";
import { addressOfPublicKeyInfo } from "./public-key";
import type { Signer } from "./signer";

/** A key that never leaves AWS KMS: it gets digests and gives signatures. Credentials are those of the process. */
export async function openKmsSigner(keyId: string, region: string, kms: Kms = new Kms(region)): Promise<Signer> {
  const description = `AWS KMS ${keyId}`;
  const address = await readKmsAddress(kms, keyId);
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

/** The account of a signing key of secp256k1. @throws UserError for a key of another curve or usage */
export async function readKmsAddress(kms: Kms, keyId: string): Promise<string> {
  const { PublicKey, KeySpec, KeyUsage } = await kms.ask(keyId, "kms:GetPublicKey", (client, options) =>
    client.send(new GetPublicKeyCommand({ KeyId: keyId }), options),
  );
  if (KeySpec !== "ECC_SECG_P256K1" || KeyUsage !== "SIGN_VERIFY" || !PublicKey) {
    throw new UserError({
      what: "this KMS key cannot sign for Ethereum",
      where: keyId,
      got: `${KeySpec ?? "no key spec"}, ${KeyUsage ?? "no key usage"}${PublicKey ? "" : ", no public key"}`,
      expected: "ECC_SECG_P256K1, SIGN_VERIFY",
      fix: "create a key of that spec and usage; neither can be changed afterwards",
    });
  }
  return addressOfPublicKeyInfo(PublicKey, `AWS KMS ${keyId}`);
}
