import {
  constants,
  createDecipheriv,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
  privateDecrypt,
  randomBytes,
  randomUUID,
} from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { secp256k1 } from "@noble/curves/secp256k1.js";

/** Away from the thread that answers. */
const generateKeys = promisify(generateKeyPair);

type Body = Readonly<Record<string, string | boolean | undefined>>;

interface PracticeKey {
  readonly id: string;
  readonly arn: string;
  readonly origin: string;
  readonly description: string;
  state: "Enabled" | "PendingImport";
  secret?: Uint8Array;
  /** The first material for ever: KMS takes no other one afterwards. */
  fingerprint?: string;
  expirationModel?: string;
}

interface ImportOffer {
  readonly keyId: string;
  readonly algorithm: string;
  readonly wrappingKey: KeyObject;
  readonly validToMs: number;
}

class KmsRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const ORDER = secp256k1.Point.Fn.ORDER;
const PUBLIC_KEY_HEAD = Buffer.from("3056301006072a8648ce3d020106052b8104000a034200", "hex");
/** PKCS#8 of secp256k1 with the public key, as openssl writes it; the secret and the point follow. */
const PKCS8_HEAD = Buffer.from("308184020100301006072a8648ce3d020106052b8104000a046d306b0201010420", "hex");
const DAY_MS = 86_400_000;

/**
 * Stands in for AWS KMS in a practice, with keys worth nothing: signing keys of secp256k1, their import and their
 * signatures. It unwraps for real and refuses what KMS refuses ("KMS API Reference"); s comes as ECDSA gives it, low or
 * high. IAM, grants, regions and durability it does not have.
 */
export class PracticeKms {
  private readonly keys = new Map<string, PracticeKey>();
  private readonly aliases = new Map<string, string>();
  private readonly offers = new Map<string, ImportOffer>();
  private readonly wrappingKeys: Promise<KeyPairKeyObjectResult>[] = [];
  private server: Server | undefined;
  /** What was asked, in order. */
  readonly asked: string[] = [];

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** Value of AWS_ENDPOINT_URL_KMS. */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const send = (status: number, body: unknown) =>
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      this.answer(request).then(
        (body) => send(200, body),
        (error: Error) =>
          send(400, {
            __type: error instanceof KmsRefusal ? error.code : "KMSInternalException",
            message: error.message,
          }),
      );
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    this.server = server;
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body: Body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
    this.asked.push(operation);
    switch (operation) {
      case "CreateKey":
        return this.createKey(body);
      case "DescribeKey":
        return { KeyMetadata: this.metadata(this.find(body)) };
      case "CreateAlias":
        return this.createAlias(body);
      case "GetPublicKey":
        return this.publicKey(this.usable(body));
      case "GetParametersForImport":
        return this.offerImport(body);
      case "ImportKeyMaterial":
        return this.importMaterial(body);
      case "Sign":
        return this.sign(this.usable(body), body);
      default:
        throw new KmsRefusal("UnsupportedOperationException", `the practice's KMS does not know ${operation}`);
    }
  }

  private createKey({ KeySpec, KeyUsage, Origin = "AWS_KMS", Description = "" }: Body): object {
    if (KeySpec !== "ECC_SECG_P256K1" || KeyUsage !== "SIGN_VERIFY") {
      throw new KmsRefusal("ValidationException", "the practice's KMS makes signing keys of secp256k1 only");
    }
    if (Origin !== "AWS_KMS" && Origin !== "EXTERNAL") throw new KmsRefusal("ValidationException", `Origin ${Origin}`);
    const id = randomUUID();
    const key: PracticeKey = {
      id,
      arn: `arn:aws:kms:us-east-1:000000000000:key/${id}`,
      origin: Origin,
      description: String(Description),
      state: Origin === "EXTERNAL" ? "PendingImport" : "Enabled",
      ...(Origin === "AWS_KMS" && { secret: secp256k1.utils.randomSecretKey() }),
    };
    this.keys.set(id, key);
    return { KeyMetadata: this.metadata(key) };
  }

  private createAlias({ AliasName, TargetKeyId }: Body): object {
    const name = String(AliasName);
    if (!/^alias\/(?!aws\/)[\w/-]+$/.test(name)) throw new KmsRefusal("InvalidAliasNameException", name);
    if (this.aliases.has(name)) throw new KmsRefusal("AlreadyExistsException", `${name} already exists`);
    this.aliases.set(name, this.find({ KeyId: TargetKeyId }).id);
    return {};
  }

  private metadata({ id, arn, origin, description, state, expirationModel }: PracticeKey): object {
    return {
      ...{ KeyId: id, Arn: arn, Origin: origin, Description: description, KeyState: state },
      ...{ KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY", KeyManager: "CUSTOMER", MultiRegion: false },
      ...{ Enabled: state === "Enabled", ...(expirationModel && { ExpirationModel: expirationModel }) },
    };
  }

  private find({ KeyId }: Body): PracticeKey {
    const name = String(KeyId).replace(/^arn:aws:kms:[^:]*:\d+:(key\/)?/, "");
    const key = this.keys.get(this.aliases.get(name) ?? name);
    if (!key) throw new KmsRefusal("NotFoundException", `${KeyId} does not exist`);
    return key;
  }

  private usable(body: Body): PracticeKey & { readonly secret: Uint8Array } {
    const key = this.find(body);
    if (key.state === "Enabled" && key.secret) return key as PracticeKey & { readonly secret: Uint8Array };
    throw new KmsRefusal("KMSInvalidStateException", `${key.arn} is pending import.`);
  }

  private publicKey({ arn, secret }: { arn: string; secret: Uint8Array }): object {
    const point = secp256k1.getPublicKey(secret, false);
    return {
      ...{ KeyId: arn, KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY", SigningAlgorithms: ["ECDSA_SHA_256"] },
      PublicKey: Buffer.concat([PUBLIC_KEY_HEAD, point]).toString("base64"),
    };
  }

  private sign({ arn, secret }: { arn: string; secret: Uint8Array }, body: Body): object {
    const digest = Buffer.from(String(body.Message), "base64");
    if (body.MessageType !== "DIGEST" || body.SigningAlgorithm !== "ECDSA_SHA_256" || digest.length !== 32) {
      throw new KmsRefusal("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.");
    }
    const options = { prehash: false, lowS: false, extraEntropy: true, format: "der" } as const;
    const signature = Buffer.from(secp256k1.sign(digest, secret, options)).toString("base64");
    return { KeyId: arn, SigningAlgorithm: "ECDSA_SHA_256", Signature: signature };
  }

  private async offerImport(body: Body): Promise<object> {
    const key = this.find(body);
    if (key.origin !== "EXTERNAL") {
      throw new KmsRefusal("UnsupportedOperationException", `${key.arn} origin is ${key.origin}, not EXTERNAL`);
    }
    const algorithm = String(body.WrappingAlgorithm);
    if (
      !["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_256"].includes(algorithm) ||
      body.WrappingKeySpec !== "RSA_4096"
    ) {
      throw new KmsRefusal("ValidationException", `${algorithm} with ${body.WrappingKeySpec}`);
    }
    const { publicKey, privateKey } = await this.wrappingKeyOf(this.offers.size);
    const token = randomBytes(64).toString("base64");
    const validToMs = this.now().getTime() + DAY_MS;
    this.offers.set(token, { keyId: key.id, algorithm, wrappingKey: privateKey, validToMs });
    return {
      ...{ KeyId: key.arn, ImportToken: token, ParametersValidTo: validToMs / 1000 },
      PublicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    };
  }

  /** KMS makes one for each offer; two that take turns show as well whose offer a wrapped key belongs to, in less time. */
  private wrappingKeyOf(offer: number): Promise<KeyPairKeyObjectResult> {
    const made = this.wrappingKeys[offer % 2] ?? generateKeys("rsa", { modulusLength: 4096 });
    this.wrappingKeys[offer % 2] = made;
    return made;
  }

  private importMaterial(body: Body): object {
    const key = this.find(body);
    const offer = this.offers.get(String(body.ImportToken));
    if (!offer || offer.keyId !== key.id) throw new KmsRefusal("InvalidImportTokenException", "not of this key");
    if (this.now().getTime() >= offer.validToMs) throw new KmsRefusal("ExpiredImportTokenException", "after 24 hours");
    const secret = readPkcs8(unwrap(offer, Buffer.from(String(body.EncryptedKeyMaterial), "base64")));
    const fingerprint = Buffer.from(secp256k1.getPublicKey(secret, false)).toString("hex");
    if (key.fingerprint !== undefined && key.fingerprint !== fingerprint) {
      throw new KmsRefusal("IncorrectKeyMaterialException", "this is not the material that was imported before");
    }
    Object.assign(key, { secret, fingerprint, state: "Enabled", expirationModel: body.ExpirationModel });
    return { KeyId: key.arn };
  }
}

function unwrap({ algorithm, wrappingKey }: ImportOffer, wrapped: Buffer): Buffer {
  const oaep = { key: wrappingKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  try {
    if (algorithm === "RSAES_OAEP_SHA_256") return privateDecrypt(oaep, wrapped);
    const kek = privateDecrypt(oaep, wrapped.subarray(0, 512));
    const decipher = createDecipheriv("id-aes256-wrap-pad", kek, Buffer.from("a65959a6", "hex"));
    return Buffer.concat([decipher.update(wrapped.subarray(512)), decipher.final()]);
  } catch {
    throw new KmsRefusal("InvalidCiphertextException", "the material was not wrapped with this key and algorithm");
  }
}

function readPkcs8(der: Buffer): Uint8Array {
  const secret = der.subarray(PKCS8_HEAD.length, PKCS8_HEAD.length + 32);
  const isForm = der.subarray(0, PKCS8_HEAD.length).equals(PKCS8_HEAD) && der.length === 135;
  const value = isForm ? BigInt(`0x${secret.toString("hex")}`) : 0n;
  if (value > 0n && value < ORDER && der.subarray(-65).equals(Buffer.from(secp256k1.getPublicKey(secret, false)))) {
    return Uint8Array.from(secret);
  }
  throw new KmsRefusal("IncorrectKeyMaterialException", "no PKCS#8 of a private key of secp256k1");
}
