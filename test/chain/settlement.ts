import { readFileSync } from "node:fs";
import { Interface, type InterfaceAbi, JsonRpcProvider, type TransactionLike, Wallet, zeroPadValue } from "ethers";
import { SYSTEM_TX_MAX_GAS } from "../../infra/l1-contracts/deposit-gas";
import type { ChainParameters } from "../../infra/l2/parameters";
import { addressOf } from "../infra/l2/chain-parameters";
import type { TestChain } from "../safes/anvil";

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly deployedBytecode: { readonly object: string };
}

/** Signs what it sends: anvil gives the logs of impersonated transactions another hash, and op-node refuses the block. */
const user = new Wallet(`0x${"5e".repeat(32)}`);

/**
 * What a rollup's nodes need of L1, without its proxies: the real SystemConfig, SuperchainConfig and OptimismPortal at the
 * addresses of the parameters, initialised as those say.
 */
export async function settle(l1: TestChain, { contracts, l2, batcher, depositGas }: ChainParameters): Promise<void> {
  const superchainConfig = addressOf(0x5c);
  await l1.rpc("anvil_setBalance", user.address, `0x${(10n ** 20n).toString(16)}`);
  await place(l1, "SuperchainConfig", superchainConfig, [user.address, false]);
  await place(l1, "SystemConfig", contracts.SystemConfig, [
    user.address,
    l2.feeScalars.basefee,
    l2.feeScalars.blobBasefee,
    zeroPadValue(batcher, 32),
    l2.gasLimit,
    addressOf(0x51),
    [depositGas.maxResourceLimit, 10, 8, 10 ** 9, SYSTEM_TX_MAX_GAS, 2n ** 128n - 1n],
    addressOf(0xba),
    [
      ...Array.from({ length: 4 }, () => addressOf(0xad)),
      contracts.OptimismPortal,
      addressOf(0xad),
      `0x${"0".repeat(40)}`,
    ],
  ]);
  await place(l1, "OptimismPortal", contracts.OptimismPortal, [
    addressOf(0x00),
    contracts.SystemConfig,
    superchainConfig,
  ]);
}

async function place(l1: TestChain, name: string, address: string, initialisation: readonly unknown[]): Promise<void> {
  const { abi, deployedBytecode } = artifactOf(name);
  await l1.rpc("anvil_setCode", address, deployedBytecode.object);
  const data = new Interface(abi).encodeFunctionData("initialize", initialisation);
  await send(l1, { to: address, data });
}

/** Sends ETH to L2 as a user does. */
export async function deposit(l1: TestChain, portal: string, recipient: string, wei: bigint): Promise<string> {
  const portalAbi = new Interface(artifactOf("OptimismPortal").abi);
  const data = portalAbi.encodeFunctionData("depositTransaction", [recipient, wei, 100_000, false, "0x"]);
  return send(l1, { to: portal, data, value: wei });
}

async function send(l1: TestChain, transaction: TransactionLike): Promise<string> {
  const provider = new JsonRpcProvider(l1.url, l1.chainId, { staticNetwork: true, cacheTimeout: -1 });
  try {
    const response = await user.connect(provider).sendTransaction(transaction);
    await response.wait();
    return response.hash;
  } finally {
    provider.destroy();
  }
}

export function artifactOf(name: string): Artifact {
  const file = require.resolve(`@eth-optimism/contracts-bedrock/forge-artifacts/${name}.sol/${name}.json`);
  return JSON.parse(readFileSync(file, "utf8"));
}
