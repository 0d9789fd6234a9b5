import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getAddress, Interface } from "ethers";
import type { TestChain } from "../../safes/anvil";

const artifacts = join(__dirname, "../../../node_modules/@eth-optimism/contracts-bedrock/forge-artifacts");

interface Artifact {
  readonly abi: Interface;
  /** Runtime code. */
  readonly code: string;
  readonly storage: readonly Variable[];
  /** In bytes, by the types of the variables. */
  readonly sizes: Readonly<Record<string, number>>;
}

interface Variable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

export function artifactOf(name: string): Artifact {
  const content = JSON.parse(readFileSync(join(artifacts, `${name}.sol`, `${name}.json`), "utf8"));
  const { storage, types } = content.storageLayout as {
    readonly storage: readonly Variable[];
    readonly types: Readonly<Record<string, { readonly numberOfBytes: string }>>;
  };
  const sizes = Object.fromEntries(
    Object.entries(types).map(([type, { numberOfBytes }]) => [type, Number(numberOfBytes)]),
  );
  return { abi: new Interface(content.abi), code: content.deployedBytecode.object, storage, sizes };
}

/** Answers of a contract, asked by the ABI of its artifact. */
export class ContractReader {
  readonly artifact: Artifact;

  constructor(
    private readonly chain: TestChain,
    readonly address: string,
    artifact: string,
  ) {
    this.artifact = artifactOf(artifact);
  }

  /** What a view returns: one value, or a list of them. */
  async ask(view: string, ...values: unknown[]): Promise<unknown> {
    const { abi } = this.artifact;
    const data = abi.encodeFunctionData(view, values);
    const answer = await this.chain.rpc("eth_call", { to: this.address, data }, "latest");
    const decoded = abi.decodeFunctionResult(view, answer).toArray(true);
    return decoded.length === 1 ? decoded[0] : decoded;
  }

  /** Why a call would fail; nothing where it would not. */
  async refusal(from: string, method: string, ...values: unknown[]): Promise<string | undefined> {
    const data = this.artifact.abi.encodeFunctionData(method, values);
    try {
      await this.chain.rpc("eth_call", { from, to: this.address, data }, "latest");
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** An address in a slot. */
  async addressAt(slot: string): Promise<string> {
    const word = await this.chain.rpc("eth_getStorageAt", this.address, slot, "latest");
    return getAddress(`0x${word.slice(-40)}`);
  }

  /** A byte of the storage, found by the name of its variable. */
  async byteOf(label: string): Promise<number> {
    const variable = this.artifact.storage.find((each) => each.label === label);
    if (!variable) throw new Error(`there is no variable ${label}`);
    const word = await this.chain.rpc(
      "eth_getStorageAt",
      this.address,
      `0x${BigInt(variable.slot).toString(16)}`,
      "latest",
    );
    return Number((BigInt(word) >> BigInt(8 * variable.offset)) & 0xffn);
  }
}

/** Slots of EIP-1967. */
export const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
export const ADMIN_SLOT = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

export interface MinedTransaction {
  readonly status: string;
  readonly logs: readonly { readonly address: string; readonly topics: readonly string[]; readonly data: string }[];
}

/** Sends a transaction of an account that the chain signs for. @throws when it fails. */
export async function sendMined(
  chain: TestChain,
  transaction: Readonly<Record<string, string>>,
): Promise<MinedTransaction> {
  const hash = await chain.rpc("eth_sendTransaction", transaction);
  // anvil mines it at once, and may answer before that.
  for (;;) {
    const mined = await chain.rpc<MinedTransaction | null>("eth_getTransactionReceipt", hash);
    if (mined?.status === "0x1") return mined;
    if (mined) throw new Error(`a transaction to ${transaction.to} failed`);
    await sleep(5);
  }
}
