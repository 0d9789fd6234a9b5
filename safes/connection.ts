import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseUnits } from "ethers";
import { planCreate2 } from "./contract/create2";
import { type Deployer, findDeployer, type PresignedTransaction } from "./deployer";
import { type Cost, Estimates, estimateCost } from "./estimates";
import { OpenedOnce } from "./opened-once";
import { type Call, UNKNOWN } from "./plugin/provider";
import type { ProviderConfig } from "./provider-config";
import type { SafeContracts } from "./safe/contracts";
import { openSigner, type Signer } from "./signers";
import { confirmationsOf } from "./transactions/confirmations";
import { sampleFees } from "./transactions/fees";
import { ChainReader, type ChainSnapshot } from "./transactions/reader";
import { Sender } from "./transactions/sender";
import type { SentTransaction, TransactionIntent } from "./transactions/transaction";
import { UserError } from "./user-error";

export type { ChainSnapshot } from "./transactions/reader";

/** A transaction that a resource needs; `key` is its own within the resource, or begins with `shared:` when many need it. */
export type Step = TransactionIntent;

const factoryPatienceMs = 60_000;
const localPollMs = 100;

/** One configured provider: its chain, opened when it is first asked, and whoever sends. */
export class Connection {
  readonly chainId: bigint;
  private readonly estimates: Estimates;
  private readonly reader = new OpenedOnce(() => this.openReader());
  private readonly signer = new OpenedOnce(() => this.openSigner());
  private readonly sender = new OpenedOnce(() => this.openSender());
  private readonly plannedFactory = new OpenedOnce((call: Call) => this.findFactory(call));
  private readonly factory = new OpenedOnce((call: Call) => this.ensureFactory(call));

  constructor(readonly config: ProviderConfig) {
    this.chainId = BigInt(config.chainId);
    this.estimates = new Estimates(resolve(config.journalDirectory), this.chainId);
  }

  /** The chain as it is now. */
  async read(): Promise<ChainSnapshot> {
    return (await this.reader.get()).snapshot();
  }

  async blockNumber(): Promise<bigint> {
    return (await this.read()).blockNumber;
  }

  /** Who sends and pays. @throws UserError without a signer. */
  async senderAddress(): Promise<string> {
    return (await this.signer.get()).address;
  }

  /** The factory that everything is created with; outside of a preview it is put onto the chain where it is missing. */
  deployer(call: Call): Promise<string> {
    return call.preview ? this.plannedFactory.get(call).then(({ address }) => address) : this.factory.get(call);
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
    const lines = await this.estimates.add(
      urn,
      steps,
      await this.reader.get(),
      await this.senderAddress(),
      this.feeCeilingWei,
    );
    for (const line of lines) await call.inform?.(line);
  }

  /** What a step costs whoever sends it, without a plan that it would be part of. */
  async costOf(step: Step, from: string): Promise<Cost> {
    const reader = await this.reader.get();
    return estimateCost(reader, step, from, (await sampleFees(reader, this.feeCeilingWei)).maxFeePerGasWei);
  }

  /** Sends what is not done yet, in this order. @returns what was sent, now or in a run that was interrupted. */
  async send(urn: string, steps: readonly Step[], call: Call): Promise<readonly SentTransaction[]> {
    const sender = await this.sender.get();
    const intents = steps.map((step) =>
      step.key.startsWith("shared:") ? step : { ...step, key: `${urn} ${step.key}` },
    );
    const sent = await sender.sendAll(intents, call.signal);
    this.estimates.settle(urn);
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
    const isLocal = await this.isLocal();
    return Sender.open({
      reader: await this.reader.get(),
      signer: await this.signer.get(),
      journalDirectory: resolve(this.config.journalDirectory),
      confirmations: isLocal ? 1 : (this.config.confirmations ?? confirmationsOf(this.chainId)),
      feeCeilingWei: this.feeCeilingWei,
      remainingCostWei: () => this.estimates.remainingWei,
      ...(isLocal && { pollMs: localPollMs }),
    });
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

  private async ensureFactory(call: Call): Promise<string> {
    const found = await this.findFactory(call);
    if (found.creation) await this.createFactory(found, found.creation, call);
    return found.address;
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
    const clients = await (await this.reader.get()).opinions<string>("web3_clientVersion");
    // One that does not say what it is may be a tunnel to anything.
    return clients.length === rpcUrls.length && clients.every((client) => /^(anvil|hardhat)/i.test(client));
  }

  private get feeCeilingWei(): bigint {
    return parseUnits(String(this.config.feeCeilingGwei), "gwei");
  }

  /** The deployer gives the signer of the presigned transaction what it costs, and then anyone can send it. */
  private async createFactory({ address }: Deployer, creation: PresignedTransaction, call: Call): Promise<void> {
    const { from, raw, costWei, gasPriceWei } = creation;
    const exists = async () => (await (await this.read()).code(address)) !== "0x";
    const sender = await this.sender.get();
    const missingWei = costWei - (await (await this.read()).balance(from));
    const isDone = async () => (await exists()) || (await (await this.read()).balance(from)) >= costWei;
    const description = "funds the signer of Safe's singleton factory";
    await sender.sendAll(
      [{ key: `shared:fund ${from}`, to: from, data: "0x", valueWei: missingWei, description, isDone }],
      call.signal,
    );
    const reader = await this.reader.get();
    await reader.broadcast(raw).catch((error: Error) => {
      throw new UserError({
        what: "the presigned creation of the factory is not taken",
        where: address,
        got: error.message,
        expected: `a base fee below ${gasPriceWei} wei, the price that was signed`,
        fix: "wait until gas is cheaper; a node that refuses transactions without a chain id needs another endpoint",
      });
    });
    const deadline = Date.now() + factoryPatienceMs;
    while (!(await exists())) {
      if (Date.now() > deadline)
        throw new UserError({ what: "the factory does not appear on the chain", where: address });
      await sleep(localPollMs);
    }
  }
}
