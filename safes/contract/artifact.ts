import { readFileSync, statSync } from "node:fs";
import { Interface, type InterfaceAbi, isHexString } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";
import { encodeValues } from "./abi-values";
import { codeHashOf } from "./code-hash";
import { type Compiler, readCompiler } from "./compiler";
import { type Libraries, type LinkReferences, link, withoutLibraries } from "./libraries";

/** A compiled contract, whoever compiled it. */
export interface Artifact {
  readonly abi: Interface;
  /** Creation code; where libraries are to be linked it has placeholders that are no hex. */
  readonly bytecode: string;
  readonly linkReferences: LinkReferences;
  /** Absent where the artifact has no metadata of it. */
  readonly compiler?: Compiler;
}

const references = z.record(z.string(), z.record(z.string(), z.array(z.object({ start: z.int(), length: z.int() }))));
/** Foundry keeps code and references in an object, Hardhat and plain files in two fields. */
const shape = z.object({
  abi: z.array(z.record(z.string(), z.unknown())),
  bytecode: z.union([z.string(), z.object({ object: z.string(), linkReferences: references.optional() })]),
  linkReferences: references.optional(),
  /** Foundry's, read and as the compiler wrote it; Hardhat keeps it in a file of its own. */
  metadata: z.unknown().optional(),
  rawMetadata: z.unknown().optional(),
});

/** By file and when it was written: a preview asks for each several times. */
const known = new Map<string, Artifact>();

/** Reads an artifact of Foundry or Hardhat, or a plain `{abi, bytecode}`. */
export function readArtifact(file: string, where: string): Artifact {
  let content: unknown;
  let version: string;
  try {
    const { ino, mtimeMs, size } = statSync(file);
    version = [file, ino, mtimeMs, size].join();
    const artifact = known.get(version);
    if (artifact) return artifact;
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError({
      what: "the artifact cannot be read",
      where,
      got: isMissing ? `no such file: ${file}` : (error as Error).message,
      fix: "compile the contract, and give the artifact's path from the folder of Pulumi.yaml",
    });
  }
  const artifact = parseArtifact(content, where);
  known.set(version, artifact);
  return artifact;
}

export function parseArtifact(content: unknown, where: string): Artifact {
  const parsed = shape.safeParse(content);
  if (!parsed.success) {
    throw new UserError({
      what: "this is no contract artifact",
      where,
      got: z.prettifyError(parsed.error).replaceAll(/\n\s*/g, " "),
      expected: "JSON of Foundry (abi, bytecode.object) or Hardhat (abi, bytecode)",
    });
  }
  const { abi, bytecode, linkReferences = {}, rawMetadata, metadata = rawMetadata } = parsed.data;
  const code =
    typeof bytecode === "string" ? { object: bytecode, linkReferences } : { linkReferences: {}, ...bytecode };
  const object = code.object.startsWith("0x") ? code.object : `0x${code.object}`;
  if (object === "0x") {
    throw new UserError({
      what: "the artifact has no code",
      where,
      expected: "a contract that can be deployed, no interface and no abstract contract",
    });
  }
  const compiler = readCompiler(metadata);
  const artifact = {
    ...{ abi: new Interface(abi as InterfaceAbi), bytecode: object, linkReferences: code.linkReferences },
    ...(compiler && { compiler }),
  };
  if (!isHexString(withoutLibraries(object, code.linkReferences))) {
    throw new UserError({
      what: "the artifact's code is no hex",
      where,
      got: /__[^$].{0,37}/.exec(object)?.[0],
      expected: "code of solc 0.5 or newer, whose placeholders for libraries look like __$...$__",
    });
  }
  return artifact;
}

/**
 * Creation code with libraries in place and the constructor's arguments behind it.
 *
 * @param libraries addresses by `Name` or by `path/File.sol:Name`
 */
export function creationCode(
  { abi, bytecode, linkReferences }: Artifact,
  constructorArguments: readonly unknown[],
  libraries: Libraries,
  where: string,
): string {
  const code = link(bytecode, linkReferences, libraries, where);
  return `${code}${encodeValues(abi.deploy, constructorArguments, where).slice(2)}`;
}

/** Pins an artifact, whatever libraries it is linked with: another compiler or another source has another hash. */
export function creationCodeHash({ bytecode, linkReferences }: Artifact): string {
  return codeHashOf(withoutLibraries(bytecode, linkReferences));
}
