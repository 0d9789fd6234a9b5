import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEther, Wallet } from "ethers";
import { openLocalSigner } from "../../../safes/signers/local";
import { ChainReader } from "../../../safes/transactions/reader";
import { Sender, type SenderOptions } from "../../../safes/transactions/sender";
import type { TransactionIntent } from "../../../safes/transactions/transaction";
import { startAnvil, type TestChain } from "../anvil";
import { type Fault, FaultyRpc } from "../faulty-rpc";

export const chainId = 84532;

/** One wei to an account of its own, so that its balance tells how often it was sent. */
export type Payment = TransactionIntent & { readonly balance: () => Promise<bigint> };

/** A chain behind two endpoints that can fail, and for each test an account with a journal of its own. */
export class Sending {
  wallet!: Wallet;
  journal!: string;
  private readonly senders: Sender[] = [];
  private life = new AbortController();

  private constructor(
    readonly chain: TestChain,
    /** The one that fails. */
    readonly proxy: FaultyRpc,
    /** The one that fails too where a test wants that. */
    readonly other: FaultyRpc,
  ) {}

  static async start(): Promise<Sending> {
    const chain = await startAnvil(chainId);
    return new Sending(chain, await FaultyRpc.start(chain.url), await FaultyRpc.start(chain.url));
  }

  async begin(): Promise<void> {
    this.journal = mkdtempSync(join(tmpdir(), "jeju-journal-"));
    this.wallet = new Wallet(Wallet.createRandom().privateKey);
    await this.fund(parseEther("1"));
    await this.chain.rpc("evm_setAutomine", true);
    await this.chain.rpc("anvil_mine", "0x2");
  }

  end(): void {
    for (const proxy of [this.proxy, this.other]) proxy.fault = () => undefined;
    this.kill();
    rmSync(this.journal, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.other.stop();
    await this.chain.stop();
  }

  /** A process that begins, with what the ones before it have left in the journal. */
  async open(options: Partial<SenderOptions> = {}, urls = [this.other.url, this.proxy.url]): Promise<Sender> {
    process.env.JEJU_TEST_KEY = this.wallet.privateKey;
    const reader = await ChainReader.open({ chainId: BigInt(chainId), urls, signal: this.life.signal });
    const sender = await Sender.open({
      reader,
      signer: openLocalSigner("JEJU_TEST_KEY", true),
      journalFolder: join(this.journal, "account"),
      confirmations: 1,
      feeCeilingWei: 10n ** 12n,
      pollMs: 20,
      ...options,
    });
    this.senders.push(sender);
    return sender;
  }

  /** The process ends, whatever it is at. */
  kill(): void {
    this.life.abort();
    this.life = new AbortController();
    for (const sender of this.senders.splice(0)) sender.close();
  }

  async fund(wei: bigint): Promise<void> {
    await this.chain.rpc("anvil_setBalance", this.wallet.address, `0x${wei.toString(16)}`);
    await this.chain.rpc("evm_mine");
  }

  payments(count: number): Payment[] {
    return Array.from({ length: count }, () => this.payment(Wallet.createRandom().address));
  }

  payment(to: string): Payment {
    const balance = async () => BigInt(await this.chain.rpc("eth_getBalance", to, "latest"));
    return {
      key: to,
      resource: "test",
      to,
      data: "0x",
      valueWei: 1n,
      description: "pays 1 wei",
      balance,
      isDone: async () => (await balance()) > 0n,
    };
  }

  balancesOf(intents: readonly Payment[]): Promise<bigint[]> {
    return Promise.all(intents.map(({ balance }) => balance()));
  }

  async count(block: "latest" | "pending" = "latest"): Promise<number> {
    return Number(await this.chain.rpc("eth_getTransactionCount", this.wallet.address, block));
  }

  /** An endpoint's next request of this kind meets the fault, and none after it. */
  once(method: string, fault: Fault): void {
    let isOver = false;
    this.proxy.fault = (request) => {
      if (isOver || request.method !== method) return undefined;
      isOver = true;
      return fault;
    };
  }

  /** What every endpoint does from now on. */
  everywhere(fault: FaultyRpc["fault"]): void {
    for (const proxy of [this.proxy, this.other]) proxy.fault = fault;
  }

  /** A process that is killed when it has written this down, and before it is on the wire. */
  async killBeforeBroadcast(intent: TransactionIntent): Promise<void> {
    this.everywhere(({ method }) => (method === "eth_sendRawTransaction" ? { kind: "silence" } : undefined));
    const sender = await this.open();
    const proxies = [this.proxy, this.other];
    const met = () =>
      proxies.map(({ seen }) => seen.filter(({ method }) => method === "eth_sendRawTransaction").length);
    const before = met();
    sender.sendAll([intent]).catch(() => {});
    // Until both hold it back: one that is still on its way to an endpoint would get through to the chain.
    await until(async () => met().every((count, index) => count > (before[index] ?? 0)));
    this.kill();
    this.everywhere(() => undefined);
  }
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
