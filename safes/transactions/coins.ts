import { formatEther } from "ethers";

/** Chains whose coin is not ether: Polygon with its testnet Amoy, COTI under the ids of both of its registries. */
const names: Readonly<Record<string, string>> = {
  137: "POL",
  80002: "POL",
  2632500: "COTI",
  7082400: "COTI",
  13068200: "COTI",
  13068201: "COTI",
};

/** In the chain's coin: `0.5 ETH`. */
export function formatCoins(wei: bigint, chainId: bigint): string {
  return `${formatEther(wei)} ${names[`${chainId}`] ?? "ETH"}`;
}
