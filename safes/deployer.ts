import { getSingletonFactoryInfo } from "@safe-global/safe-singleton-factory";
import type { ChainSnapshot } from "./connection";

/**
 * Safe's deployer of record: `CREATE2` with the salt in the first 32 bytes of the call data, the code in the rest
 * (github.com/safe-global/safe-singleton-factory). Same address on every chain that has it.
 */
export const SINGLETON_FACTORY = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
/** The keyless one, for chains which Safe's has not been signed for; same call data (Arachnid's deterministic-deployment-proxy). */
export const KEYLESS_FACTORY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/** A transaction that someone has signed beforehand: its sender needs funds, and then anyone may send it. */
export interface PresignedTransaction {
  readonly raw: string;
  readonly from: string;
  /** The most that it can cost. */
  readonly costWei: bigint;
  readonly gasPriceWei: bigint;
}

export interface Deployer {
  readonly address: string;
  /** Whether the addresses that it gives are those that Safe publishes. */
  readonly isCanonical: boolean;
  readonly isThere: boolean;
  /** How it gets onto the chain, or got there; nothing where nobody has published that. */
  readonly creation?: PresignedTransaction;
}

/** The factory of a chain: Safe's where it is or has been signed for, else the keyless one. */
export async function findDeployer(chain: ChainSnapshot, chainId: bigint): Promise<Deployer> {
  const isThere = async (address: string) => (await chain.code(address)) !== "0x";
  const creation = signedByChain(chainId);
  const hasSingleton = await isThere(SINGLETON_FACTORY);
  if (hasSingleton || creation) {
    return { address: SINGLETON_FACTORY, isCanonical: true, isThere: hasSingleton, ...(creation && { creation }) };
  }
  const isKeylessThere = await isThere(KEYLESS_FACTORY);
  return { address: KEYLESS_FACTORY, isCanonical: false, isThere: isKeylessThere, creation: keylessCreation };
}

/** Whether a transaction to this address creates something through a factory. */
export function isFactory(address: string): boolean {
  return address === SINGLETON_FACTORY || address === KEYLESS_FACTORY;
}

function signedByChain(chainId: bigint): PresignedTransaction | undefined {
  const info = getSingletonFactoryInfo(Number(chainId));
  if (!info) return undefined;
  const gasPriceWei = BigInt(info.gasPrice);
  return {
    raw: info.transaction,
    from: info.signerAddress,
    gasPriceWei,
    costWei: gasPriceWei * BigInt(info.gasLimit),
  };
}

/**
 * Nick's method: a signature that nobody made, so its sender has no key. Without a chain id, so it is valid everywhere,
 * except on nodes that refuse transactions without one (EIP-155). Source: Arachnid/deterministic-deployment-proxy.
 */
const keylessCreation: PresignedTransaction = {
  raw: `0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba0${"22".repeat(32)}a0${"22".repeat(32)}`,
  from: "0x3fAB184622Dc19b6109349B94811493BF2a45362",
  gasPriceWei: 100_000_000_000n,
  costWei: 100_000_000_000n * 100_000n,
};
