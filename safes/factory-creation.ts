import { setTimeout as sleep } from "node:timers/promises";
import type { Step } from "./connection";
import type { Deployer, PresignedTransaction } from "./deployer";
import { sampleBaseFeeWei } from "./transactions/fees";
import type { ChainReader } from "./transactions/reader";
import { UserError } from "./user-error";

const patienceMs = 120_000;

/** How a factory gets onto a chain: whoever signed for it is given what that costs, and then anyone can send it. */
export class FactoryCreation {
  constructor(
    private readonly reader: ChainReader,
    private readonly address: string,
    private readonly creation: PresignedTransaction,
  ) {}

  static of(reader: ChainReader, { address, creation }: Deployer): FactoryCreation | undefined {
    return creation && new FactoryCreation(reader, address, creation);
  }

  async funding(): Promise<Step> {
    const { from, costWei } = this.creation;
    const { isThere, balanceWei } = await this.look();
    return {
      key: `shared:fund ${from}`,
      to: from,
      data: "0x",
      valueWei: isThere || balanceWei >= costWei ? 0n : costWei - balanceWei,
      description: "funds the signer of the factory that contracts are created with",
      isDone: async () => {
        const now = await this.look();
        return now.isThere || now.balanceWei >= costWei;
      },
    };
  }

  /** Before anything is paid for it. @throws UserError when what was signed is too cheap for the chain as it is. */
  async refuseTooCheap(): Promise<void> {
    const { gasPriceWei } = this.creation;
    if ((await this.look()).isThere) return;
    const baseFeeWei = await sampleBaseFeeWei(this.reader);
    if (baseFeeWei <= gasPriceWei) return;
    throw new UserError({
      what: "the factory that contracts are created with cannot be put onto this chain now",
      where: this.address,
      got: `a base fee of ${baseFeeWei} wei`,
      expected: `${gasPriceWei} wei at most, the price that was signed for it`,
      fix: "wait until gas is cheaper",
    });
  }

  /** Once it is funded. Ends when the factory is as deep in the chain as a transaction that counts. */
  async carryOut(confirmations: number, pollMs: number, signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + patienceMs;
    let refusal = "its creation was sent, and is in no block yet";
    for (;;) {
      signal.throwIfAborted();
      const { isThere, blockNumber } = await this.look();
      if (isThere) return this.reader.reach(blockNumber + BigInt(confirmations - 1), pollMs);
      // Again and again: a node may forget it, or hear of the funds only later.
      await this.reader.broadcast(this.creation.raw).catch((error: Error) => {
        refusal = error.message;
      });
      if (Date.now() >= deadline) throw this.missing(refusal);
      await sleep(pollMs);
    }
  }

  /** All of one block: between two of them the creation may take the funds. */
  private async look() {
    const chain = await this.reader.snapshot();
    const [code, balanceWei] = await Promise.all([chain.code(this.address), chain.balance(this.creation.from)]);
    return { isThere: code !== "0x", balanceWei, blockNumber: chain.blockNumber };
  }

  private missing(got: string): UserError {
    return new UserError({
      what: "the factory that contracts are created with does not appear on the chain",
      where: this.address,
      got,
      expected: `the transaction that was signed for it, with a gas price of ${this.creation.gasPriceWei} wei`,
      fix: "run the command again when gas is cheaper; a node that refuses transactions without a chain id needs another endpoint",
    });
  }
}
