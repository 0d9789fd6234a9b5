import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { openL2Artifacts } from "./l2/artifacts";
import { GENESIS_FORKS, LATER_FORKS } from "./l2/forks";
import { createGenesis, FORKS_BY_BLOCK } from "./l2/genesis";
import { checkParameters } from "./l2/parameter-rules";
import type { ChainParameters } from "./l2/parameters";
import { rollupConfigText } from "./l2/rollup-config";
import { UserError } from "./user-error";

/** The two files that define an OP-stack chain to its nodes; both are public. */
export interface ChainFiles {
  /** Text of op-node's `rollup.json`. */
  readonly rollup: string;
  /** Text of the execution client's `genesis.json`. */
  readonly genesis: string;
}

export interface ChainFactsArgs {
  /** Chain id of the settlement layer. */
  readonly l1ChainId: number;
  /** Chain id of the rollup. */
  readonly l2ChainId: number;
  /** Time between L2 blocks in seconds. */
  readonly blockTimeSeconds: number;
}

/** What a config map can hold: 1 MiB in all, less its own fields. Source: Kubernetes, ConfigMap, `MaxSecretSize`. */
const configMapLimitBytes = 1_048_576 - 4_096;

const zeroAddress = `0x${"0".repeat(40)}`;
const zeroHash = `0x${"0".repeat(64)}`;

/**
 * The chain before its contracts exist: right in shape and ids, with zeros where the deployment will put hashes and
 * addresses. It fails closed, since op-node refuses a rollup config without a batch inbox, portal or genesis hash.
 * Source of the fields: optimism `op-node/rollup/types.go`, `Config` and its `Check`.
 */
export function unlaunchedChain({ l1ChainId, l2ChainId, blockTimeSeconds }: ChainFactsArgs): ChainFiles {
  const rollup = {
    genesis: {
      l1: { hash: zeroHash, number: 0 },
      l2: { hash: zeroHash, number: 0 },
      l2_time: 0,
      system_config: { batcherAddr: zeroAddress, overhead: zeroHash, scalar: zeroHash, gasLimit: 60_000_000 },
    },
    block_time: blockTimeSeconds,
    max_sequencer_drift: 600,
    // In L1 blocks: Base makes one every 2 s, so this is the usual 12 h.
    seq_window_size: 21_600,
    channel_timeout: 300,
    l1_chain_id: l1ChainId,
    l2_chain_id: l2ChainId,
    ...activeFromGenesis(opStackForks, "_time"),
    batch_inbox_address: zeroAddress,
    deposit_contract_address: zeroAddress,
    l1_system_config_address: zeroAddress,
  };
  const genesis = {
    config: {
      chainId: l2ChainId,
      ...activeFromGenesis(FORKS_BY_BLOCK, "Block"),
      ...activeFromGenesis(["shanghai", "cancun", "prague", ...opStackForks], "Time"),
      terminalTotalDifficulty: 0,
      optimism: { eip1559Elasticity: 6, eip1559Denominator: 50, eip1559DenominatorCanyon: 250 },
    },
    nonce: "0x0",
    timestamp: "0x0",
    extraData: "0x",
    gasLimit: "0x3938700",
    difficulty: "0x0",
    mixHash: zeroHash,
    coinbase: zeroAddress,
    alloc: {},
  };
  return { rollup: `${JSON.stringify(rollup, null, 2)}\n`, genesis: `${JSON.stringify(genesis, null, 2)}\n` };
}

export interface LaunchedChain extends ChainFiles {
  /** Hash of L2's first block, as every node computes it from the genesis. */
  readonly genesisHash: string;
}

/**
 * The chain that its contracts on L1 belong to. The same parameters give the same bytes on every machine.
 *
 * @param artifactsDirectory where L2's contracts lie. Default: npm `@eth-optimism/contracts-bedrock`.
 * @throws UserError when the parameters contradict each other, or the contracts are not those that are pinned.
 */
export function launchedChain(parameters: ChainParameters, artifactsDirectory?: string): LaunchedChain {
  checkParameters(parameters);
  const { hash, text } = createGenesis(parameters, openL2Artifacts(artifactsDirectory));
  return { genesis: text, rollup: rollupConfigText(parameters, hash), genesisHash: hash };
}

const opStackForks = [...GENESIS_FORKS, ...LATER_FORKS];

function activeFromGenesis(forks: readonly string[], suffix: string): Record<string, number> {
  return Object.fromEntries(forks.map((fork) => [`${fork}${suffix}`, 0]));
}

/** SHA-256 in hex. */
export function sha256(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}

/** The data of a config map with both files, as the chart op-rpc mounts it; the genesis is packed, or it would not fit. */
export function chainConfigMapData({ rollup, genesis }: ChainFiles): {
  data: Record<string, string>;
  binaryData: Record<string, string>;
} {
  const packed = gzipSync(genesis, { level: 9 });
  // The header names the operating system that packed it; 255 means unknown, the same on every engineer's machine.
  packed[9] = 255;
  const binary = packed.toString("base64");
  const bytes = Buffer.byteLength(rollup) + binary.length;
  if (bytes > configMapLimitBytes) {
    throw new UserError("The chain's genesis", [
      {
        where: "genesis.json",
        got: `${bytes} bytes together with rollup.json, packed`,
        expected: `at most ${configMapLimitBytes}, which a config map can hold; a genesis of predeploys packs to about a tenth`,
      },
    ]);
  }
  return { data: { "rollup.json": rollup }, binaryData: { "genesis.json.gz": binary } };
}
