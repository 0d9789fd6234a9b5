import { addressBookOf, type NetworkAddresses } from "./address-book";

/** Where users reach the network. */
export interface NetworkEndpoints {
  /** As wallets show it, such as `Jeju Testnet`. */
  readonly title: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly explorerUrl?: string;
  readonly isTestnet: boolean;
}

/** Names that viem's `op-stack` actions look for, and ours. Source: viem 2.56, `chains/definitions/base.ts`. */
const VIEM_NAMES = {
  portal: "OptimismPortal",
  l2OutputOracle: "L2OutputOracle",
  l1StandardBridge: "L1StandardBridge",
  l1Erc721Bridge: "L1ERC721Bridge",
  l1CrossDomainMessenger: "L1CrossDomainMessenger",
} as const;

/**
 * Text of a module for applications: the network as viem takes chains, and every address by name, each a literal type.
 * It imports nothing.
 */
export function writeTypeScriptModule(addresses: NetworkAddresses, endpoints: NetworkEndpoints): string {
  const { network, l1, l2 } = addressBookOf(addresses);
  const name = camelCase(network);
  const onL1 = Object.entries(VIEM_NAMES).flatMap(([viemName, ours]) => {
    const address = l1.contracts[ours];
    return address === undefined ? [] : [[viemName, { [l1.chainId]: { address } }] as const];
  });
  const chain = {
    id: l2.chainId,
    name: endpoints.title,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [endpoints.rpcUrl], webSocket: [endpoints.wsUrl] } },
    ...(endpoints.explorerUrl && {
      blockExplorers: { default: { name: `${endpoints.title} Explorer`, url: endpoints.explorerUrl } },
    }),
    contracts: {
      multicall3: { address: l2.preinstalls.MultiCall3, blockCreated: 0 },
      ...Object.fromEntries(onL1),
    },
    sourceId: l1.chainId,
    testnet: endpoints.isTestnet,
  };
  return [
    "// Written by the deployment; a change made here is lost with the next one.",
    "",
    constant(`The network, in the form in which viem takes chains; it settles on chain ${l1.chainId}.`, name, chain),
    constant(`Contracts on L1, chain ${l1.chainId}.`, `${name}L1Contracts`, l1.contracts),
    constant(`Contracts of the protocol on L2, chain ${l2.chainId}.`, `${name}Predeploys`, l2.predeploys),
    constant("Other contracts that L2 has had from its first block on.", `${name}Preinstalls`, l2.preinstalls),
    constant("Hash of L2's first block.", `${name}GenesisHash`, l2.genesisHash),
    `export type ${name[0]?.toUpperCase()}${name.slice(1)}L1Contract = keyof typeof ${name}L1Contracts;`,
    "",
  ].join("\n");
}

function constant(description: string, name: string, value: unknown): string {
  return `/** ${description} */\nexport const ${name} = ${literal(value)} as const;\n`;
}

/** JSON is TypeScript; names that need no quotes go without, as people write them. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_]\w*|\d+)":/gm, "$1$2:");
}

/** `jeju-testnet` as `jejuTestnet`. */
function camelCase(name: string): string {
  return name.replace(/[-_ ]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
