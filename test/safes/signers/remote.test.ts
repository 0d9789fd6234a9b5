import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { concat, dataSlice, decodeRlp, encodeRlp, Transaction, type TransactionLike, toBeHex, Wallet } from "ethers";
import { CURVE_ORDER } from "../../../safes/signers/der";
import { openRemoteSigner } from "../../../safes/signers/remote";
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
