import { readFileSync } from "node:fs";
import { concat, getAddress, Interface, type InterfaceAbi, keccak256 } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";

type LinkReferences = Readonly<Record<string, Readonly<Record<string, readonly { start: number; length: number }[]>>>>;

/** A compiled contract, whoever compiled it. */
export interface Artifact {
  readonly abi: Interface;
  /** Creation code; where libraries are to be linked it has placeholders that are no hex. */
  readonly bytecode: string;
  readonly linkReferences: LinkReferences;
}

const references = z.record(z.string(), z.record(z.string(), z.array(z.object({ start: z.int(), length: z.int() }))));
/** Foundry keeps code and references in an object, Hardhat and plain files in two fields. */
const shape = z.object({
  abi: z.array(z.record(z.string(), z.unknown())),
  bytecode: z.union([z.string(), z.object({ object: z.string(), linkReferences: references.optional() })]),
  linkReferences: references.optional(),
});

/** Reads an artifact of Foundry or Hardhat, or a plain `{abi, bytecode}`. */
export function readArtifact(file: string): Artifact {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError({ what: "the artifact cannot be read", where: file, got: (error as Error).message });
  }
  return parseArtifact(content, file);
}

export function parseArtifact(content: unknown, where: string): Artifact {
  const parsed = shape.safeParse(content);
  if (!parsed.success) {
    throw new UserError({
      what: "this is no contract artifact",
      where,
      got: z.prettifyError(parsed.error).replaceAll("\n", "; "),
      expected: "JSON of Foundry (abi, bytecode.object) or Hardhat (abi, bytecode)",
    });
  }
  const { abi, bytecode, linkReferences = {} } = parsed.data;
  const code =
    typeof bytecode === "string" ? { object: bytecode, linkReferences } : { linkReferences: {}, ...bytecode };
  const object = code.object.startsWith("0x") ? code.object : `0x${code.object}`;
  if (object === "0x") {
    throw new UserError({
      what: "the artifact has no code",
      where,
      expected: "a contract that can be deployed, no interface",
    });
  }
  return { abi: new Interface(abi as InterfaceAbi), bytecode: object, linkReferences: code.linkReferences };
}

/**
 * Creation code with libraries in place and the constructor's arguments behind it.
 *
 * @param libraries addresses by `Name` or by `path/File.sol:Name`
 */
export function creationCode(
  { abi, bytecode, linkReferences }: Artifact,
  constructorArguments: readonly unknown[],
  libraries: Readonly<Record<string, string>>,
  where: string,
): string {
  let code = bytecode;
  const used = new Set<string>();
  for (const [file, names] of Object.entries(linkReferences)) {
    for (const [name, places] of Object.entries(names)) {
      const key = [`${file}:${name}`, name].find((candidate) => candidate in libraries);
      if (key === undefined) {
        const fix = `name its address under libraries: { "${name}": "0x..." }`;
        throw new UserError({ what: `the contract needs the library ${file}:${name}`, where, fix });
      }
      used.add(key);
      const address = getAddress(libraries[key] as string)
        .slice(2)
        .toLowerCase();
      for (const { start, length } of places) {
        const from = 2 + 2 * start;
        code = code.slice(0, from) + address + code.slice(from + 2 * length);
      }
    }
  }
  const unused = Object.keys(libraries).filter((key) => !used.has(key));
  if (unused.length > 0) {
    throw new UserError({ what: "the contract links no such library", where, got: unused.join(", ") });
  }
  return concat([code, encodeArguments(abi, constructorArguments, where)]);
}

function encodeArguments(abi: Interface, values: readonly unknown[], where: string): string {
  try {
    return abi.encodeDeploy([...values]);
  } catch (error) {
    throw new UserError({
      what: "the arguments do not fit the constructor",
      where,
      got: (error as { shortMessage?: string }).shortMessage ?? String(error),
      expected: abi.deploy.format("full"),
    });
  }
}

/** Pins an artifact: another compiler or another source has another hash. */
export function creationCodeHash({ bytecode }: Artifact): string {
  return /^0x[0-9a-fA-F]*$/.test(bytecode) ? keccak256(bytecode) : "";
}
