import { toBeHex } from "ethers/utils";
import { forkTimes } from "./forks";
import type { ChainParameters } from "./parameters";

/** The first byte of a scalar that holds two: `L1ScalarEcotone` of op-service/eth/types.go. */
const ECOTONE_SCALAR_VERSION = 1n;

/**
 * Text of op-node's `rollup.json`: what all nodes of the chain have to agree on. op-node refuses fields that it does not
 * know. Source: optimism v1.13.7, op-node/rollup/types.go, `Config`.
 */
export function rollupConfigText(parameters: ChainParameters, genesisHash: string): string {
  const { l1, l2, forks, contracts, batcher, batchInbox } = parameters;
  const { number, hash, timestampSeconds } = l1.genesisBlock;
  const times = forkTimes(forks, timestampSeconds);
  const rollup = {
    genesis: {
      l1: { hash, number },
      l2: { hash: genesisHash, number: 0 },
      l2_time: timestampSeconds,
      system_config: {
        batcherAddr: batcher.toLowerCase(),
        overhead: toBeHex(0, 32),
        scalar: ecotoneScalar(l2.feeScalars),
        gasLimit: l2.gasLimit,
      },
    },
    block_time: l2.blockTimeSeconds,
    max_sequencer_drift: l2.maxSequencerDriftSeconds,
    seq_window_size: l2.sequencerWindowL1Blocks,
    channel_timeout: l2.channelTimeoutL1Blocks,
    l1_chain_id: l1.chainId,
    l2_chain_id: l2.chainId,
    ...Object.fromEntries(Object.entries(times).map(([fork, time]) => [`${fork}_time`, time])),
    batch_inbox_address: batchInbox.toLowerCase(),
    deposit_contract_address: contracts.OptimismPortal.toLowerCase(),
    l1_system_config_address: contracts.SystemConfig.toLowerCase(),
    ...(contracts.ProtocolVersions && { protocol_versions_address: contracts.ProtocolVersions.toLowerCase() }),
    chain_op_config: {
      eip1559Elasticity: l2.eip1559.elasticity,
      eip1559Denominator: l2.eip1559.denominator,
      eip1559DenominatorCanyon: l2.eip1559.denominatorCanyon,
    },
  };
  return `${JSON.stringify(rollup, null, 2)}\n`;
}

/** As SystemConfig's `_setGasConfigEcotone` packs it. */
export function ecotoneScalar({ basefee, blobBasefee }: ChainParameters["l2"]["feeScalars"]): string {
  return toBeHex((ECOTONE_SCALAR_VERSION << 248n) | (BigInt(blobBasefee) << 32n) | BigInt(basefee), 32);
}
