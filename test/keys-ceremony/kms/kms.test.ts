import { randomBytes, verifyMessage, Wallet } from "ethers";
import { generateKmsKey } from "../../../keys-ceremony/kms/generate";
import { completeImport, importKmsKey, importParameters, requestImport } from "../../../keys-ceremony/kms/import";
import { wrappingAlgorithms } from "../../../keys-ceremony/kms/key-wrap";
import { proveKmsKey } from "../../../keys-ceremony/kms/prove";
import { wrapForImport, wrappingKeyFingerprint } from "../../../keys-ceremony/kms/wrap";
import { PracticeKms } from "../../../keys-ceremony/practice/kms";
import { openSigner } from "../../../safes/signers";
import { Kms } from "../../../safes/signers/kms-client";
import { refusalOf } from "../../safes/signers/transactions";

const region = "us-east-1";
const environment = { ...process.env };
let count = 0;
const wanted = () => ({
  alias: `alias/jeju-practice-signer-${count++}`,
  description: "Signs as batcher of a practice",
});
const wallet = () => Wallet.createRandom();
const secretOf = ({ privateKey }: { privateKey: string }) => Buffer.from(privateKey.slice(2), "hex");

describe("keys of a ceremony in KMS", () => {
  let today = new Date();
  const server = new PracticeKms(() => today);
  let kms: Kms;
  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "a-secret-that-nobody-checks";
    process.env.AWS_ENDPOINT_URL_KMS = await server.start();
    // RSA keys of 4096 bits take a while on a busy machine.
    kms = new Kms(region, { requestMs: 60_000, totalMs: 90_000 });
  });
  beforeEach(() => {
    server.asked.length = 0;
    today = new Date();
  });
  afterAll(async () => {
    await server.stop();
    process.env = environment;
  });
  const exists = (alias: string) =>
    openSigner({ kind: "kms", keyId: alias, region }, false).then(
      ({ address }) => address,
      () => undefined,
    );

  it("is generated there, proven by a challenge, and named last", async () => {
    const wish = wanted();
    const key = await generateKmsKey(kms, wish);
    expect(verifyMessage(key.challenge.text, key.challenge.signature)).toBe(key.address);
    expect(await exists(wish.alias)).toBe(key.address);
    expect(server.asked.slice(0, 5)).toEqual(["CreateKey", "DescribeKey", "GetPublicKey", "Sign", "CreateAlias"]);
  });

  it.each(wrappingAlgorithms)("is imported by %s, and is the derived account's", async (algorithm) => {
    const [own, wish] = [wallet(), wanted()];
    const key = await importKmsKey(kms, wish, secretOf(own), algorithm);
    expect(key).toMatchObject({ address: own.address, origin: "EXTERNAL" });
    expect(verifyMessage(key.challenge.text, key.challenge.signature)).toBe(own.address);
    expect(await exists(wish.alias)).toBe(own.address);
    const order = ["CreateKey", "GetParametersForImport", "ImportKeyMaterial", "DescribeKey", "GetPublicKey", "Sign"];
    expect(server.asked.slice(0, 7)).toEqual([...order, "CreateAlias"]);
  });

  it("is not named when KMS holds another key than the one that was derived", async () => {
    const wish = wanted();
    const request = await requestImport(kms, wish);
    const wrapped = wrapForImport(secretOf(wallet()), request, wrappingKeyFingerprint(request));
    const expected = wallet().address;
    const attempt = completeImport(kms, wish, request, { ...wrapped, address: expected });
    const message = await refusalOf(attempt);
    expect(
      message.replaceAll(expected, "DERIVED").replaceAll(wrapped.address, "IMPORTED").replaceAll(request.keyArn, "ARN"),
    ).toMatchInlineSnapshot(`
"KMS holds the key of another account than the one that was derived (ARN)
  got:      IMPORTED
  expected: DERIVED
  fix:      do not use it: aws kms schedule-key-deletion --key-id ARN"
`);
    expect(await exists(wish.alias)).toBeUndefined();
  });

  it("is not taken for another import", async () => {
    const [first, second] = [await requestImport(kms, wanted()), await requestImport(kms, wanted())];
    const wrapped = wrapForImport(secretOf(wallet()), first, wrappingKeyFingerprint(first));
    expect(await refusalOf(completeImport(kms, wanted(), second, wrapped))).toContain("wrapped for another import");
    const relabelled = { ...wrapped, keyArn: second.keyArn };
    expect(await refusalOf(completeImport(kms, wanted(), second, relabelled))).toContain("InvalidCiphertextException");
    const crossed = { ...second, importToken: first.importToken };
    expect(await refusalOf(completeImport(kms, wanted(), crossed, relabelled))).toContain(
      "InvalidImportTokenException",
    );
  });

  it.each([
    ["a bit changed in what RSA carries", (bytes: Buffer) => bytes.fill((bytes[9] ?? 0) ^ 1, 9, 10)],
    ["a bit changed in what AES wraps", (bytes: Buffer) => bytes.fill((bytes[530] ?? 0) ^ 1, 530, 531)],
    ["its end cut off", (bytes: Buffer) => bytes.subarray(0, -8)],
  ])("is refused by KMS with %s", async (_what, spoil) => {
    const wish = wanted();
    const request = await requestImport(kms, wish);
    const wrapped = wrapForImport(secretOf(wallet()), request, wrappingKeyFingerprint(request));
    const bytes = spoil(Buffer.from(wrapped.encryptedKeyMaterial, "base64"));
    const attempt = completeImport(kms, wish, request, { ...wrapped, encryptedKeyMaterial: bytes.toString("base64") });
    expect(await refusalOf(attempt)).toContain("InvalidCiphertextException");
    expect(await exists(wish.alias)).toBeUndefined();
  });

  it("is refused by KMS a day later, and taken with new parameters", async () => {
    const [own, wish] = [wallet(), wanted()];
    const request = await requestImport(kms, wish);
    const wrapped = wrapForImport(secretOf(own), request, wrappingKeyFingerprint(request));
    today = new Date(today.getTime() + 86_400_000);
    expect(await refusalOf(completeImport(kms, wish, request, wrapped))).toContain("ExpiredImportTokenException");
    const again = await importParameters(kms, request.keyArn, request.algorithm);
    const anew = wrapForImport(secretOf(own), again, wrappingKeyFingerprint(again));
    expect(await completeImport(kms, wish, again, anew)).toMatchObject({ address: own.address });
  });

  it("can be brought again, and never replaced by another one", async () => {
    const [own, wish] = [wallet(), wanted()];
    const { arn } = await importKmsKey(kms, wish, secretOf(own));
    const bring = async (secret: Buffer) => {
      const request = await importParameters(kms, arn, "RSAES_OAEP_SHA_256");
      return completeImport(kms, wanted(), request, wrapForImport(secret, request, wrappingKeyFingerprint(request)));
    };
    expect(await bring(secretOf(own))).toMatchObject({ address: own.address });
    expect(await refusalOf(bring(secretOf(wallet())))).toContain("IncorrectKeyMaterialException");
  });

  it("is refused when it comes from elsewhere than the plan says, or has no material yet", async () => {
    const { arn } = await generateKmsKey(kms, wanted());
    const found = await refusalOf(proveKmsKey(kms, arn, { origin: "EXTERNAL" }));
    expect(found.replaceAll(arn, "ARN")).toMatchInlineSnapshot(`
"this key in KMS is not what the ceremony wants (ARN)
  got:      Origin AWS_KMS, ExpirationModel undefined
  expected: Origin EXTERNAL, ExpirationModel KEY_MATERIAL_DOES_NOT_EXPIRE
  fix:      make another key; spec, usage, origin and regions of a key cannot be changed"
`);
    const { keyArn } = await requestImport(kms, wanted());
    expect(await refusalOf(proveKmsKey(kms, keyArn, { origin: "EXTERNAL" }))).toContain("KeyState PendingImport");
  });

  it("does not come out of a key that KMS made itself", async () => {
    const { arn } = await generateKmsKey(kms, wanted());
    expect(await refusalOf(importParameters(kms, arn, "RSAES_OAEP_SHA_256"))).toContain(
      "UnsupportedOperationException",
    );
  });

  it("gets no alias that is taken", async () => {
    const wish = wanted();
    await generateKmsKey(kms, wish);
    expect(await refusalOf(importKmsKey(kms, wish, randomBytes(32)))).toContain("AlreadyExistsException");
  });

  it("signs digests only: KMS refuses to hash for an Ethereum key", async () => {
    const { arn } = await generateKmsKey(kms, wanted());
    const { SignCommand } = await import("@aws-sdk/client-kms");
    const raw = {
      KeyId: arn,
      Message: randomBytes(32),
      MessageType: "RAW",
      SigningAlgorithm: "ECDSA_SHA_256",
    } as const;
    await expect(kms.client.send(new SignCommand(raw))).rejects.toThrow("Digest is invalid length");
  });
});
