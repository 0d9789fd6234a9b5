import type { ArtifactName } from "./artifacts";

/**
 * How a proxy finds its implementation: in the slot of EIP-1967, in the same slot but with a setter of its own
 * (L1ChugSplashProxy), or by a name in the AddressManager (ResolvedDelegateProxy). The bridge and the messenger have the
 * older kinds on every OP-stack chain, and op-node's and the explorers' tools expect them.
 */
export type ProxyKind = "ERC1967" | "CHUGSPLASH" | "RESOLVED";

/** As ProxyAdmin.sol numbers them. */
export const PROXY_TYPES: Readonly<Record<ProxyKind, number>> = { ERC1967: 0, CHUGSPLASH: 1, RESOLVED: 2 };

export const PROXY_ARTIFACTS: Readonly<Record<ProxyKind, ArtifactName>> = {
  ERC1967: "Proxy",
  CHUGSPLASH: "L1ChugSplashProxy",
  RESOLVED: "ResolvedDelegateProxy",
};

/** Under which the AddressManager holds the messenger's implementation. */
export const MESSENGER_NAME = "OVM_L1CrossDomainMessenger";

/** Contracts behind a proxy of their own; `label` is part of the resources' names, and so is contract. */
export const PROXIED_CONTRACTS = {
  SuperchainConfig: { label: "superchain-config", proxy: "ERC1967" },
  ProtocolVersions: { label: "protocol-versions", proxy: "ERC1967" },
  OptimismPortal: { label: "optimism-portal", proxy: "ERC1967" },
  L2OutputOracle: { label: "l2-output-oracle", proxy: "ERC1967" },
  SystemConfig: { label: "system-config", proxy: "ERC1967" },
  L1StandardBridge: { label: "l1-standard-bridge", proxy: "CHUGSPLASH" },
  L1CrossDomainMessenger: { label: "l1-cross-domain-messenger", proxy: "RESOLVED" },
  L1ERC721Bridge: { label: "l1-erc721-bridge", proxy: "ERC1967" },
  OptimismMintableERC20Factory: { label: "optimism-mintable-erc20-factory", proxy: "ERC1967" },
} as const satisfies Partial<Record<ArtifactName, { readonly label: string; readonly proxy: ProxyKind }>>;

export type ProxiedName = keyof typeof PROXIED_CONTRACTS;
export const PROXIED_NAMES = Object.keys(PROXIED_CONTRACTS) as ProxiedName[];

/** Every contract that somebody calls by its address. */
export type L1ContractName = ProxiedName | "AddressManager" | "ProxyAdmin";
