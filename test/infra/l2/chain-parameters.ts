import { getAddress } from "ethers";
import { type ChainParameters, conventionalBatchInbox } from "../../../infra/l2/parameters";

/** An address that is easy to tell from others. */
export const addressOf = (index: number) => getAddress(`0x${index.toString(16).padStart(40, "a")}`);

/** Jeju's testnet as it could be: every address and every amount differs from every other. */
export const jeju: ChainParameters = {
  l1: {
    chainId: 84532,
    blockTimeSeconds: 2,
    genesisBlock: { number: 34_000_000, hash: `0x${"1b".repeat(32)}`, timestampSeconds: 1_763_990_000 },
  },
  l2: {
    chainId: 420690,
    blockTimeSeconds: 2,
    gasLimit: 60_000_000,
    sequencerWindowL1Blocks: 21_600,
    maxSequencerDriftSeconds: 600,
    channelTimeoutL1Blocks: 300,
    feeScalars: { basefee: 684_000, blobBasefee: 0 },
    eip1559: { elasticity: 6, denominator: 50, denominatorCanyon: 250 },
  },
  forks: { fjord: 86_400, granite: 86_400, holocene: 172_800 },
  contracts: {
    OptimismPortal: addressOf(1),
    SystemConfig: addressOf(2),
    L1CrossDomainMessenger: addressOf(3),
    L1StandardBridge: addressOf(4),
    L1ERC721Bridge: addressOf(5),
  },
  depositGas: { maxResourceLimit: 20_000_000 },
  batcher: addressOf(6),
  batchInbox: conventionalBatchInbox(420690),
  proxyAdminOwnerOnL1: addressOf(7),
  feeVaults: {
    sequencerFee: { recipient: addressOf(8), minimumWithdrawalWei: "1000000000000000000", network: "l1" },
    baseFee: { recipient: addressOf(9), minimumWithdrawalWei: "2000000000000000000", network: "l2" },
    l1Fee: { recipient: addressOf(10), minimumWithdrawalWei: "3000000000000000000", network: "l1" },
  },
};
