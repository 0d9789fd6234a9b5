import { readFileSync } from "node:fs";
import { Interface, type InterfaceAbi, JsonRpcProvider, Wallet } from "ethers";
import type { TestChain } from "../safes/anvil";

/** Signs what it sends: anvil gives the logs of impersonated transactions another hash, and op-node refuses the block. */
export const user = new Wallet(`0x${"5e".repeat(32)}`);

/** Sends ETH to an account of L2 through the portal. */
export function depositThroughPortal(l1: TestChain, portal: string, to: string, wei: bigint): Promise<void> {
  return send(l1, portal, "OptimismPortal", "depositTransaction", [to, wei, 100_000, false, "0x"], wei);
}

/** Sends ETH to an account of L2 through the bridge, whose message the messengers of both layers pass on. */
export function depositThroughBridge(l1: TestChain, bridge: string, to: string, wei: bigint): Promise<void> {
  return send(l1, bridge, "L1StandardBridge", "depositETHTo", [to, 200_000, "0x"], wei);
}

async function send(
  l1: TestChain,
  to: string,
  contract: string,
  method: string,
  values: readonly unknown[],
  value: bigint,
): Promise<void> {
  const provider = new JsonRpcProvider(l1.url, l1.chainId, { staticNetwork: true, cacheTimeout: -1 });
  provider.pollingInterval = 200;
  try {
    const data = new Interface(artifactOf(contract).abi).encodeFunctionData(method, values);
    const response = await user.connect(provider).sendTransaction({ to, data, value });
    await response.wait();
  } finally {
    provider.destroy();
  }
}

export function artifactOf(name: string): { readonly abi: InterfaceAbi } {
  const file = require.resolve(`@eth-optimism/contracts-bedrock/forge-artifacts/${name}.sol/${name}.json`);
  return JSON.parse(readFileSync(file, "utf8"));
}
