import { Transaction, Wallet } from "ethers";
import { Connection } from "../../../safes/connection";
import { providerConfig } from "../../../safes/provider-config";
import { openSigner } from "../../../safes/signers";
import { type JsonRpcServer, serveJsonRpc } from "../../json-rpc-server";
import { refusalOf, transactionOf } from "./transactions";

const variable = "JEJU_TEST_PLAIN_KEY";
const wallet = Wallet.createRandom();
const config = { kind: "local", keyVariable: variable } as const;

beforeEach(() => {
  process.env[variable] = wallet.privateKey;
});
afterAll(() => {
  delete process.env[variable];
});

describe("a plain key", () => {
  it("signs where the caller says that it may, with 0x before it or without", async () => {
    for (const key of [wallet.privateKey, wallet.privateKey.slice(2)]) {
      process.env[variable] = key;
      const signer = await openSigner(config, true);
      expect(signer.address).toBe(wallet.address);
      expect(Transaction.from(await signer.sign(transactionOf(2))).from).toBe(wallet.address);
    }
  });

  it("is refused where the caller does not, before it is even read", async () => {
    delete process.env[variable];
    expect(await refusalOf(openSigner(config, false))).toMatchInlineSnapshot(`
"a plain key is refused on this chain (environment variable JEJU_TEST_PLAIN_KEY)
  got:      a signer of the kind local
  expected: kms, pkcs11, keystore or remote, whose key nobody can read out of a process
  fix:      plain keys are for a chain on this machine; create a key in KMS and name its alias"
`);
  });

  it.each([
    ["nothing", undefined],
    ["an empty text", ""],
    ["a digit too few", wallet.privateKey.slice(0, -1)],
    ["a phrase", "test test test test test test test test test test test junk"],
    ["zero", `0x${"0".repeat(64)}`],
    ["more than the curve's order", `0x${"f".repeat(64)}`],
  ])("is refused when it is %s, and not shown", async (_what, key) => {
    if (key === undefined) delete process.env[variable];
    else process.env[variable] = key;
    const message = await refusalOf(openSigner(config, true));
    expect(message).toMatch(/^there is no private key \(environment variable JEJU_TEST_PLAIN_KEY\)/);
    if (key) expect(message).not.toContain(key.replace("0x", ""));
  });
});

/** A node as far as it is asked who it is. */
function startNode(client: string | undefined, chainId = 8453): Promise<JsonRpcServer> {
  const answers: Readonly<Record<string, string>> = {
    eth_chainId: `0x${chainId.toString(16)}`,
    ...(client !== undefined && { web3_clientVersion: client }),
  };
  const error = { code: -32601, message: "the method does not exist" };
  return serveJsonRpc((method) => (answers[method] ? { result: answers[method] } : { error }));
}

describe("a plain key on a chain", () => {
  const nodes: JsonRpcServer[] = [];
  const start = async (client: string | undefined) => {
    const node = await startNode(client);
    nodes.push(node);
    return node.url;
  };
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
  });
  const senderOf = (environment: "testnet" | "mainnet", ...rpcUrls: string[]) =>
    new Connection(providerConfig.parse({ chainId: 8453, rpcUrls, environment, signer: config })).senderAddress();

  it("signs in a rehearsal of mainnet, whose nodes are all anvils of this machine", async () => {
    const url = await start("anvil/v1.7.1");
    expect(await senderOf("mainnet", url, url.replace("127.0.0.1", "localhost"))).toBe(wallet.address);
  });

  it.each<["testnet" | "mainnet"]>([["testnet"], ["mainnet"]])(
    "is refused on %s when a node of this machine is a real one, or a tunnel to one",
    async (environment) => {
      const message = await refusalOf(senderOf(environment, await start("Geth/v1.16.4-stable/linux-amd64/go1.24")));
      expect(message).toContain("a plain key is refused on this chain");
    },
  );

  it("is refused when one of several nodes is a real one", async () => {
    const urls = [await start("anvil/v1.7.1"), await start("anvil/v1.7.1"), await start("op-geth/v1.101602.3")];
    expect(await refusalOf(senderOf("mainnet", ...urls))).toContain("a plain key is refused");
  });

  it("is refused when one of several nodes does not say what it is", async () => {
    const urls = [await start("anvil/v1.7.1"), await start("anvil/v1.7.1"), await start(undefined)];
    expect(await refusalOf(senderOf("mainnet", ...urls))).toContain("a plain key is refused");
  });

  it("is refused when a node is elsewhere, which is not even asked", async () => {
    const urls = [await start("anvil/v1.7.1"), "https://base.invalid"];
    expect(await refusalOf(senderOf("testnet", ...urls))).toContain("a plain key is refused");
  });
});
