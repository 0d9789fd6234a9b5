import { SYSTEM_TX_MAX_GAS } from "../l1-contracts/deposit-gas";
import { compareProtocolVersions } from "../l1-contracts/protocol-version";
import { forkProblems } from "../l2/forks";
import { wrongChecksum } from "./chain-rules";
import { problem, type Rule } from "./rule";

/** Of Base and of Base Sepolia. */
export const L1_BLOCK_TIME_SECONDS = 2;

/** An hour: withdrawals wait for the next proposal. */
const MAX_MAINNET_SUBMISSION_SECONDS = 3_600;
/** 7 days, in which a wrong output can be noticed and deleted. */
const MIN_MAINNET_FINALIZATION_SECONDS = 604_800;

/** Precompiles and the like: what is sent to them is answered by the chain itself. */
const LAST_RESERVED_ADDRESS = 0xffffn;

const blocksKeepUpWithL1: Rule = function* ({ config: { l2 } }) {
  const blockTime = l2?.blockTimeSeconds;
  if (blockTime !== undefined && blockTime > L1_BLOCK_TIME_SECONDS) {
    yield problem(
      ["l2", "blockTimeSeconds"],
      `${blockTime}`,
      `${L1_BLOCK_TIME_SECONDS} or less: every block of Base needs one of L2, and a slower L2 falls behind for ever`,
    );
  }
};

const depositsFitIntoABlock: Rule = function* ({ config: { l2, contracts } }) {
  const limit = contracts?.depositGas?.maxResourceLimit;
  if (l2?.gasLimit === undefined || limit === undefined) return;
  const needed = limit + SYSTEM_TX_MAX_GAS;
  if (l2.gasLimit < needed) {
    yield problem(
      ["l2", "gasLimit"],
      `${l2.gasLimit}`,
      `${needed} or more: contracts.depositGas.maxResourceLimit (${limit}) and ${SYSTEM_TX_MAX_GAS} of the system, or the SystemConfig refuses it`,
    );
  }
};

const depositMarketIsWhole: Rule = function* ({ config: { contracts } }) {
  const { maxResourceLimit, elasticityMultiplier, minimumBaseFeeWei, maximumBaseFeeWei } = contracts?.depositGas ?? {};
  if (maxResourceLimit !== undefined && elasticityMultiplier !== undefined) {
    const rest = maxResourceLimit % elasticityMultiplier;
    if (rest !== 0) {
      yield problem(
        ["contracts", "depositGas", "maxResourceLimit"],
        `${maxResourceLimit}`,
        `a multiple of elasticityMultiplier (${elasticityMultiplier}), or the SystemConfig refuses it`,
        `${maxResourceLimit - rest}`,
      );
    }
  }
  if (minimumBaseFeeWei === undefined || maximumBaseFeeWei === undefined) return;
  if (BigInt(minimumBaseFeeWei) > BigInt(maximumBaseFeeWei)) {
    yield problem(
      ["contracts", "depositGas", "maximumBaseFeeWei"],
      maximumBaseFeeWei,
      `minimumBaseFeeWei (${minimumBaseFeeWei}) or more, or the SystemConfig refuses it`,
    );
  }
};

const outputsOutlastTheSequencer: Rule = function* ({ config: { environment, l2, contracts } }) {
  const { submissionIntervalBlocks: interval, finalizationPeriodSeconds: period } = contracts ?? {};
  const { blockTimeSeconds: blockTime, sequencerWindowL1Blocks: window } = l2 ?? {};
  const intervalSeconds = interval !== undefined && blockTime !== undefined ? interval * blockTime : undefined;
  const isMainnet = environment === "mainnet";
  if (isMainnet && intervalSeconds !== undefined && intervalSeconds > MAX_MAINNET_SUBMISSION_SECONDS) {
    yield problem(
      ["contracts", "submissionIntervalBlocks"],
      `${interval} (${intervalSeconds} s)`,
      `an output an hour or more often on mainnet: withdrawals wait for the next one`,
      `${MAX_MAINNET_SUBMISSION_SECONDS / (blockTime ?? 1)}`,
    );
  }
  if (period === undefined) return;
  const path = ["contracts", "finalizationPeriodSeconds"];
  if (isMainnet && period < MIN_MAINNET_FINALIZATION_SECONDS) {
    yield problem(path, `${period}`, `${MIN_MAINNET_FINALIZATION_SECONDS} (7 days) or more on mainnet`);
  }
  if (intervalSeconds !== undefined && period < intervalSeconds) {
    yield problem(
      path,
      `${period}`,
      `the time between two outputs (${intervalSeconds} s) or more`,
      `${intervalSeconds}`,
    );
  }
  const windowSeconds = (window ?? 0) * L1_BLOCK_TIME_SECONDS;
  if (period <= windowSeconds) {
    yield problem(
      path,
      `${period}`,
      `more than the sequencer window (${window} blocks of L1, ${windowSeconds} s): inside of it blocks can still change, and an output must not be final before`,
      `${2 * windowSeconds}`,
    );
  }
};

const feesAreOfThisL1: Rule = function* ({ config: { environment, l2 } }) {
  const { basefee, blobBasefee } = l2?.feeScalars ?? {};
  if (blobBasefee !== undefined && blobBasefee > 0) {
    yield problem(
      ["l2", "feeScalars", "blobBasefee"],
      `${blobBasefee}`,
      "0: Base takes no blobs, so batches go as calldata and nobody pays for blobs",
    );
  }
  if (environment === "mainnet" && basefee === 0) {
    yield problem(["l2", "feeScalars", "basefee"], "0", "more than 0 on mainnet: users pay for the batches by it");
  }
};

const forksSuitTheContracts: Rule = function* ({ config: { l2 } }) {
  if (l2?.forks === undefined || l2.blockTimeSeconds === undefined) return;
  for (const { fork, got, expected } of forkProblems(l2.forks, l2.blockTimeSeconds)) {
    yield problem(["l2", "forks", fork], got, expected);
  }
};

const addressesAreUsable: Rule = function* ({ config: { l2, contracts } }) {
  const { batchInbox } = l2 ?? {};
  const { challenger, signers } = contracts ?? {};
  const places = [
    { path: ["l2", "batchInbox"], address: batchInbox },
    { path: ["contracts", "challenger"], address: challenger },
    { path: ["contracts", "signers", "batcher"], address: signers?.batcher },
    { path: ["contracts", "signers", "proposer"], address: signers?.proposer },
    { path: ["contracts", "signers", "sequencer"], address: signers?.sequencer },
  ];
  for (const { path, address } of places) {
    if (address === undefined) continue;
    if (BigInt(address) <= LAST_RESERVED_ADDRESS) {
      yield problem(path, address, "an address that no precompile has, and not the zero address");
    } else yield* wrongChecksum(path, address);
  }
  if (batchInbox !== undefined && batchInbox.toLowerCase() === challenger?.toLowerCase()) {
    yield {
      path: ["l2", "batchInbox"],
      got: batchInbox,
      expected: "an address that nobody uses; the challenger has it",
    };
  }
};

const versionsAreOrdered: Rule = function* ({ config: { contracts } }) {
  const { required, recommended } = contracts?.protocolVersions ?? {};
  if (required !== undefined && recommended !== undefined && compareProtocolVersions(required, recommended) > 0) {
    yield problem(
      ["contracts", "protocolVersions", "recommended"],
      recommended,
      `the required one (${required}) or a newer one`,
      required,
    );
  }
};

export const contractRules: readonly Rule[] = [
  blocksKeepUpWithL1,
  depositsFitIntoABlock,
  depositMarketIsWhole,
  outputsOutlastTheSequencer,
  feesAreOfThisL1,
  forksSuitTheContracts,
  addressesAreUsable,
  versionsAreOrdered,
];
