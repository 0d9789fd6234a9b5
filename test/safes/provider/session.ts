import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEther, Wallet } from "ethers";
import type { Call, Properties, ProviderSession, ResourceIdentity } from "../../../safes/plugin/provider";
import { safesProvider } from "../../../safes/provider";
import type { TestChain } from "../anvil";

/** A provider that is configured for a test chain, with a funded deployer and folders of its own. */
export class TestSession {
  readonly messages: string[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), "jeju-safes-"));
  readonly wallet = Wallet.createRandom();
  session!: ProviderSession;

  private constructor(readonly chain: TestChain) {}

  static async open(chain: TestChain, config: Properties = {}): Promise<TestSession> {
    const test = new TestSession(chain);
    await chain.rpc("anvil_setBalance", test.wallet.address, `0x${parseEther("10").toString(16)}`);
    await chain.rpc("evm_mine");
    await test.configure(config);
    return test;
  }

  /** As a new process would, with the same folders. */
  async configure(config: Properties = {}): Promise<void> {
    process.env.JEJU_TEST_KEY = this.wallet.privateKey;
    this.session = await safesProvider().configure({
      chainId: `${this.chain.chainId}`,
      rpcUrls: JSON.stringify([this.chain.url, this.chain.url.replace("127.0.0.1", "localhost")]),
      environment: "testnet",
      signer: JSON.stringify({ kind: "local", keyVariable: "JEJU_TEST_KEY" }),
      proposalsDirectory: join(this.directory, "proposals"),
      journalDirectory: join(this.directory, "journal"),
      ...config,
    });
  }

  call(preview = false): Call {
    const note = async (message: string) => void this.messages.push(message);
    return { preview, signal: new AbortController().signal, secrets: new Set(), warn: note, inform: note };
  }

  async create(resource: ResourceIdentity, inputs: Properties, preview = false) {
    const { failures } = await this.session.check(resource, {}, inputs, Buffer.alloc(0));
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n"));
    return this.session.create(resource, inputs, this.call(preview));
  }

  /** How many transactions the deployer has sent. */
  async sent(): Promise<number> {
    return Number(await this.chain.rpc("eth_getTransactionCount", this.wallet.address, "latest"));
  }

  async read(to: string, data: string): Promise<string> {
    return this.chain.rpc("eth_call", { to, data }, "latest");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function resourceOf(type: string, name: string): ResourceIdentity {
  const token = `safes:index:${type}`;
  return { urn: `urn:pulumi:dev::tests::${token}::${name}`, type: token, name };
}
