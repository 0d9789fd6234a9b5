import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  concat,
  dataSlice,
  decodeRlp,
  encodeRlp,
  hashMessage,
  id,
  Transaction,
  type TransactionLike,
  toBeHex,
  Wallet,
} from "ethers";
import { openSigner, signerConfig } from "../../../safes/signers";
import { CURVE_ORDER } from "../../../safes/signers/der";
import { accountsOfRemote, openRemoteSigner } from "../../../safes/signers/remote";
import { typedDataHash } from "../../../safes/signers/signer";
import { makeCertificates, ScriptedSigner } from "./scripted-signer";
import { refusalOf, transactionOf } from "./transactions";

const wallet = Wallet.createRandom();
const asked = transactionOf(5);

interface Request {
  readonly method: string;
  readonly params: readonly Readonly<Record<string, string>>[];
}

/** What a node makes of the fields that it is sent. */
function transactionOfFields(fields: Readonly<Record<string, string>>): TransactionLike {
  const { to, data, value, nonce, chainId, gas, maxFeePerGas, maxPriorityFeePerGas } = fields;
  return { type: 2, to, data, value, nonce: Number(nonce), chainId, gasLimit: gas, maxFeePerGas, maxPriorityFeePerGas };
}

describe("a remote signer", () => {
  let server: Server;
  let url: string;
  let seen: Request[];
  /** What it answers; a text goes out as it is. */
  let answer: (request: Request) => Promise<unknown>;
  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const request = JSON.parse(Buffer.concat(chunks).toString());
      seen.push(request);
      const content = await answer(request);
      if (typeof content === "string") response.writeHead(502, { "content-type": "text/html" }).end(content);
      else response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...(content as object) }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/key-of-an-operator`;
  });
  beforeEach(() => {
    seen = [];
  });

  it("tells which accounts it offers, and none where it does not say", async () => {
    answer = async () => ({ result: [wallet.address.toLowerCase(), "no account"] });
    expect(await accountsOfRemote(url)).toEqual([wallet.address.toLowerCase()]);
    expect(seen).toMatchObject([{ method: "eth_accounts", params: [] }]);
    answer = async () => ({ error: { code: -32601, message: "no such method" } });
    expect(await accountsOfRemote(url)).toEqual([]);
    // No list of accounts is a signature.
    answer = async () => ({ result: [wallet.address] });
    expect(await refusalOf(openRemoteSigner(url, wallet.address).signMessage("text"))).toContain("did not sign");
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const signed = (by: Wallet | ReturnType<typeof Wallet.createRandom>, changes: TransactionLike = {}) => {
    return ({ params: [fields = {}] }: Request) => by.signTransaction({ ...transactionOfFields(fields), ...changes });
  };
  const sign = () => openRemoteSigner(url, wallet.address).sign(asked);
  const refusal = async () => {
    const message = await refusalOf(sign);
    expect(message).not.toContain("key-of-an-operator");
    return message.replace(/127\.0\.0\.1:\d+/g, "HOST").replaceAll(wallet.address, "OWN");
  };

  it("is asked by eth_signTransaction, with every field", async () => {
    answer = async (request) => ({ result: await signed(wallet)(request) });
    const raw = Transaction.from(await sign());
    expect(raw.unsignedHash).toBe(asked.unsignedHash);
    expect(raw.from).toBe(wallet.address);
    expect(seen).toMatchObject([{ method: "eth_signTransaction", params: [{ from: wallet.address, type: "0x2" }] }]);
  });

  it("may give an object with the raw transaction, as geth and web3signer's kin do, and null for no error", async () => {
    answer = async (request) => ({ result: { raw: await signed(wallet)(request), tx: {} }, error: null });
    expect(Transaction.from(await sign()).from).toBe(wallet.address);
  });

  it("is asked to create a contract without a receiver", async () => {
    const creation = Transaction.from({ ...asked.toJSON(), to: null });
    answer = async (request) => ({ result: await signed(wallet)(request) });
    const raw = await openRemoteSigner(url, wallet.address).sign(creation);
    expect(Transaction.from(raw).unsignedHash).toBe(creation.unsignedHash);
    expect(seen[0]?.params[0]).not.toHaveProperty("to");
  });

  it("is refused when it sends the money elsewhere", async () => {
    answer = async (request) => ({ result: await signed(wallet, { to: Wallet.createRandom().address })(request) });
    expect((await refusal()).replace(/got: {6}to 0x\w+/, "got:      to ELSEWHERE")).toMatchInlineSnapshot(`
"the signer signed another transaction than the one it was asked for (remote signer HOST)
  got:      to ELSEWHERE
  expected: to 0x000000000000000000000000000000000b0B0005
  fix:      do not use this signer before you know why"
`);
  });

  it.each<[string, TransactionLike]>([
    ["value", { value: 1n }],
    ["nonce", { nonce: 6 }],
    ["data", { data: "0x01" }],
    ["chainId", { chainId: 1n }],
    ["gasLimit", { gasLimit: 30_000_000n }],
    ["maxFeePerGas", { maxFeePerGas: 10n ** 12n }],
    ["maxPriorityFeePerGas", { maxPriorityFeePerGas: 0n }],
    ["accessList", { accessList: [{ address: wallet.address, storageKeys: [] }] }],
    ["type", { type: 1, gasPrice: 1n, maxFeePerGas: null, maxPriorityFeePerGas: null }],
  ])("is refused when it changes the %s, which is named", async (field, change) => {
    answer = async (request) => ({ result: await signed(wallet, change)(request) });
    const [what, got, expected] = (await refusal()).split("\n");
    expect(what).toContain("signed another transaction than the one it was asked for");
    expect(got).toContain(`${field} `);
    expect(expected).toContain(`${field} `);
  });

  it("is refused when it has another key by now", async () => {
    answer = async (request) => ({ result: await signed(Wallet.createRandom())(request) });
    expect((await refusal()).replace(/got: {6}0x\w+/, "got:      ANOTHER")).toMatchInlineSnapshot(`
"the transaction is signed by another account (remote signer HOST)
  got:      ANOTHER
  expected: OWN
  fix:      name the address that the signer holds the key of"
`);
  });

  it("is refused when it does not sign at all", async () => {
    answer = async () => ({ result: asked.unsignedSerialized });
    expect(await refusal()).toContain("nobody: there is no signature");
  });

  it("may give the signature with the higher s, which nodes drop: it goes out with the lower one", async () => {
    answer = async (request) => {
      const raw = await signed(wallet)(request);
      const fields = decodeRlp(dataSlice(raw, 1)) as string[];
      const [yParity, r, s] = fields.slice(-3) as [string, string, string];
      // By hand, because no library would: the other s, and so the other parity, which recovers the same account.
      const other = [yParity === "0x" ? "0x01" : "0x", r, toBeHex(CURVE_ORDER - BigInt(s))];
      return { result: concat([dataSlice(raw, 0, 1), encodeRlp([...fields.slice(0, -3), ...other])]) };
    };
    const transaction = Transaction.from(await sign());
    expect(transaction.from).toBe(wallet.address);
    expect(BigInt(transaction.signature?.s ?? 0) <= CURVE_ORDER / 2n).toBe(true);
  });

  it("is reported with its own words when it refuses", async () => {
    answer = async () => ({ result: null, error: { code: -32000, message: "account is locked" } });
    expect(await refusal()).toMatchInlineSnapshot(`
"the remote signer did not sign (remote signer HOST)
  got:      account is locked
  fix:      see that it is unlocked, holds this account and knows eth_signTransaction"
`);
  });

  it.each([
    ["no result", {}],
    ["nothing", { result: null }],
    ["an empty text", { result: "" }],
  ])("is refused when it answers with %s", async (_what, content) => {
    answer = async () => content;
    expect(await refusal()).toContain("the remote signer did not sign");
  });

  it("is refused when it answers with something that is no transaction", async () => {
    answer = async () => ({ result: "0xdeadbeef" });
    expect(await refusal()).toMatchInlineSnapshot(
      `"the signer's answer is no signed transaction (remote signer HOST)"`,
    );
  });

  it.each([
    ["a page", "<html>Bad Gateway</html>"],
    ["a number", { result: 5 }],
  ])("is refused when it answers with %s", async (_what, content) => {
    answer = async () => content;
    expect(await refusal()).toMatch(
      /^the remote signer's answer is no JSON-RPC.*\n.*HTTP (200|502) with something else/,
    );
  });

  it("is reported when it is not there", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const message = await refusalOf(() => openRemoteSigner(`http://127.0.0.1:${port}`, wallet.address).sign(asked));
    expect(message.replace(/127\.0\.0\.1:\d+/g, "HOST")).toMatchInlineSnapshot(`
"the remote signer does not answer (remote signer HOST)
  got:      ECONNREFUSED
  fix:      see that it runs, and that the URL is that of its JSON-RPC"
`);
  });
});

describe("a remote signer of messages and typed data", () => {
  const typedData = {
    domain: { name: "Jeju key ceremony", version: "1", chainId: 1, salt: `0x${"11".repeat(32)}` },
    types: { Proof: [{ name: "key", type: "address" }] },
    message: { key: wallet.address },
  };
  const digests = { message: hashMessage("hello"), typedData: typedDataHash(typedData) };
  const signed = {
    message: wallet.signingKey.sign(digests.message),
    typedData: wallet.signingKey.sign(digests.typedData),
  };
  const server = new ScriptedSigner();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.asked.length = 0;
  });
  const signer = () => openRemoteSigner(server.url, wallet.address);
  const unknown = { error: { code: -32601, message: "the method does not exist" } };

  it("is asked as a wallet is, and once only where it answers", async () => {
    server.answers = { personal_sign: { result: signed.message.serialized } };
    expect(await signer().signMessage("hello")).toBe(signed.message.serialized);
    expect(server.asked).toEqual([["personal_sign", ["0x68656c6c6f", wallet.address]]]);
    server.answers = { eth_signTypedData_v4: { result: signed.typedData.serialized } };
    expect(await signer().signTypedData(typedData)).toBe(signed.typedData.serialized);
    const [method, [account, payload]] = server.asked.at(-1) as [string, [string, string]];
    expect([method, account]).toEqual(["eth_signTypedData_v4", wallet.address]);
    expect(JSON.parse(payload)).toMatchObject({ primaryType: "Proof", domain: { chainId: "0x1" } });
  });

  it("is asked as web3signer is where it knows no wallet's methods", async () => {
    server.answers = {
      personal_sign: unknown,
      eth_sign: { result: signed.message.serialized },
      eth_signTypedData_v4: unknown,
      eth_signTypedData: { result: signed.typedData.serialized },
    };
    expect(await signer().signMessage("hello")).toBe(signed.message.serialized);
    expect(await signer().signTypedData(typedData)).toBe(signed.typedData.serialized);
    expect(server.asked.map(([method]) => method)).toEqual(Object.keys(server.answers));
  });

  it("is not asked a second time when a person has refused", async () => {
    server.answers = { personal_sign: { error: { code: 4001, message: "User rejected the request" } } };
    expect(await refusalOf(signer().signMessage("hello"))).toContain("User rejected the request");
    expect(server.asked).toHaveLength(1);
  });

  it.each(["00", "01", "1b", "1c", "25"])("may give v as 0x%s: it is found anew", async (v) => {
    server.answers = { personal_sign: { result: signed.message.serialized.slice(0, -2) + v } };
    expect(await signer().signMessage("hello")).toBe(signed.message.serialized);
  });

  it("may give the higher s, and it goes out with the lower one", async () => {
    const s = toBeHex(CURVE_ORDER - BigInt(signed.message.s), 32);
    server.answers = { personal_sign: { result: concat([signed.message.r, s, "0x1b"]) } };
    expect(await signer().signMessage("hello")).toBe(signed.message.serialized);
  });

  it("is refused when the signature is of another account, or of the message without the prefix of EIP-191", async () => {
    for (const { serialized } of [
      Wallet.createRandom().signingKey.sign(digests.message),
      wallet.signingKey.sign(id("hello")),
    ]) {
      server.answers = { personal_sign: { result: serialized } };
      expect(await refusalOf(signer().signMessage("hello"))).toContain(
        "it signed with another key than the one it showed",
      );
    }
  });

  it.each([
    ["64 bytes", `0x${"11".repeat(64)}`],
    ["an r above the curve's order", `0x${"ff".repeat(32)}${"11".repeat(32)}1b`],
    ["an s above the curve's order", `0x${"11".repeat(32)}${"ff".repeat(32)}1b`],
    ["zeros", `0x${"00".repeat(65)}`],
    ["words", "signed"],
  ])("is refused when it answers with %s", async (_what, result) => {
    server.answers = { personal_sign: { result } };
    expect(await refusalOf(signer().signMessage("hello"))).toMatch(
      /^(the signer's answer is no signature|it signed with another key)/,
    );
  });

  it("is refused a transaction that would count on every chain, before it is asked", async () => {
    const legacy = Transaction.from({
      type: 0,
      chainId: 0,
      nonce: 1,
      gasPrice: 1,
      gasLimit: 21_000,
      to: wallet.address,
    });
    expect((await refusalOf(signer().sign(legacy))).replace(/127\.0\.0\.1:\d+/g, "HOST")).toMatchInlineSnapshot(`
"this transaction would count on every chain (remote signer HOST)
  got:      type 0 for no chain
  expected: type 0, 1 or 2 with the id of its chain (EIP-155, EIP-2930, EIP-1559)"
`);
    expect(server.asked).toEqual([]);
  });

  it("signs a legacy transaction with the chain's id (EIP-155)", async () => {
    const legacy = Transaction.from({
      type: 0,
      chainId: 10,
      nonce: 1,
      gasPrice: 7,
      gasLimit: 21_000,
      to: wallet.address,
    });
    server.answers = { eth_signTransaction: { result: await wallet.signTransaction(legacy.clone()) } };
    const raw = Transaction.from(await signer().sign(legacy));
    expect(raw).toMatchObject({ from: wallet.address, chainId: 10n, type: 0 });
    expect(server.asked.at(-1)?.[1]).toMatchObject([{ gasPrice: "0x7", type: "0x0", chainId: "0xa" }]);
  });

  it("is given up in words when it does not answer in time, or with more than a signature", async () => {
    server.answers = {};
    const impatient = openRemoteSigner(server.url, wallet.address, { patienceMs: 100 });
    const silence = await refusalOf(impatient.signMessage("hello"));
    expect(silence).toContain("got:      no answer in time");
    server.answers = { personal_sign: { result: "0".repeat(3_000_000) } };
    expect(await refusalOf(signer().signMessage("hello"))).toContain("more than 2097152 bytes");
  });
});

describe("op-signer, which knows its clients by their certificates", () => {
  const folder = mkdtempSync(join(tmpdir(), "op-signer-"));
  const file = (name: string) => join(folder, name);
  const tls = { caFile: file("ca.pem"), certificateFile: file("client.pem"), keyFile: file("client-key.pem") };
  let server: ScriptedSigner;
  beforeAll(async () => {
    makeCertificates(folder);
    server = new ScriptedSigner();
    await server.start({
      key: readFileSync(file("server-key.pem")),
      cert: readFileSync(file("server.pem")),
      ca: readFileSync(file("ca.pem")),
      requestCert: true,
      rejectUnauthorized: true,
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    server.answers = { eth_signTransaction: { result: await wallet.signTransaction(asked.clone()) } };
  });

  it("signs for the client that it knows", async () => {
    const config = { kind: "remote", url: server.url, address: wallet.address, tls } as const;
    const signer = await openSigner(signerConfig.parse(config), false);
    expect(Transaction.from(await signer.sign(asked)).from).toBe(wallet.address);
  });

  it("does not answer a client without a certificate, and is not believed without the authority's word", async () => {
    const stranger = openRemoteSigner(server.url, wallet.address, {
      tls: { ...tls, certificateFile: file("stranger.pem"), keyFile: file("stranger-key.pem") },
    });
    expect(await refusalOf(stranger.sign(asked))).toMatch(/each side trusts the other's certificate/);
    const impostor = openRemoteSigner(server.url, wallet.address, { tls: { ...tls, caFile: file("stranger.pem") } });
    expect((await refusalOf(impostor.sign(asked))).replace(/127\.0\.0\.1:\d+/g, "HOST")).toMatchInlineSnapshot(`
"the remote signer does not answer (remote signer HOST)
  got:      SELF_SIGNED_CERT_IN_CHAIN
  fix:      see that it runs, that the URL is that of its JSON-RPC, and that each side trusts the other's certificate"
`);
  });

  it("is refused with files that are not there, and with a certificate for a plain URL", async () => {
    const gone = openRemoteSigner(server.url, wallet.address, { tls: { ...tls, keyFile: "keys/gone.pem" } });
    expect(await refusalOf(gone.sign(asked))).toMatchInlineSnapshot(`
"a file for the signer's TLS cannot be read (keys/gone.pem)
  got:      ENOENT"
`);
    const plain = async () => openRemoteSigner("http://127.0.0.1:9000", wallet.address, { tls });
    expect(await refusalOf(plain)).toMatchInlineSnapshot(`
"a client certificate needs an https URL (remote signer 127.0.0.1:9000)
  got:      http
  expected: https"
`);
  });
});
