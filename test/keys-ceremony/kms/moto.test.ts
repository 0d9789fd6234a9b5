import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetParametersForImportCommand,
  GetPublicKeyCommand,
  ImportKeyMaterialCommand,
} from "@aws-sdk/client-kms";
import { Transaction, verifyMessage } from "ethers";
import { generateKmsKey } from "../../../keys-ceremony/kms/generate";
import { requestImport } from "../../../keys-ceremony/kms/import";
import { openSigner } from "../../../safes/signers";
import { Kms } from "../../../safes/signers/kms-client";
import { randomTransaction, refusalOf } from "../../safes/signers/transactions";
import { Moto, withMoto } from "./moto";

const region = "eu-west-1";
const wanted = { alias: "alias/jeju-practice-signer-batcher", description: "Signs as batcher of a practice" };
const environment = { ...process.env };
beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
  process.env.AWS_SECRET_ACCESS_KEY = "a-secret-that-nobody-checks";
});
afterAll(() => {
  process.env = environment;
});

withMoto("a key that moto's KMS generates", () => {
  let moto: Moto;
  let kms: Kms;
  beforeAll(async () => {
    moto = await Moto.start({ signsDigests: true });
    process.env.AWS_ENDPOINT_URL_KMS = moto.url;
    kms = new Kms(region);
  });
  afterAll(() => moto.stop());

  it("is proven by a challenge, gets its alias, and signs for the stack", async () => {
    const key = await generateKmsKey(kms, wanted);
    expect(verifyMessage(key.challenge.text, key.challenge.signature)).toBe(key.address);
    const signer = await openSigner({ kind: "kms", keyId: wanted.alias, region }, false);
    expect(signer.address).toBe(key.address);
    for (let number = 0; number < 40; number++) {
      const asked = randomTransaction();
      const signed = Transaction.from(await signer.sign(asked));
      expect([signed.from, signed.unsignedHash]).toEqual([key.address, asked.unsignedHash]);
    }
  });

  it("is not made a second time under an alias that is taken", async () => {
    expect(await refusalOf(generateKmsKey(kms, wanted))).toContain("AlreadyExistsException");
  });
});

/** What moto 5.2.1 lacks, so that `practice/kms.ts` has to stand in for it. Each turns red when moto learns it. */
withMoto("what moto's KMS lacks", () => {
  let moto: Moto;
  let kms: Kms;
  beforeAll(async () => {
    moto = await Moto.start({ signsDigests: false });
    process.env.AWS_ENDPOINT_URL_KMS = moto.url;
    kms = new Kms(region);
  });
  afterAll(() => moto.stop());
  const external = async () => {
    const command = new CreateKeyCommand({ KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY", Origin: "EXTERNAL" });
    return (await kms.client.send(command)).KeyMetadata?.KeyId as string;
  };

  it("MessageType DIGEST: it signs the hash of the digest, which no ceremony takes", async () => {
    expect(await refusalOf(generateKmsKey(kms, wanted))).toContain("it signed with another key than the one it showed");
  });

  it("GetParametersForImport and ImportKeyMaterial: neither exists, with OAEP or with AES-KWP", async () => {
    for (const algorithm of ["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_256"] as const) {
      expect(await refusalOf(requestImport(kms, wanted, algorithm))).toMatch(/^AWS KMS (refused|cannot be asked)/);
    }
    const KeyId = await external();
    const parameters = new GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      WrappingKeySpec: "RSA_4096",
    });
    await expect(kms.client.send(parameters)).rejects.toThrow();
    const material = { KeyId, ImportToken: Buffer.alloc(8), EncryptedKeyMaterial: Buffer.alloc(8) };
    await expect(kms.client.send(new ImportKeyMaterialCommand(material))).rejects.toThrow();
  });

  it("the state PendingImport: a key without material shows a public key", async () => {
    const KeyId = await external();
    const { KeyMetadata } = await kms.client.send(new DescribeKeyCommand({ KeyId }));
    const { PublicKey } = await kms.client.send(new GetPublicKeyCommand({ KeyId }));
    expect([KeyMetadata?.KeyState, PublicKey?.length]).toEqual(["Enabled", 88]);
  });
});
