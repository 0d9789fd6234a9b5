import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { computeAddress, concat, getBytes, hexlify, id, SigningKey, toBeArray, toBigInt } from "ethers";
import type { CloudResource, World } from "../resource-type";

/** The part of AWS KMS that signs: what the program's signers call at run time, beside the provider. */
export interface KmsApi {
  /** Value of AWS_ENDPOINT_URL_KMS. */
  readonly url: string;
  stop(): Promise<void>;
}

type Body = Readonly<Record<string, string>>;

/** A refusal in KMS's own form. */
class KmsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** KMS's JSON protocol for the signing keys that the stand-in cloud holds; docs: "KMS API Reference", GetPublicKey and Sign. */
export async function serveKmsApi(world: World): Promise<KmsApi> {
  const server = createServer((request, response) => {
    answer(world, request).then(
      (body) => response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body)),
      (error: unknown) => {
        const { code, message } =
          error instanceof KmsError ? error : new KmsError("KMSInternalException", String(error));
        response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify({ __type: code, message }));
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The account of a signing key, as anyone with the right to see its public half finds it. */
export async function accountOf(url: string, keyId: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "x-amz-target": "TrentService.GetPublicKey" },
    body: JSON.stringify({ KeyId: keyId }),
  });
  const { PublicKey, message } = (await response.json()) as { PublicKey?: string; message?: string };
  if (PublicKey === undefined) throw new Error(message);
  return computeAddress(hexlify(Buffer.from(PublicKey, "base64").subarray(-65)));
}

async function answer(world: World, request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: Body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
  const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
  const key = findSigningKey(world, body.KeyId ?? "");
  const arn = String(key.outputs.arn);
  if (operation === "GetPublicKey") {
    return {
      KeyId: arn,
      KeySpec: "ECC_SECG_P256K1",
      KeyUsage: "SIGN_VERIFY",
      PublicKey: asBase64(publicKeyInfo(signingKeyOf(arn))),
    };
  }
  if (operation === "Sign") {
    if (body.MessageType !== "DIGEST" || body.SigningAlgorithm !== "ECDSA_SHA_256") {
      throw new KmsError("ValidationException", "the stand-in signs digests with ECDSA_SHA_256 only");
    }
    const digest = hexlify(Buffer.from(body.Message ?? "", "base64"));
    return { KeyId: arn, SigningAlgorithm: "ECDSA_SHA_256", Signature: asBase64(sign(signingKeyOf(arn), digest)) };
  }
  throw new KmsError(
    "UnsupportedOperationException",
    `the stand-in for KMS knows GetPublicKey and Sign, not ${operation}`,
  );
}

function findSigningKey(world: World, keyId: string): CloudResource {
  const name = keyId.replace(/^arn:[^:]*:kms:[^:]*:\d+:(key\/)?/, "");
  const target = name.startsWith("alias/")
    ? world.findBy("aws:kms/alias:Alias", "name", name)?.outputs.targetKeyId
    : name;
  const key = world.all("aws:kms/key:Key").find(({ id: existing }) => existing === target);
  if (!key) throw new KmsError("NotFoundException", `${keyId} does not exist`);
  if (key.outputs.customerMasterKeySpec !== "ECC_SECG_P256K1") {
    throw new KmsError("InvalidKeyUsageException", `${keyId} is no secp256k1 signing key`);
  }
  return key;
}

/** A function of the ARN, so that a resumed rehearsal has the same accounts. Anyone can compute it: it owns nothing elsewhere. */
function signingKeyOf(arn: string): SigningKey {
  return new SigningKey(id(`jeju rehearsal / ${arn}`));
}

/** SubjectPublicKeyInfo of secp256k1 (RFC 5480): a fixed head, then the uncompressed point. */
function publicKeyInfo(key: SigningKey): string {
  return concat(["0x3056301006072a8648ce3d020106052b8104000a034200", key.publicKey]);
}

const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** KMS knows nothing of Ethereum's low-s rule and gives the high one every other time; so does this. */
function sign(key: SigningKey, digest: string): string {
  const { r, s } = key.sign(digest);
  const low = toBigInt(s);
  const chosen = (getBytes(digest).at(-1) ?? 0) % 2 === 0 ? low : curveOrder - low;
  const content = concat([derInteger(toBigInt(r)), derInteger(chosen)]);
  return concat(["0x30", toBeArray(getBytes(content).length), content]);
}

function derInteger(value: bigint): string {
  const bytes = toBeArray(value);
  const content = (bytes[0] ?? 0) >= 0x80 ? concat(["0x00", bytes]) : hexlify(bytes);
  return concat(["0x02", toBeArray(getBytes(content).length), content]);
}

function asBase64(bytes: string): string {
  return Buffer.from(getBytes(bytes)).toString("base64");
}
