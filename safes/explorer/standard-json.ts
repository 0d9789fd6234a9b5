import type { Libraries } from "../contract/libraries";
import type { CompilerMetadata } from "./compiler-metadata";

/** What `solc --standard-json` reads. */
export interface StandardJson {
  readonly language: string;
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

const outputSelection = { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"] } };

/**
 * The compiler's input that gives what its metadata describes: the same settings, but for what metadata writes otherwise.
 *
 * @param contents by path, of every source
 * @param libraries that the creation was linked with
 */
export function composeStandardJson(
  { language, settings, sources }: CompilerMetadata,
  contents: ReadonlyMap<string, string>,
  libraries: Libraries,
): StandardJson {
  const { compilationTarget: _, libraries: compiledWith, ...others } = settings;
  return {
    language,
    sources: Object.fromEntries(Object.keys(sources).map((path) => [path, { content: contentOf(path, contents) }])),
    settings: { ...others, libraries: byFile({ ...compiledWith, ...libraries }), outputSelection },
  };
}

function contentOf(path: string, contents: ReadonlyMap<string, string>): string {
  const content = contents.get(path);
  if (content === undefined) throw new Error(`${path} is missing`);
  return content;
}

/** Metadata has `path/File.sol:Name`; the input has a level for each, the empty file meaning any. */
function byFile(libraries: Libraries): Record<string, Record<string, string>> {
  const files: Record<string, Record<string, string>> = {};
  for (const [key, address] of Object.entries(libraries)) {
    const colon = key.lastIndexOf(":");
    const file = key.slice(0, Math.max(colon, 0));
    files[file] = { ...files[file], [key.slice(colon + 1)]: address };
  }
  return files;
}
