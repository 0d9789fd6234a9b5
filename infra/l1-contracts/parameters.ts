import type * as pulumi from "@pulumi/pulumi";
import type { DepositGas } from "./deposit-gas";

/** Accounts that act on the contracts; each of them an address. */
export interface L1Roles {
  /** Owner of the ProxyAdmin and of ProtocolVersions: the Upgrades timelock. */
  readonly upgrades: pulumi.Input<string>;
  /** Owner of the SystemConfig, and the guardian who pauses: the Operations Safe. */
  readonly operations: pulumi.Input<string>;
  /** Deletes outputs that are not final. */
  readonly challenger: pulumi.Input<string>;
  /** Sends batches to L1. */
  readonly batcher: pulumi.Input<string>;
  /** Proposes outputs. */
  readonly proposer: pulumi.Input<string>;
  /** Signs blocks before they are on L1: the sequencer's key. */
  readonly unsafeBlockSigner: pulumi.Input<string>;
}

/** What the contracts are initialised with. */
export interface L1Parameters {
  readonly roles: L1Roles;
  /** Address on L1 that batches are sent to. Source: `l2.batchInbox`. */
  readonly batchInbox: string;
  /** Gas of an L2 block. Source: `l2.gasLimit`. */
  readonly gasLimit: number;
  /** What users pay for their data on L1, in millionths. Source: `l2.feeScalars`. */
  readonly feeScalars: { readonly basefee: number; readonly blobBasefee: number };
  /** Time between L2 blocks in seconds; it never changes. Source: `l2.blockTimeSeconds`. */
  readonly blockTimeSeconds: number;
  /** L2 blocks between two outputs. Source: `contracts.submissionIntervalBlocks`. */
  readonly submissionIntervalBlocks: number;
  /** Seconds in which an output can be challenged. Source: `contracts.finalizationPeriodSeconds`. */
  readonly finalizationPeriodSeconds: number;
  /** The market of deposits. Source: `contracts.depositGas`. */
  readonly depositGas: DepositGas;
  /** Versions such as `v6.0.0`. Default: none, and nodes ignore the contract. Source: `contracts.protocolVersions`. */
  readonly protocolVersions?: { readonly required: string; readonly recommended: string };
  /** Time of L2's genesis in seconds since 1970: that of the block of L1 on which it hangs. */
  readonly startingTimestampSeconds: pulumi.Input<number>;
}
