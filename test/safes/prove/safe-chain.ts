import { AbiCoder, concat, dataSlice, getAddress, Interface, id, toQuantity, ZeroAddress } from "ethers";
import { KEYLESS_FACTORY, SINGLETON_FACTORY } from "../../../safes/deployer";
import { SENTINEL } from "../../../safes/proposals/addresses";
import { multiSendCallOnlyOf } from "../../../safes/proposals/known-multi-sends";
import type { SafeState } from "../../../safes/proposals/safe-state";
import { encodeCreation, predictSafeAddress, type SafeOrigin } from "../../../safes/safe/address";
import { type SafeVersion, safeContracts } from "../../../safes/safe/contracts";
import { startAnvil, type TestChain } from "../anvil";
import { type RpcCall, requestAll } from "./rpc-batch";

const chainId = 420691;
/** More than the largest of Safe's contracts costs to deploy, 5.3 million. */
const gas = toQuantity(8_000_000);
const artifacts: Readonly<Record<SafeVersion, string>> = {
  "1.4.1": "@safe-global/safe-contracts",
  "1.5.0": "@safe-global/safe-smart-account",
};

const reading = new Interface([
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
  "function getModulesPaginated(address start, uint256 pageSize) view returns (address[] array, address next)",
  "function nonce() view returns (uint256)",
]);
const slots = [
  "guard_manager.guard.address",
  "module_manager.module_guard.address",
  "fallback_manager.handler.address",
];

/** A transaction without a signature: anvil's own account sends it. */
export interface Sending {
  readonly to?: string;
  readonly data: string;
}

export interface Receipt {
  readonly status: string;
  readonly contractAddress: string | null;
  readonly transactionHash: string;
}

/** An anvil with Safe's own contracts at their canonical addresses, mined on demand, a whole round in a block. */
export class SafeChain {
  readonly chainId = BigInt(chainId);

  private constructor(
    private readonly chain: TestChain,
    private readonly sender: string,
  ) {}

  static async start(): Promise<SafeChain> {
    const chain = await startAnvil(chainId, "--no-mining", "--gas-limit", "1000000000", "--order", "fifo");
    try {
      const [sender] = await chain.rpc<string[]>("eth_accounts");
      const safeChain = new SafeChain(chain, sender as string);
      await safeChain.deployContracts();
      return safeChain;
    } catch (error) {
      await chain.stop();
      throw error;
    }
  }

  private async deployContracts(): Promise<void> {
    // Safe's factory is, byte for byte, the one that anvil has at another address.
    const factoryCode = await this.chain.rpc("eth_getCode", KEYLESS_FACTORY, "latest");
    await this.chain.rpc("anvil_setCode", SINGLETON_FACTORY, factoryCode);
    const contracts = (["1.4.1", "1.5.0"] as const).flatMap((version) =>
      Object.values(safeContracts(version).contracts),
    );
    const salt = `0x${"0".repeat(64)}`;
    await this.send(
      contracts.map(({ creationCode }) => ({ to: SINGLETON_FACTORY, data: concat([salt, creationCode]) })),
    );
  }

  stop(): Promise<void> {
    return this.chain.stop();
  }

  get url(): string {
    return this.chain.url;
  }

  /** All in one block, in their order. Throws when one of them fails. */
  async send(sendings: readonly Sending[]): Promise<readonly Receipt[]> {
    const receipts = await this.trySend(sendings);
    const failed = receipts.findIndex(({ status }) => status !== "0x1");
    if (failed >= 0) throw new Error(`transaction ${failed + 1} of ${sendings.length} failed`);
    return receipts;
  }

  async trySend(sendings: readonly Sending[]): Promise<readonly Receipt[]> {
    const calls = sendings.map((sending) => rpc("eth_sendTransaction", { from: this.sender, gas, ...sending }));
    const hashes = await requestAll(this.url, calls);
    await this.chain.rpc("evm_mine");
    return (await requestAll(
      this.url,
      hashes.map((hash) => rpc("eth_getTransactionReceipt", hash)),
    )) as Receipt[];
  }

  /** Two guards that let every call of ours through: one that only watches, one that allows no delegate call but to MultiSend. */
  async deployGuards(version: SafeVersion): Promise<readonly string[]> {
    const [allowed] = [multiSendCallOnlyOf({ version, chainId: this.chainId })];
    const argument = AbiCoder.defaultAbiCoder().encode(["address"], [allowed]);
    const receipts = await this.send([
      { data: creationCode(version, "DebugTransactionGuard") },
      { data: concat([creationCode(version, "DelegateCallTransactionGuard"), argument]) },
    ]);
    return receipts.map(({ contractAddress }) => getAddress(contractAddress ?? ZeroAddress));
  }

  async createSafes(version: SafeVersion, origins: readonly SafeOrigin[]): Promise<readonly string[]> {
    const contracts = safeContracts(version);
    await this.send(origins.map((origin) => encodeCreation(origin, contracts)));
    return origins.map((origin) => predictSafeAddress(origin, contracts));
  }

  /** Reads the Safes with nothing but getters and storage. */
  async read(
    safes: readonly { readonly address: string; readonly version: SafeVersion }[],
  ): Promise<readonly SafeState[]> {
    const answers = await requestAll(
      this.url,
      safes.flatMap(({ address }) => questionsAbout(address)),
    );
    const each = questionsAbout(ZeroAddress).length;
    return safes.map(({ address, version }, index) => {
      const [owners, threshold, modules, nonce, singleton, ...stored] = answers.slice(index * each) as string[];
      const decode = (name: string, answer = "0x") => reading.decodeFunctionResult(name, answer)[0];
      const [guard, moduleGuard, fallbackHandler] = stored.slice(0, slots.length).map(asAddress) as [
        string,
        string,
        string,
      ];
      return {
        address,
        chainId: this.chainId,
        version,
        owners: [...decode("getOwners", owners)],
        threshold: Number(decode("getThreshold", threshold)),
        modules: [...decode("getModulesPaginated", modules)],
        nonce: decode("nonce", nonce),
        singleton: asAddress(singleton ?? "0x"),
        guard,
        moduleGuard,
        fallbackHandler,
      };
    });
  }
}

function questionsAbout(address: string): RpcCall[] {
  const ask = (name: string, ...args: unknown[]) =>
    rpc("eth_call", { to: address, data: reading.encodeFunctionData(name, args) }, "latest");
  return [
    ask("getOwners"),
    ask("getThreshold"),
    ask("getModulesPaginated", SENTINEL, 100),
    ask("nonce"),
    ...["0x0", ...slots.map((name) => id(name))].map((slot) => rpc("eth_getStorageAt", address, slot, "latest")),
  ];
}

const rpc = (method: string, ...params: unknown[]): RpcCall => ({ method, params });

const asAddress = (word: string) => getAddress(dataSlice(word, 12));

function creationCode(version: SafeVersion, guard: string): string {
  return require(`${artifacts[version]}/build/artifacts/contracts/examples/guards/${guard}.sol/${guard}.json`).bytecode;
}
