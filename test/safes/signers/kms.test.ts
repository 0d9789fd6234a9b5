import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { concat, getBytes, hexlify, SigningKey, Transaction, toBeArray, Wallet } from "ethers";
import { accountOf, type KmsApi, serveKmsApi } from "../../../rehearsal/clouds/aws/kms-api";
import { CURVE_ORDER } from "../../../safes/signers/der";
import { openKmsSigner } from "../../../safes/signers/kms";
import { Kms } from "../../../safes/signers/kms-client";
import { Account } from "../../rehearsal/clouds/aws/account";
import { randomTransaction, refusalOf, transactionOf } from "./transactions";

// On a busy machine.

const region = "us-east-1";
const environment = { ...process.env };
beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
  process.env.AWS_SECRET_ACCESS_KEY = "a-secret-that-nobody-checks";
});
afterAll(() => {
  process.env = environment;
});

describe("a key in AWS KMS", () => {
  const account = new Account();
  const key = account.add("aws:kms/key:Key", {
    customerMasterKeySpec: "ECC_SECG_P256K1",
    keyUsage: "SIGN_VERIFY",
  });
  account.add("aws:kms/alias:Alias", { name: "alias/deployer", targetKeyId: key.id });
  let kms: KmsApi;
  beforeAll(async () => {
    kms = await serveKmsApi(account);
    process.env.AWS_ENDPOINT_URL_KMS = kms.url;
  });
  afterAll(() => kms.stop());

  it("has the address of its public key, by id, ARN or alias", async () => {
    const expected = await accountOf(kms.url, key.id);
    for (const keyId of [key.id, String(key.outputs.arn), "alias/deployer"]) {
      expect(await openKmsSigner(keyId, new Kms(region))).toMatchObject({
        address: expected,
        description: `AWS KMS ${keyId}`,
      });
    }
  });

  it("signs 100 transactions that everybody recovers to its address, each with the lower s", async () => {
    const signer = await openKmsSigner(key.id, new Kms(region));
    for (let round = 0; round < 5; round++) {
      const asked = Array.from({ length: 20 }, randomTransaction);
      const raw = await Promise.all(asked.map((transaction) => signer.sign(transaction)));
      for (const [index, each] of raw.entries()) {
        const signed = Transaction.from(each);
        expect(signed.unsignedHash).toBe(asked[index]?.unsignedHash);
        expect(signed.from).toBe(signer.address);
        expect(BigInt(signed.signature?.s ?? 0) <= CURVE_ORDER / 2n).toBe(true);
      }
    }
  });

  it("is refused when nobody has it", async () => {
    expect(await refusalOf(openKmsSigner("alias/gone", new Kms(region)))).toMatchInlineSnapshot(`
"AWS KMS refused (alias/gone)
  got:      NotFoundException: alias/gone does not exist
  fix:      check that the key exists in this account and region, and that the credentials may kms:GetPublicKey"
`);
  });
});

type Answer = (body: Readonly<Record<string, string>>, response: ServerResponse) => unknown;

/** Answers as KMS would not: one handler for each request, the last one for all further ones. */
class HostileKms {
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    private answers: readonly Answer[],
  ) {}

  static async start(...answers: readonly Answer[]): Promise<HostileKms> {
    let kms: HostileKms | undefined;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
      await kms?.answer(operation, JSON.parse(Buffer.concat(chunks).toString()), response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    kms = new HostileKms(server, answers);
    process.env.AWS_ENDPOINT_URL_KMS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return kms;
  }

  private async answer(operation: string, body: Record<string, string>, response: ServerResponse): Promise<void> {
    this.asked.push(operation);
    const [next, ...others] = this.answers;
    if (others.length > 0) this.answers = others;
    response.setHeader("content-type", "application/x-amz-json-1.1");
    const content = await next?.(body, response);
    if (content !== undefined) response.end(JSON.stringify(content));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const wallet = Wallet.createRandom();
const head = "0x3056301006072a8648ce3d020106052b8104000a034200";
const base64 = (bytes: string | Uint8Array) => Buffer.from(getBytes(bytes)).toString("base64");
const publicKey = (
  bytes = concat([head, wallet.signingKey.publicKey]),
  spec = "ECC_SECG_P256K1",
  usage = "SIGN_VERIFY",
): Answer => {
  return () => ({ KeyId: "key", KeySpec: spec, KeyUsage: usage, PublicKey: base64(bytes) });
};
const refusing = (status: number, code: string): Answer => {
  return (_body, response) => {
    response.statusCode = status;
    return { __type: code, message: `${code} of a test` };
  };
};
const silent: Answer = () => undefined;
const der = (r: bigint, s: bigint) => {
  const integer = (value: bigint) => concat([Uint8Array.of(0x02, 33, 0), toBeArray(value)]);
  return concat([Uint8Array.of(0x30, 70), integer(r), integer(s)]);
};
const signature = (bytes: string | Uint8Array): Answer => {
  return () => ({ KeyId: "key", SigningAlgorithm: "ECDSA_SHA_256", Signature: base64(bytes) });
};
/** By that key, of the digest that was asked for or of another. */
const signing = (key: SigningKey, digest?: string, sOf = (s: bigint) => s): Answer => {
  return ({ Message = "" }) => {
    const { r, s } = key.sign(digest ?? hexlify(Buffer.from(Message, "base64")));
    const integer = (value: bigint) => {
      const bytes = toBeArray(value);
      const content = (bytes[0] ?? 0) >= 0x80 ? concat(["0x00", bytes]) : hexlify(bytes);
      return concat([Uint8Array.of(0x02, getBytes(content).length), content]);
    };
    const content = concat([integer(BigInt(r)), integer(sOf(BigInt(s)))]);
    return { Signature: base64(concat([Uint8Array.of(0x30, getBytes(content).length), content])) };
  };
};
const highS = (key: SigningKey) => signing(key, undefined, (s) => CURVE_ORDER - s);

describe("a KMS that does not behave", () => {
  let kms: HostileKms | undefined;
  afterEach(async () => {
    await kms?.stop();
    kms = undefined;
  });

  it("is asked again while it throttles", async () => {
    const throttling = refusing(400, "ThrottlingException");
    kms = await HostileKms.start(
      throttling,
      publicKey(),
      throttling,
      refusing(500, "KMSInternalException"),
      signing(wallet.signingKey),
    );
    const signer = await openKmsSigner("key", new Kms(region));
    expect(Transaction.from(await signer.sign(transactionOf(1))).from).toBe(wallet.address);
    expect(kms.asked).toEqual(["GetPublicKey", "GetPublicKey", "Sign", "Sign", "Sign"]);
  });

  it("is asked again when it does not answer, and given up in words when it never does", async () => {
    kms = await HostileKms.start(silent, publicKey(), silent);
    const signer = await openKmsSigner("key", new Kms(region, { requestMs: 100 }));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toMatchInlineSnapshot(`
"AWS KMS cannot be asked (key)
  got:      no answer in time, 5 times
  fix:      check the region, the network and the credentials of this process: aws sts get-caller-identity"
`);
    expect(kms.asked).toEqual(["GetPublicKey", "GetPublicKey", ...Array(5).fill("Sign")]);
  });

  it("is given up in words while it throttles without end, after five tries with pauses", async () => {
    kms = await HostileKms.start(publicKey(), refusing(400, "ThrottlingException"));
    const signer = await openKmsSigner("key", new Kms(region));
    const startedAt = performance.now();
    expect(await refusalOf(signer.sign(transactionOf(1)))).toContain("ThrottlingException");
    expect(kms.asked).toEqual(["GetPublicKey", ...Array(5).fill("Sign")]);
    expect(performance.now() - startedAt).toBeGreaterThan(20);
  });

  it("is given up when all tries together take too long", async () => {
    kms = await HostileKms.start(publicKey(), silent);
    const signer = await openKmsSigner("key", new Kms(region, { requestMs: 5_000, totalMs: 300 }));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toMatchInlineSnapshot(`
"AWS KMS cannot be asked (key)
  got:      no answer within 0.3 s
  fix:      check the region, the network and the credentials of this process: aws sts get-caller-identity"
`);
  });

  const half: Answer = (_body, response) => {
    response.writeHead(200, { "content-length": "4000" }).write('{"KeyId":"key","Signature":"MEUC');
    return undefined;
  };
  it("is given up when its answer begins and does not end", async () => {
    kms = await HostileKms.start(publicKey(), half);
    const signer = await openKmsSigner("key", new Kms(region, { requestMs: 100, totalMs: 3_000 }));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toContain("AWS KMS cannot be asked");
  });

  it.each<[string, Answer]>([
    ["half an answer", (_body, response) => void response.end('{"KeyId":"key","Signature":"MEUC')],
    ["a page", (_body, response) => void response.end("<html>Bad Gateway</html>")],
    ["nothing", (_body, response) => void response.end()],
    [
      "half an answer, and hangs up",
      (body, response) => {
        half(body, response);
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])("is refused when it answers with %s", async (_what, answer) => {
    kms = await HostileKms.start(publicKey(), answer);
    const signer = await openKmsSigner("key", new Kms(region, { requestMs: 500, totalMs: 5_000 }));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toMatch(/^(AWS KMS cannot be asked|KMS answered without)/);
  });

  it("is given the lower s and another account's signature never, whichever s it gives", async () => {
    const other = new SigningKey(Wallet.createRandom().privateKey);
    kms = await HostileKms.start(publicKey(), highS(wallet.signingKey), highS(other));
    const signer = await openKmsSigner("key", new Kms(region));
    const raw = Transaction.from(await signer.sign(transactionOf(1)));
    expect(raw.from).toBe(wallet.address);
    expect(BigInt(raw.signature?.s ?? 0) <= CURVE_ORDER / 2n).toBe(true);
    expect(await refusalOf(signer.sign(transactionOf(1)))).toContain("it signed with another key");
    expect(await refusalOf(signer.signMessage("hello"))).toContain("it signed with another key");
  });

  it("is refused a key that encrypts", async () => {
    kms = await HostileKms.start(publicKey(undefined, undefined, "KEY_AGREEMENT"));
    expect(await refusalOf(openKmsSigner("key", new Kms(region)))).toContain(
      "got:      ECC_SECG_P256K1, KEY_AGREEMENT",
    );
  });

  it("is reported when it is not there", async () => {
    kms = await HostileKms.start(silent);
    await kms.stop();
    const message = await refusalOf(openKmsSigner("alias/deployer", new Kms(region)));
    expect(message.replace(/127\.0\.0\.1:\d+/g, "HOST")).toMatchInlineSnapshot(`
"AWS KMS cannot be asked (alias/deployer)
  got:      connect ECONNREFUSED HOST
  fix:      check the region, the network and the credentials of this process: aws sts get-caller-identity"
`);
  });

  it("is reported with its own words when it refuses", async () => {
    kms = await HostileKms.start(publicKey(), refusing(400, "AccessDeniedException"));
    const signer = await openKmsSigner("key", new Kms(region));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toMatchInlineSnapshot(`
"AWS KMS refused (key)
  got:      AccessDeniedException: AccessDeniedException of a test
  fix:      check that the key exists in this account and region, and that the credentials may kms:Sign"
`);
    expect(kms.asked).toHaveLength(2);
  });

  it("is refused a key of another curve", async () => {
    kms = await HostileKms.start(publicKey(undefined, "ECC_NIST_P256"));
    expect(await refusalOf(openKmsSigner("key", new Kms(region)))).toMatchInlineSnapshot(`
"this KMS key cannot sign for Ethereum (key)
  got:      ECC_NIST_P256, SIGN_VERIFY
  expected: ECC_SECG_P256K1, SIGN_VERIFY
  fix:      create a key of that spec and usage; neither can be changed afterwards"
`);
  });

  it.each([
    [
      "another curve's under the right name",
      concat(["0x3059301306072a8648ce3d020106082a8648ce3d030107034200", wallet.signingKey.publicKey]),
    ],
    ["a point that is not on the curve", concat([head, `0x04${"11".repeat(64)}`])],
    ["a point cut off", concat([head, wallet.signingKey.publicKey.slice(0, -2)])],
    ["none", "0x"],
  ])("is refused when its public key is %s", async (_what, bytes) => {
    kms = await HostileKms.start(publicKey(bytes));
    expect(await refusalOf(openKmsSigner("key", new Kms(region)))).toMatch(
      /^(this is no public key of secp256k1|this KMS key cannot sign)/,
    );
  });

  it.each<[string, Answer, string]>([
    [
      "another key",
      signing(new SigningKey(Wallet.createRandom().privateKey)),
      "it signed with another key than the one it showed",
    ],
    [
      "another digest",
      signing(wallet.signingKey, `0x${"77".repeat(32)}`),
      "it signed with another key than the one it showed",
    ],
    ["no signature", () => ({ KeyId: "key" }), "KMS answered without a signature"],
    ["bytes that are no DER", signature("0xdeadbeef"), "the signature is not in DER"],
    ["r and s without DER", signature(`0x${"11".repeat(64)}`), "the signature is not in DER"],
    // No point of the curve has the x 5, nor has it n + 5.
    ["an r that no point has", signature("0x3006020105020109"), "it signed with another key than the one it showed"],
    ["an s above the order", signature(der(CURVE_ORDER - 1n, CURVE_ORDER)), "outside of the curve's order"],
  ])("is refused when it signs with %s", async (_what, answer, reason) => {
    kms = await HostileKms.start(publicKey(), answer);
    const signer = await openKmsSigner("key", new Kms(region));
    expect(await refusalOf(signer.sign(transactionOf(1)))).toContain(reason);
  });
});
