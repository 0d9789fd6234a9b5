import { resolve } from "node:path";
import { parseUnits } from "ethers";
import { planCreate2 } from "./contract/create2";
import { type Deployer, findDeployer, isFactory } from "./deployer";
import { Estimates } from "./estimates";
import { FactoryCreation } from "./factory-creation";
import { OpenedOnce } from "./opened-once";
import { type Call, UNKNOWN } from "./plugin/provider";
import type { ProviderConfig } from "./provider-config";
import type { SafeContracts } from "./safe/contracts";
import { openSigner, type Signer } from "./signers";
import { confirmationsOf } from "./transactions/confirmations";
import { type Cost, estimateCost } from "./transactions/cost";
import { sampleFees } from "./transactions/fees";
import { ChainReader, type ChainSnapshot } from "./transactions/reader";
import { journalFolder, Sender } from "./transactions/sender";
import type { SentTransaction, TransactionIntent } from "./transactions/transaction";
import { UserError } from "./user-error";

export type { ChainSnapshot } from "./transactions/reader";

/** A transaction that a resource needs; `key` is its own within the resource, or begins with `shared:` when many need it. */
export type Step = Omit<TransactionIntent, "resource">;

const localPollMs = 100;
const pollMs = 1_000;

/** One configured provider: its chain, opened when it is first asked, and whoever sends. */
export class Connection {
  readonly chainId: bigint;
  private readonly reader = new OpenedOnce(() => this.openReader());
  private readonly signer = new OpenedOnce(() => this.openSigner());
  private readonly sender = new OpenedOnce(() => this.openSender());
  private readonly estimates = new OpenedOnce(() => this.openEstimates());
  private readonly factory = new OpenedOnce((call: Call) => this.findFactory(call));
  private readonly factoryCreation = new OpenedOnce((call: Call) => this.createFactory(call));
  /** By their keys, what this process is at. */
  private readonly atHand = new Map<string, TransactionIntent>();

  constructor(readonly config: ProviderConfig) {
    this.chainId = BigInt(config.chainId);
  }

  /** The chain as it is now. */
  async read(): Promise<ChainSnapshot> {
    return (await this.reader.get()).snapshot();
  }

  async blockNumber(): Promise<bigint> {
    return (await this.read()).blockNumber;
  }

  /** The newest block that counts: what is above may still be replaced. */
  async settledBlockNumber(): Promise<bigint> {
    const depth = BigInt((await this.confirmations()) - 1);
    return (await (await this.reader.get()).snapshot(depth)).blockNumber;
  }

  /** Who sends and pays. @throws UserError without a signer. */
  async senderAddress(): Promise<string> {
    return (await this.signer.get()).address;
  }

  /** The factory that everything is created with; whatever is sent to it puts it onto the chain first. */
  async deployer(call: Call): Promise<string> {
    return (await this.factory.get(call)).address;
  }

  /** Safe's own contracts, where the chain does not have them yet. */
  async safeContractSteps({ contracts, deployer }: SafeContracts): Promise<Step[]> {
    return Object.values(contracts).map(({ name, address, creationCode }) => {
      const { to, data } = planCreate2(deployer, 0n, creationCode);
      const isDone = async () => (await (await this.read()).code(address)) !== "0x";
      return { key: `shared:${address}`, to, data, description: `deploys Safe's ${name}`, isDone };
    });
  }

  /** Tells what the steps will cost, and what everything that was estimated so far costs together. */
  async estimate(urn: string, steps: readonly Step[], call: Call): Promise<void> {
    if (await areDone(steps)) return;
    const intents = intentsOf(urn, await this.withFactory(steps, call));
    for (const line of await (await this.estimates.get()).plan(intents)) await call.inform?.(line);
  }

  /** What a step costs whoever sends it, without a plan that it would be part of. */
  async costOf(step: Step, from: string): Promise<Cost> {
    const reader = await this.reader.get();
    return estimateCost(reader, step, from, (await sampleFees(reader, this.feeCeilingWei)).maxFeePerGasWei);
  }

  /**
   * Sends what is not done yet, in this order.
   *
   * @returns what the resource has sent for these steps, now or in a run before; what many need is recorded where it was
   * sent first
   */
  async send(urn: string, steps: readonly Step[], call: Call): Promise<readonly SentTransaction[]> {
    if (this.config.signer === undefined && (await areDone(steps))) return [];
    const sender = await this.sender.get();
    const all = await this.withFactory(steps, call);
    const intents = intentsOf(urn, all);
    for (const intent of intents) this.atHand.set(intent.key, intent);
    if (all.length > steps.length) {
      await sender.sendAll(intents.slice(0, 1), call.signal);
      await this.factoryCreation.get(call);
    }
    const sent = await sender.sendAll(intents, call.signal);
    (await this.estimates.get()).settle(intents);
    return sent;
  }

  private async openReader(): Promise<ChainReader> {
    const { rpcUrls } = this.config;
    if (rpcUrls === UNKNOWN || rpcUrls.some((url) => url === UNKNOWN)) {
      throw new UserError({ what: "the chain cannot be asked yet: its RPC endpoints are not known before the update" });
    }
    const urls = rpcUrls as string[];
    return ChainReader.open({ chainId: this.chainId, urls, warn: (message) => console.error(message) });
  }

  private async openSigner(): Promise<Signer> {
    const { signer } = this.config;
    if (signer !== undefined && signer !== UNKNOWN) return openSigner(signer, await this.isLocal());
    throw new UserError({
      what: "nobody can send transactions",
      where: "the signer of the provider safes",
      got: signer === undefined ? "none" : "one that is not known before the update",
      expected: "a key in AWS KMS, a keystore or a remote signer",
    });
  }

  private async openSender(): Promise<Sender> {
    const estimates = await this.estimates.get();
    return Sender.open({
      reader: await this.reader.get(),
      signer: await this.signer.get(),
      journalFolder: await this.accountFolder(),
      confirmations: await this.confirmations(),
      feeCeilingWei: this.feeCeilingWei,
      expectedCostsWei: () => estimates.expectedCostsWei([...this.atHand.values()]),
      pollMs: await this.pollMs(),
    });
  }

  private async openEstimates(): Promise<Estimates> {
    return new Estimates({
      reader: await this.reader.get(),
      from: await this.senderAddress(),
      feeCeilingWei: this.feeCeilingWei,
      folder: await this.accountFolder(),
    });
  }

  private async accountFolder(): Promise<string> {
    // Only a development node begins anew under a chain id, and there what was sent is gone.
    const incarnation = (await this.isLocal())
      ? (await (await this.reader.get()).genesisHash()).slice(0, 10)
      : undefined;
    return journalFolder(resolve(this.config.journalDirectory), this.chainId, await this.senderAddress(), incarnation);
  }

  private async confirmations(): Promise<number> {
    return (await this.isLocal()) ? 1 : (this.config.confirmations ?? confirmationsOf(this.chainId));
  }

  private async pollMs(): Promise<number> {
    return (await this.isLocal()) ? localPollMs : pollMs;
  }

  private async findFactory(call: Call): Promise<Deployer> {
    const found = await findDeployer(await this.read(), this.chainId);
    if (!found.isCanonical) {
      await call.warn?.(
        `chain ${this.chainId} has no Safe singleton factory and nobody has signed for one: contracts come from ${found.address}, at addresses that are NOT the canonical ones`,
      );
    }
    return found;
  }

  /** The steps, behind the one that pays for the factory where they need one and it can be created. */
  private async withFactory(steps: readonly Step[], call: Call): Promise<readonly Step[]> {
    if (!steps.some(({ to }) => isFactory(to))) return steps;
    const creation = FactoryCreation.of(await this.reader.get(), await this.factory.get(call));
    if (!creation) return steps;
    await creation.refuseTooCheap();
    return [await creation.funding(), ...steps];
  }

  private async createFactory(call: Call): Promise<void> {
    const creation = FactoryCreation.of(await this.reader.get(), await this.factory.get(call));
    await creation?.carryOut(await this.confirmations(), await this.pollMs(), call.signal);
  }

  /**
   * Whether every endpoint is a development node on this machine: only there a plain key may sign, whatever the chain id
   * says, and a block is final.
   */
  async isLocal(): Promise<boolean> {
    const { rpcUrls } = this.config;
    if (rpcUrls === UNKNOWN) return false;
    const isLoopback = (url: string) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
    if (!rpcUrls.every((url) => url !== UNKNOWN && isLoopback(url))) return false;
    const clients = await (await this.reader.get()).opinions(String, "web3_clientVersion");
    // One that does not say what it is may be a tunnel to anything.
    return clients.length === rpcUrls.length && clients.every((client) => /^(anvil|hardhat)/i.test(client));
  }

  private get feeCeilingWei(): bigint {
    return parseUnits(String(this.config.feeCeilingGwei), "gwei");
  }
}

async function areDone(steps: readonly Step[]): Promise<boolean> {
  return (await Promise.all(steps.map((step) => step.isDone()))).every(Boolean);
}

function intentsOf(urn: string, steps: readonly Step[]): readonly TransactionIntent[] {
  return steps.map((step) => {
    const key = step.key.startsWith("shared:") ? step.key : `${urn} ${step.key}`;
    return { ...step, key, resource: urn };
  });
}
