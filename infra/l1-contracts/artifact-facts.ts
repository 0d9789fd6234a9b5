import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { keccak256 } from "ethers/crypto";
import { type ArtifactName, type ArtifactOverride, artifactOf } from "./artifacts";

/** What a compiled contract looks like on a chain. */
export interface ArtifactFacts {
  /** Keccak-256 of the code that its constructor leaves. */
  readonly codeHash: string;
  /** Where OpenZeppelin's Initializable keeps its version, which is 1 once and for all. */
  readonly initialized?: { readonly slot: string; readonly offset: number };
}

interface ArtifactFile {
  readonly deployedBytecode: { readonly object: string };
  readonly storageLayout: {
    readonly storage: readonly { readonly label: string; readonly slot: string; readonly offset: number }[];
  };
}

const projectRoot = resolve(__dirname, "../..");

/** By file; they are large, and several checks are of one contract. */
const known = new Map<string, ArtifactFacts>();

/** Of an artifact whose creation code is the pinned one; whoever deploys it sees to that. */
export function readArtifactFacts(name: ArtifactName, override?: ArtifactOverride): ArtifactFacts {
  const file = resolve(projectRoot, artifactOf(name, override).artifact);
  const facts = known.get(file) ?? readFacts(file);
  known.set(file, facts);
  return facts;
}

function readFacts(file: string): ArtifactFacts {
  const { deployedBytecode, storageLayout } = JSON.parse(readFileSync(file, "utf8")) as ArtifactFile;
  const variable = storageLayout.storage.find(({ label }) => label === "_initialized");
  return {
    codeHash: keccak256(deployedBytecode.object),
    ...(variable && {
      initialized: { slot: `0x${BigInt(variable.slot).toString(16).padStart(64, "0")}`, offset: variable.offset },
    }),
  };
}
