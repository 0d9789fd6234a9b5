import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { openL2Artifacts } from "./l2/artifacts";
import { createGenesis } from "./l2/genesis";
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

/** What a config map can hold: 1 MiB in all, less its own fields. Source: Kubernetes, ConfigMap, `MaxSecretSize`. */
const configMapLimitBytes = 1_048_576 - 4_096;

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

/** SHA-256 in hex. */
export function sha256(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}

/**
 * The data of a config map with both files, as the chart op-rpc mounts it; the genesis is packed, or it would not fit.
 * Beside the program, which has the engine to talk to.
 */
export async function chainConfigMapData({ rollup, genesis }: ChainFiles): Promise<{
  data: Record<string, string>;
  binaryData: Record<string, string>;
}> {
  const packed = await promisify(gzip)(genesis, { level: 9 });
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
