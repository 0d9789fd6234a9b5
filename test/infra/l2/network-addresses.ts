import type { NetworkAddresses } from "../../../infra/l2/address-book";
import { addressOf } from "./chain-parameters";

export const jejuTestnet: NetworkAddresses = {
  network: "jeju-testnet",
  l1: {
    chainId: 84532,
    contracts: {
      SystemConfig: addressOf(2),
      OptimismPortal: addressOf(1).toLowerCase(),
      L2OutputOracle: addressOf(16),
      L1StandardBridge: addressOf(4),
      ProxyAdmin: addressOf(17),
    },
    implementations: { OptimismPortal: addressOf(18) },
    governance: { upgradesTimelock: addressOf(7), operationsSafe: addressOf(19) },
    accounts: { batcher: addressOf(6), batchInbox: "0xff00000000000000000000000000000000420690" },
  },
  l2: {
    chainId: 420690,
    genesisHash: `0x${"6e".repeat(32)}`,
    genesisTimestampSeconds: 1_763_990_000,
    hasGovernanceToken: false,
  },
};
