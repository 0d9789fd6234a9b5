import { isAddress } from "ethers/address";
import { isHexString } from "ethers/utils";
import { type Problem, UserError } from "../user-error";
import { LATER_FORKS } from "./forks";
import type { ChainParameters, FeeVault } from "./parameters";
import { implementationOf, PREDEPLOYS } from "./predeploys";

type Rule = (parameters: ChainParameters) => Iterable<Problem>;

const UINT32_MAX = 2 ** 32 - 1;
/** `MAX_GAS_LIMIT` of SystemConfig.sol. */
const MAX_GAS_LIMIT = 200_000_000;
/** Since Granite: `ChannelTimeoutGranite` of op-node/params. */
const GRANITE_CHANNEL_TIMEOUT_L1_BLOCKS = 50;
/** Since Fjord: `maxSequencerDriftFjord` of op-node/rollup/chain_spec.go. */
const FJORD_SEQUENCER_DRIFT_SECONDS = 1_800;

/** @throws UserError with everything that would make a chain that is wrong, or that no node would start. */
export function checkParameters(parameters: ChainParameters): void {
  // The other rules compare numbers and addresses that have to be such.
  const malformed = [...valuesAreWellFormed(parameters)];
  const problems = malformed.length > 0 ? malformed : rules.flatMap((rule) => [...rule(parameters)]);
  if (problems.length > 0) throw new UserError("The chain configuration", problems);
}

const valuesAreWellFormed: Rule = function* ({ l1, l2, contracts, feeVaults, depositGas, ...others }) {
  const { genesisBlock } = l1;
  const wholeNumbers: Readonly<Record<string, number>> = {
    "l1.chainId": l1.chainId,
    "l1.blockTimeSeconds": l1.blockTimeSeconds,
    "l1.genesisBlock.timestampSeconds": genesisBlock.timestampSeconds,
    "l2.chainId": l2.chainId,
    "l2.blockTimeSeconds": l2.blockTimeSeconds,
    "l2.gasLimit": l2.gasLimit,
    "l2.sequencerWindowL1Blocks": l2.sequencerWindowL1Blocks,
    "l2.maxSequencerDriftSeconds": l2.maxSequencerDriftSeconds,
    "l2.channelTimeoutL1Blocks": l2.channelTimeoutL1Blocks,
    "l2.eip1559.elasticity": l2.eip1559.elasticity,
    "l2.eip1559.denominator": l2.eip1559.denominator,
    "l2.eip1559.denominatorCanyon": l2.eip1559.denominatorCanyon,
    "depositGas.maxResourceLimit": depositGas.maxResourceLimit,
    "depositGas.systemTxMaxGas": depositGas.systemTxMaxGas,
  };
  for (const [where, value] of Object.entries(wholeNumbers)) {
    if (!Number.isSafeInteger(value) || value < 1)
      yield { where, got: `${value}`, expected: "a whole number of 1 or more" };
  }
  if (!Number.isSafeInteger(genesisBlock.number) || genesisBlock.number < 0) {
    yield { where: "l1.genesisBlock.number", got: `${genesisBlock.number}`, expected: "a block number" };
  }
  if (!isHexString(genesisBlock.hash, 32) || BigInt(genesisBlock.hash) === 0n) {
    yield {
      where: "l1.genesisBlock.hash",
      got: genesisBlock.hash,
      expected: "the hash of a block: 0x and 64 hex digits",
    };
  }
  for (const [name, scalar] of Object.entries(l2.feeScalars)) {
    if (!Number.isSafeInteger(scalar) || scalar < 0 || scalar > UINT32_MAX) {
      const where = `l2.feeScalars.${name}`;
      yield {
        where,
        got: `${scalar}`,
        expected: `a whole number from 0 to ${UINT32_MAX}, which 4 bytes of the scalar hold`,
      };
    }
  }
  const addresses: Readonly<Record<string, string | undefined>> = {
    ...prefixed("contracts", contracts),
    ...prefixed("feeVaults", recipientsOf(feeVaults)),
    batcher: others.batcher,
    batchInbox: others.batchInbox,
    proxyAdminOwnerOnL1: others.proxyAdminOwnerOnL1,
    governanceTokenOwner: others.governanceTokenOwner,
  };
  for (const [where, address] of Object.entries(addresses)) {
    if (address === undefined) continue;
    if (!isAddress(address))
      yield { where, got: address, expected: "an address of 0x and 40 hex digits, its checksum right" };
    else if (BigInt(address) === 0n) yield { where, got: address, expected: "an address that is not zero" };
  }
};

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
  const minimum = depositGas.maxResourceLimit + depositGas.systemTxMaxGas;
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
    if (minimumWithdrawalWei < 0n || minimumWithdrawalWei >= 2n ** 256n) {
      const where = `feeVaults.${name}.minimumWithdrawalWei`;
      yield { where, got: `${minimumWithdrawalWei}`, expected: "an amount from 0 to 2^256 - 1" };
    }
  }
};

const forksComeInOrder: Rule = function* ({ forks, l2 }) {
  let previous: { readonly fork: string; readonly offset: number } | undefined;
  for (const [index, fork] of LATER_FORKS.entries()) {
    const offset = forks[fork];
    if (offset === undefined) continue;
    const where = `forks.${fork}`;
    const before = LATER_FORKS[index - 1];
    if (!Number.isSafeInteger(offset) || offset < l2.blockTimeSeconds) {
      const reason =
        "the contracts of 0.17.3 are Ecotone's at genesis, and a later fork brings its own with its first block";
      yield {
        where,
        got: `${offset} s after genesis`,
        expected: `${l2.blockTimeSeconds} s, one block, or more: ${reason}`,
      };
    }
    if (before !== undefined && forks[before] === undefined) {
      yield {
        where,
        got: `${offset} s without ${before}`,
        expected: `${before} before it or with it, since a node takes forks in their order`,
      };
    } else if (previous && offset < previous.offset) {
      yield {
        where,
        got: `${offset} s after genesis`,
        expected: `${previous.offset} s or more, no earlier than ${previous.fork}`,
      };
    }
    previous = { fork, offset };
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

function recipientsOf(feeVaults: ChainParameters["feeVaults"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries<FeeVault>(feeVaults).map(([name, { recipient }]) => [`${name}.recipient`, recipient]),
  );
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
