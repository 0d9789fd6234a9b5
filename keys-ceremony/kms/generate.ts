import { CreateKeyCommand } from "@aws-sdk/client-kms";
import type { Kms } from "../../safes/signers/kms-client";
import { UserError } from "../../safes/user-error";
import { type KmsOrigin, nameKmsKey, type ProvenKmsKey, proveKmsKey } from "./prove";

export interface NewKmsKey {
  /** As alias/jeju-mainnet-signer-batcher; must not exist yet. */
  readonly alias: string;
  /** What people read beside the key, as `Signs as batcher of jeju-mainnet`. */
  readonly description: string;
  /** Key policy in JSON. Default: KMS's own, which leaves it to the account's IAM. */
  readonly policy?: string;
}

/** KMS makes a signing key, which it never shows: there is no backup of it. @throws UserError */
export async function generateKmsKey(kms: Kms, wanted: NewKmsKey): Promise<ProvenKmsKey> {
  const arn = await createKmsKey(kms, wanted, "AWS_KMS");
  const proven = await proveKmsKey(kms, arn, { origin: "AWS_KMS" });
  await nameKmsKey(kms, proven, wanted.alias);
  return proven;
}

/** A key of secp256k1, with material of KMS's own or still without any. Its ARN. */
export async function createKmsKey(kms: Kms, wanted: NewKmsKey, origin: KmsOrigin): Promise<string> {
  const { alias, description, policy } = wanted;
  const { KeyMetadata } = await kms.ask(alias, "kms:CreateKey", (client, options) =>
    client.send(
      new CreateKeyCommand({
        KeySpec: "ECC_SECG_P256K1",
        KeyUsage: "SIGN_VERIFY",
        Origin: origin,
        MultiRegion: false,
        Description: description,
        ...(policy !== undefined && { Policy: policy }),
      }),
      options,
    ),
  );
  if (KeyMetadata?.Arn) return KeyMetadata.Arn;
  throw new UserError({ what: "KMS made a key and does not say which", where: alias });
}
