import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keccak256 } from "ethers/crypto";
import { dataSlice, getBytes, hexlify, isHexString } from "ethers/utils";
import { UserError } from "../user-error";
import { CONTRACT_PINS, type CodePin, type ContractName, PREINSTALL_PINS, type PreinstallCodeName } from "./code-pins";

/** Code of L2's contracts, each loaded when it is asked for and only if it is what is pinned. */
export interface L2Artifacts {
  /** Runtime code with its immutables filled in, each a 32-byte word. */
  runtimeCode(name: ContractName, immutables?: Readonly<Record<string, string>>): string;
  preinstallCode(name: PreinstallCodeName): string;
}

interface AstNode {
  readonly nodeType: string;
  readonly name?: string;
  readonly nodes?: readonly AstNode[];
  readonly value?: { readonly hexValue?: string };
}

/**
 * @param directory laid out as Foundry's output (`Name.sol/Name.json`). Default: npm `@eth-optimism/contracts-bedrock`.
 * What it holds must be the same code: a genesis is of one version for ever, later ones arrive as upgrades.
 */
export function openL2Artifacts(directory = packagedArtifacts()): L2Artifacts {
  let preinstalls: ReadonlyMap<string, string> | undefined;
  return {
    runtimeCode: (name, immutables = {}) => fillImmutables(name, readRuntimeCode(directory, name), immutables),
    preinstallCode: (name) => {
      const file = preinstallsFile(directory);
      preinstalls ??= readPreinstalls(file);
      return pinned(preinstalls.get(name), PREINSTALL_PINS[name], file, `constant ${name}`);
    },
  };
}

function packagedArtifacts(): string {
  return join(dirname(require.resolve("@eth-optimism/contracts-bedrock/package.json")), "forge-artifacts");
}

function readRuntimeCode(directory: string, name: ContractName): string {
  const file = join(directory, `${name}.sol`, `${name}.json`);
  const { deployedBytecode } = readJson<{ deployedBytecode?: { object?: string } }>(file);
  return pinned(deployedBytecode?.object, CONTRACT_PINS[name].hash, file, `runtime code of ${name}`);
}

/** The library is inlined wherever it is used, so its code is in no artifact but its constants are in its syntax tree. */
function readPreinstalls(file: string): ReadonlyMap<string, string> {
  const { ast } = readJson<{ ast?: AstNode }>(file);
  const library = ast?.nodes?.find(({ nodeType }) => nodeType === "ContractDefinition");
  return new Map(
    (library?.nodes ?? []).flatMap(({ name, value }) =>
      name && value?.hexValue ? [[name, `0x${value.hexValue}`]] : [],
    ),
  );
}

function preinstallsFile(directory: string): string {
  return join(directory, "Preinstalls.sol", "Preinstalls.0.8.15.json");
}

function readJson<Content>(file: string): Content {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Content;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw refusal(
      file,
      isMissing ? "no such file" : (error as Error).message,
      "a contract's artifact as Foundry writes it",
    );
  }
}

function pinned(code: string | undefined, hash: string, file: string, what: string): string {
  if (!isHexString(code)) throw refusal(file, `no ${what}`, "a contract's artifact as Foundry writes it");
  // By Node, since ethers reads hex digit by digit.
  const got = keccak256(Buffer.from(code.slice(2), "hex"));
  if (got === hash) return code;
  throw refusal(file, `${what} with the hash ${got}`, `${hash}, that of @eth-optimism/contracts-bedrock 0.17.3`);
}

function refusal(where: string, got: string, expected: string): UserError {
  return new UserError("The genesis of L2", [{ where, got, expected }]);
}

function fillImmutables(name: ContractName, code: string, values: Readonly<Record<string, string>>): string {
  const { immutables = {} }: CodePin = CONTRACT_PINS[name];
  const bytes = getBytes(code);
  const missing = Object.keys(immutables).filter((immutable) => values[immutable] === undefined);
  if (missing.length > 0) throw new RangeError(`${name} has no value for ${missing.join(", ")}`);
  for (const [immutable, value] of Object.entries(values)) {
    const offsets = immutables[immutable];
    if (!offsets) throw new RangeError(`${name} has no immutable ${immutable}`);
    for (const offset of offsets) bytes.set(getBytes(dataSlice(value, 0, 32)), offset);
  }
  return hexlify(bytes);
}
