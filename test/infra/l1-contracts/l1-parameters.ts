import { computeAddress, id } from "ethers";
import type { L1ContractsArgs } from "../../../infra/l1-contracts";

/** Anyone can compute these keys; they own nothing outside of a test's chain. */
export const accountOf = (role: string) => computeAddress(id(`jeju tests / ${role}`));

/** Mainnet's figures, with accounts that only tests have. */
export const l1Arguments: L1ContractsArgs = {
  l2ChainId: 420691,
  deployment: 1,
  deployer: accountOf("deployer"),
  protectData: true,
  roles: {
    upgrades: accountOf("timelock"),
    operations: accountOf("operations"),
    challenger: accountOf("challenger"),
    batcher: accountOf("batcher"),
    proposer: accountOf("proposer"),
    unsafeBlockSigner: accountOf("sequencer"),
  },
  batchInbox: "0xFf00000000000000000000000000000000420691",
  gasLimit: 60_000_000,
  feeScalars: { basefee: 684_000, blobBasefee: 0 },
  blockTimeSeconds: 2,
  submissionIntervalBlocks: 1_800,
  finalizationPeriodSeconds: 604_800,
  depositGas: {
    maxResourceLimit: 20_000_000,
    elasticityMultiplier: 10,
    baseFeeMaxChangeDenominator: 8,
    minimumBaseFeeWei: 1_000_000_000,
    maximumBaseFeeWei: `${2n ** 128n - 1n}`,
  },
  protocolVersions: { required: "v3.1.0", recommended: "v3.1.0" },
  startingTimestampSeconds: 1_700_000_000,
};
