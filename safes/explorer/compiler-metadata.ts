import { readFileSync } from "node:fs";
import { z } from "zod";
import { ipfsHash, metadataHashOf } from "./metadata-hash";
import timelockMetadata from "./timelock-metadata.json";

const source = z.object({
  keccak256: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Where it can be had, `dweb:/ipfs/...`. */
  urls: z.array(z.string()).default([]),
  /** The source itself, if the compiler was told to put it there. */
  content: z.string().optional(),
});

/** What of solc's metadata makes its input (docs.soliditylang.org, metadata). */
const shape = z.object({
  compiler: z.object({ version: z.string().regex(/^\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/) }),
  language: z.literal("Solidity"),
  settings: z.looseObject({
    compilationTarget: z.record(z.string(), z.string()),
    libraries: z.record(z.string(), z.string()).default({}),
  }),
  sources: z.record(z.string(), source),
});
export type CompilerMetadata = z.output<typeof shape>;

/**
 * OpenZeppelin publishes its artifacts without metadata. This one solc 0.8.31 wrote for TimelockController of npm
 * @openzeppelin/contracts 5.6.1 (optimizer with 200 runs, evm osaka); the code of the package names its hash.
 */
const recorded = new Map([[ipfsHash(JSON.stringify(timelockMetadata)), timelockMetadata]]);

const artifactShape = z.object({
  bytecode: z.union([z.string(), z.object({ object: z.string() })]),
  /** As the compiler wrote it. */
  rawMetadata: z.string().min(1).optional(),
  metadata: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

/** What an artifact was compiled from and how; nothing where neither it nor its code says so. */
export function readMetadata(file: string): CompilerMetadata | undefined {
  const artifact = artifactShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!artifact.success) return undefined;
  const { bytecode, rawMetadata, metadata = rawMetadata } = artifact.data;
  const code = typeof bytecode === "string" ? bytecode : bytecode.object;
  const found = metadata ?? recorded.get(metadataHashOf(code) ?? "");
  const parsed = shape.safeParse(typeof found === "string" ? JSON.parse(found) : found);
  return parsed.success ? parsed.data : undefined;
}
