import { SYSTEM_TX_MAX_GAS } from "../l1-contracts/deposit-gas";
import { type Problem, UserError } from "../user-error";
import { forkProblems } from "./forks";
import { malformations, recipientsOf } from "./parameter-shape";
import type { ChainParameters, FeeVault } from "./parameters";
import { implementationOf, PREDEPLOYS } from "./predeploys";

type Rule = (parameters: ChainParameters) => Iterable<Problem>;

/** `MAX_GAS_LIMIT` of SystemConfig.sol. */
const MAX_GAS_LIMIT = 200_000_000;
/** Since Granite: `ChannelTimeoutGranite` of op-node/params. */
const GRANITE_CHANNEL_TIMEOUT_L1_BLOCKS = 50;
/** Since Fjord: `maxSequencerDriftFjord` of op-node/rollup/chain_spec.go. */
const FJORD_SEQUENCER_DRIFT_SECONDS = 1_800;

/** @throws UserError with everything that would make a chain that is wrong, or that no node would start. */
export function checkParameters(parameters: ChainParameters): void {
  // The other rules compare numbers and addresses that have to be such.
  const malformed = [...malformations(parameters)];
  const problems = malformed.length > 0 ? malformed : rules.flatMap((rule) => [...rule(parameters)]);
  if (problems.length > 0) throw new UserError("The chain configuration", problems);
}

const chainsDiffer: Rule = function* ({ l1, l2 }) {
  if (l1.chainId !== l2.chainId) return;
  yield {
    where: "l2.chainId",
    got: `${l2.chainId}`,
    expected: "another id than L1's, or signatures of one count on the other",
  };
};

const blocksAreNotFasterThanL1: Rule = function* ({ l1, l2 }) {
  if (l2.blockTimeSeconds <= l1.blockTimeSeconds) return;
  yield {
    where: "l2.blockTimeSeconds",
    got: `${l2.blockTimeSeconds}`,
    expected: `at most L1's ${l1.blockTimeSeconds}, or L2 cannot keep up with the blocks of L1 that it has to adopt`,
  };
};

const windowHoldsAChannel: Rule = function* ({ l1, l2, forks }) {
  const channel =
    forks.granite === undefined
      ? l2.channelTimeoutL1Blocks
      : Math.max(l2.channelTimeoutL1Blocks, GRANITE_CHANNEL_TIMEOUT_L1_BLOCKS);
  if (l2.sequencerWindowL1Blocks <= channel) {
    yield {
      where: "l2.sequencerWindowL1Blocks",
      got: `${l2.sequencerWindowL1Blocks} blocks of ${l1.blockTimeSeconds} s`,
      expected: `more than a channel may take, ${channel} blocks`,
    };
  }
  const drift =
    forks.fjord === undefined
      ? l2.maxSequencerDriftSeconds
      : Math.max(l2.maxSequencerDriftSeconds, FJORD_SEQUENCER_DRIFT_SECONDS);
  const windowSeconds = l2.sequencerWindowL1Blocks * l1.blockTimeSeconds;
  if (windowSeconds <= drift) {
    yield {
      where: "l2.sequencerWindowL1Blocks",
      got: `${l2.sequencerWindowL1Blocks} blocks of ${l1.blockTimeSeconds} s, ${windowSeconds} s in all`,
      expected: `more than L2's clock may be ahead, ${drift} s; a window counts blocks of this L1, not of 12 s`,
    };
  }
};

const gasLimitIsWithinBounds: Rule = function* ({ l2, depositGas }) {
  const minimum = depositGas.maxResourceLimit + SYSTEM_TX_MAX_GAS;
  if (l2.gasLimit < minimum) {
    const expected = `${minimum} or more: what deposits of one L1 block and the system's own may take (SystemConfig, minimumGasLimit)`;
    yield { where: "l2.gasLimit", got: `${l2.gasLimit}`, expected };
  }
  if (l2.gasLimit > MAX_GAS_LIMIT) {
    yield {
      where: "l2.gasLimit",
      got: `${l2.gasLimit}`,
      expected: `${MAX_GAS_LIMIT} at most (SystemConfig, maximumGasLimit)`,
    };
  }
};

const dataCosts: Rule = function* ({ l2: { feeScalars } }) {
  if (feeScalars.basefee > 0 || feeScalars.blobBasefee > 0) return;
  yield {
    where: "l2.feeScalars",
    got: "0 and 0",
    expected: "one of them above 0, or users pay nothing for the batches that you pay for",
  };
};

const inboxIsNobody: Rule = function* ({ batchInbox, contracts, batcher, proxyAdminOwnerOnL1, feeVaults }) {
  const somebody = { ...contracts, batcher, proxyAdminOwnerOnL1, ...recipientsOf(feeVaults) };
  const inbox = BigInt(batchInbox);
  for (const [name, address] of Object.entries(somebody)) {
    if (BigInt(address) !== inbox) continue;
    const expected = "an address without a contract or a key; what is sent there stays there";
    yield { where: "batchInbox", got: `${batchInbox}, which is ${name}`, expected };
  }
};

const contractsDiffer: Rule = function* ({ contracts }) {
  const seen = new Map<bigint, string>();
  for (const [name, address] of Object.entries(contracts)) {
    const earlier = seen.get(BigInt(address));
    if (earlier === undefined) seen.set(BigInt(address), name);
    else yield { where: `contracts.${name}`, got: address, expected: `an address of its own; ${earlier} has it` };
  }
};

const feesReachSomebody: Rule = function* ({ feeVaults }) {
  const ofTheProtocol = new Set(
    Object.values(PREDEPLOYS).flatMap((address) => [BigInt(address), BigInt(implementationOf(address))]),
  );
  for (const [name, { recipient, minimumWithdrawalWei }] of Object.entries<FeeVault>(feeVaults)) {
    if (ofTheProtocol.has(BigInt(recipient))) {
      yield {
        where: `feeVaults.${name}.recipient`,
        got: `${recipient}, a predeploy`,
        expected: "an account that can spend what it gets",
      };
    }
    if (!/^\d{1,78}$/.test(minimumWithdrawalWei) || BigInt(minimumWithdrawalWei) >= 2n ** 256n) {
      const where = `feeVaults.${name}.minimumWithdrawalWei`;
      yield { where, got: `${minimumWithdrawalWei}`, expected: "an amount from 0 to 2^256 - 1, in decimal digits" };
    }
  }
};

const forksComeInOrder: Rule = function* ({ forks, l2 }) {
  for (const { fork, got, expected } of forkProblems(forks, l2.blockTimeSeconds)) {
    yield { where: `forks.${fork}`, got, expected };
  }
};

const rules: readonly Rule[] = [
  chainsDiffer,
  blocksAreNotFasterThanL1,
  windowHoldsAChannel,
  gasLimitIsWithinBounds,
  dataCosts,
  inboxIsNobody,
  contractsDiffer,
  feesReachSomebody,
  forksComeInOrder,
];
