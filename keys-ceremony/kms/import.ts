import { GetParametersForImportCommand, ImportKeyMaterialCommand } from "@aws-sdk/client-kms";
import type { Kms } from "../../safes/signers/kms-client";
import { UserError } from "../../safes/user-error";
import { createKmsKey, type NewKmsKey } from "./generate";
import type { WrappingAlgorithm } from "./key-wrap";
import { nameKmsKey, type ProvenKmsKey, proveKmsKey } from "./prove";
import { type ImportRequest, type WrappedKey, wrapForImport, wrappingKeyFingerprint } from "./wrap";

/** First third of an import, where KMS is reached: a key without material, and what its material is wrapped with. */
export async function requestImport(
  kms: Kms,
  wanted: NewKmsKey,
  algorithm: WrappingAlgorithm = "RSA_AES_KEY_WRAP_SHA_256",
): Promise<ImportRequest> {
  return importParameters(kms, await createKmsKey(kms, wanted, "EXTERNAL"), algorithm);
}

/** The same for a key that waits already: after a day, or to bring the same material again when it was deleted. */
export async function importParameters(kms: Kms, keyArn: string, algorithm: WrappingAlgorithm): Promise<ImportRequest> {
  const { PublicKey, ImportToken, ParametersValidTo } = await kms.ask(
    keyArn,
    "kms:GetParametersForImport",
    (client, options) =>
      client.send(
        new GetParametersForImportCommand({
          KeyId: keyArn,
          WrappingAlgorithm: algorithm,
          WrappingKeySpec: "RSA_4096",
        }),
        options,
      ),
  );
  if (!PublicKey || !ImportToken || !ParametersValidTo) {
    throw new UserError({ what: "KMS gave no parameters for the import", where: keyArn });
  }
  return {
    keyArn,
    algorithm,
    wrappingKey: Buffer.from(PublicKey).toString("base64"),
    importToken: Buffer.from(ImportToken).toString("base64"),
    validUntil: ParametersValidTo.toISOString(),
  };
}

/**
 * Last third, where KMS is reached: the material goes in, KMS's public key is compared with the derived account, a
 * challenge is signed, and only then the key gets its alias.
 *
 * KMS keeps imported material no safer than its owner does: nothing but the seed's backups can bring it again.
 *
 * @throws UserError for each refusal and difference; the key then has no alias
 */
export async function completeImport(
  kms: Kms,
  wanted: NewKmsKey,
  request: ImportRequest,
  wrapped: WrappedKey,
): Promise<ProvenKmsKey> {
  if (wrapped.keyArn !== request.keyArn) {
    throw new UserError({
      what: "this key was wrapped for another import",
      where: wanted.alias,
      got: wrapped.keyArn,
      expected: request.keyArn,
    });
  }
  await kms.ask(request.keyArn, "kms:ImportKeyMaterial", (client, options) =>
    client.send(
      new ImportKeyMaterialCommand({
        KeyId: request.keyArn,
        ImportToken: Buffer.from(request.importToken, "base64"),
        EncryptedKeyMaterial: Buffer.from(wrapped.encryptedKeyMaterial, "base64"),
        ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      }),
      options,
    ),
  );
  const expected = { origin: "EXTERNAL", address: wrapped.address } as const;
  const proven = await proveKmsKey(kms, request.keyArn, expected);
  await nameKmsKey(kms, proven, wanted.alias);
  return proven;
}

/** All of an import in one process, which holds the secret and reaches KMS: not for a key that has to stay offline. */
export async function importKmsKey(
  kms: Kms,
  wanted: NewKmsKey,
  secret: Uint8Array,
  algorithm?: WrappingAlgorithm,
): Promise<ProvenKmsKey> {
  const request = await requestImport(kms, wanted, algorithm);
  return completeImport(kms, wanted, request, wrapForImport(secret, request, wrappingKeyFingerprint(request)));
}
