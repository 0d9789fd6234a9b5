/** What programs use: a chain, and what is on it. The provider's side of each class is beside this file. */

export type { Compiler } from "./contract/compiler";
export type { AbiValue } from "./sdk/abi-value";
export { Block, type BlockArgs } from "./sdk/block";
export { Call, type CallArgs, type GovernedCall, type PostCondition } from "./sdk/call";
export { Contract, type ContractArgs, type CreatorCall } from "./sdk/contract";
export { Ownership, type OwnershipArgs } from "./sdk/ownership";
export type { PendingProposal } from "./sdk/pending-proposal";
export { Provider, type ProviderArgs, type SignerArgs } from "./sdk/provider";
export { Safe, type SafeArgs } from "./sdk/safe";
export { SignerAddress, type SignerAddressArgs } from "./sdk/signer-address";
export { Timelock, type TimelockArgs } from "./sdk/timelock";
export {
  type Check,
  type CheckOverride,
  type CheckWait,
  type CodeCheck,
  type FailedCheck,
  type StorageCheck,
  Verification,
  type VerificationArgs,
  type ViewCheck,
} from "./sdk/verification";
export type { SentTransaction } from "./transactions/transaction";
