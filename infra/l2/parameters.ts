import type { DepositGas } from "../l1-contracts/deposit-gas";
import type { ForkSchedule } from "./forks";

/** A block of L1. */
export interface L1Block {
  readonly number: number;
  readonly hash: string;
  readonly timestampSeconds: number;
}

/** Where the fees of one kind go, for ever: it is part of the vault's code. */
export interface FeeVault {
  readonly recipient: string;
  /** The least that leaves the vault at once, in decimal digits. */
  readonly minimumWithdrawalWei: string;
  /** The layer on which the recipient gets it. */
  readonly network: "l1" | "l2";
}

/** The contracts of L1 that L2 or its nodes know: the addresses of their proxies. */
export interface L1Contracts {
  readonly OptimismPortal: string;
  readonly SystemConfig: string;
  readonly L1CrossDomainMessenger: string;
  readonly L1StandardBridge: string;
  readonly L1ERC721Bridge: string;
  /** Others of the deployment, which take part in no rule but that the batch inbox is none of them. */
  readonly [name: string]: string;
}

/**
 * What makes a chain: from it follow its genesis block, its hash, and the file that its nodes agree by. All of it is JSON,
 * so that a stack can hold it as an output.
 */
export interface ChainParameters {
  readonly l1: {
    readonly chainId: number;
    /** Time between blocks; 2 on Base. */
    readonly blockTimeSeconds: number;
    /** The chain begins after this block, at its time. */
    readonly genesisBlock: L1Block;
  };
  readonly l2: {
    readonly chainId: number;
    readonly blockTimeSeconds: number;
    /** Gas of a block. */
    readonly gasLimit: number;
    /** L1 blocks in which a batch must be there, or the chain goes on without it. */
    readonly sequencerWindowL1Blocks: number;
    /** How far L2's clock may be ahead of L1's. Since Fjord nodes take 1800 whatever this says. */
    readonly maxSequencerDriftSeconds: number;
    /** L1 blocks within which a channel must be complete. Since Granite nodes take 50 whatever this says. */
    readonly channelTimeoutL1Blocks: number;
    /** Millionths of L1's base fee and blob base fee that users pay for their data, as Ecotone has it. */
    readonly feeScalars: { readonly basefee: number; readonly blobBasefee: number };
    readonly eip1559: {
      readonly elasticity: number;
      readonly denominator: number;
      /** Since Canyon, so in force from the genesis on. */
      readonly denominatorCanyon: number;
    };
  };
  readonly forks: ForkSchedule;
  readonly contracts: L1Contracts;
  /** Of the SystemConfig: the market in which deposits buy gas, which bounds a block's gas from below. */
  readonly depositGas: Pick<DepositGas, "maxResourceLimit">;
  /** Who sends batches. */
  readonly batcher: string;
  /** Where batches are sent on L1; nobody's address. */
  readonly batchInbox: string;
  /** The timelock on L1; its alias owns L2's ProxyAdmin. */
  readonly proxyAdminOwnerOnL1: string;
  readonly feeVaults: Readonly<Record<"sequencerFee" | "baseFee" | "l1Fee", FeeVault>>;
  /** Owner of the predeploy GovernanceToken, the token OP. Default: the predeploy is left out. */
  readonly governanceTokenOwner?: string;
}

/** `0xff` and the chain id in decimal digits: the convention of the OP stack. */
export function conventionalBatchInbox(l2ChainId: number): string {
  return `0xff${`${l2ChainId}`.padStart(38, "0")}`;
}
