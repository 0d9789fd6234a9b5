import { CreateAliasCommand, DescribeKeyCommand } from "@aws-sdk/client-kms";
import { kmsSigner, readKmsKey } from "../../safes/signers/kms";
import type { Kms } from "../../safes/signers/kms-client";
import { UserError } from "../../safes/user-error";
import { type SignedChallenge, signChallenge } from "../challenge";

export type KmsOrigin = "AWS_KMS" | "EXTERNAL";

/** A key in KMS that was looked at and has signed. */
export interface ProvenKmsKey {
  readonly arn: string;
  readonly origin: KmsOrigin;
  readonly address: string;
  /** SubjectPublicKeyInfo in DER: the address can be found again from it. */
  readonly publicKey: Uint8Array;
  readonly challenge: SignedChallenge;
}

/**
 * Looks at a key as KMS describes it, compares its account, and has it sign what nobody has signed before.
 *
 * @param expected where its material comes from, and the account that was derived elsewhere
 * @throws UserError for each difference
 */
export async function proveKmsKey(
  kms: Kms,
  keyId: string,
  expected: { readonly origin: KmsOrigin; readonly address?: string },
): Promise<ProvenKmsKey> {
  const arn = await describe(kms, keyId, expected.origin);
  const { address, publicKey } = await readKmsKey(kms, arn);
  if (expected.address !== undefined && address !== expected.address) {
    throw new UserError({
      what: "KMS holds the key of another account than the one that was derived",
      where: keyId,
      got: address,
      expected: expected.address,
      fix: `do not use it: aws kms schedule-key-deletion --key-id ${arn}`,
    });
  }
  const challenge = await signChallenge(kmsSigner(arn, kms, address), arn);
  return { arn, origin: expected.origin, address, publicKey, challenge };
}

async function describe(kms: Kms, keyId: string, origin: KmsOrigin): Promise<string> {
  const { KeyMetadata: key = { KeyId: keyId } } = await kms.ask(keyId, "kms:DescribeKey", (client, options) =>
    client.send(new DescribeKeyCommand({ KeyId: keyId }), options),
  );
  const facts = {
    KeySpec: ["ECC_SECG_P256K1", key.KeySpec],
    KeyUsage: ["SIGN_VERIFY", key.KeyUsage],
    KeyState: ["Enabled", key.KeyState],
    KeyManager: ["CUSTOMER", key.KeyManager],
    Origin: [origin, key.Origin],
    // A copy in another region is a second place that the key can be used from.
    MultiRegion: [false, key.MultiRegion ?? false],
    ...(origin === "EXTERNAL" && { ExpirationModel: ["KEY_MATERIAL_DOES_NOT_EXPIRE", key.ExpirationModel] }),
  };
  const wrong = Object.entries(facts).filter(([, [wanted, got]]) => wanted !== got);
  if (wrong.length === 0 && key.Arn) return key.Arn;
  const list = (index: 0 | 1) => wrong.map(([name, values]) => `${name} ${values[index]}`).join(", ");
  throw new UserError({
    what: "this key in KMS is not what the ceremony wants",
    where: keyId,
    got: list(1) || "no ARN",
    expected: list(0) || "an ARN",
    fix: "make another key; spec, usage, origin and regions of a key cannot be changed",
  });
}

/** Only a key that is proven gets the name by which others find it. */
export async function nameKmsKey(kms: Kms, { arn }: Pick<ProvenKmsKey, "arn">, alias: string): Promise<void> {
  await kms.ask(alias, "kms:CreateAlias on key and alias", (client, options) =>
    client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: arn }), options),
  );
}
