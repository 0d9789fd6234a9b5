import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dataSlice, getAddress, keccak256, toBeHex } from "ethers";
import { openL2Artifacts } from "../../../infra/l2/artifacts";
import { CONTRACT_PINS, type CodePin, type ContractName } from "../../../infra/l2/code-pins";
import { addressOf } from "./chain-parameters";

const packaged = dirname(require.resolve("@eth-optimism/contracts-bedrock/forge-artifacts/Proxy.sol/Proxy.json"));
const artifacts = dirname(packaged);

interface Artifact {
  readonly deployedBytecode: {
    object: string;
    immutableReferences?: Readonly<Record<string, readonly { start: number; length: number }[]>>;
  };
}

const fileOf = (directory: string, name: string) => join(directory, `${name}.sol`, `${name}.json`);
const read = (file: string): Artifact => JSON.parse(readFileSync(file, "utf8"));

describe("the pinned code of L2's contracts", () => {
  const pins = Object.entries<CodePin>(CONTRACT_PINS);

  it.each(pins)("of %s is what the package holds, with its immutables where the compiler put them", (name, pin) => {
    const { object, immutableReferences = {} } = read(fileOf(artifacts, name)).deployedBytecode;
    expect(keccak256(object)).toBe(pin.hash);
    const compiled = Object.values(immutableReferences).map((places) => places.map(({ start }) => start));
    expect(sorted(Object.values(pin.immutables ?? {}))).toEqual(sorted(compiled));
    expect(
      Object.values(immutableReferences)
        .flat()
        .every(({ length }) => length === 32),
    ).toBe(true);
  });

  it("has the constructor's values in it", () => {
    const immutables = {
      RECIPIENT: toBeHex(addressOf(8), 32),
      MIN_WITHDRAWAL_AMOUNT: toBeHex(7, 32),
      WITHDRAWAL_NETWORK: toBeHex(1, 32),
    };
    const code = openL2Artifacts().runtimeCode("SequencerFeeVault", immutables);
    expect(getAddress(dataSlice(code, 146 + 12, 146 + 32))).toBe(addressOf(8));
    expect(dataSlice(code, 450, 482)).toBe(immutables.MIN_WITHDRAWAL_AMOUNT);
    expect(dataSlice(code, 385, 417)).toBe(immutables.WITHDRAWAL_NETWORK);
  });

  it("is not given out with an immutable left at zero, or one that it does not have", () => {
    const { runtimeCode } = openL2Artifacts();
    expect(() => runtimeCode("OptimismMintableERC721Factory", { BRIDGE: toBeHex(1, 32) })).toThrow(
      "no value for REMOTE_CHAIN_ID",
    );
    expect(() => runtimeCode("WETH", { RECIPIENT: toBeHex(1, 32) })).toThrow("WETH has no immutable RECIPIENT");
  });
});

describe("an artifacts directory", () => {
  let directory: string;
  const provide = (name: string) => {
    mkdirSync(join(directory, `${name}.sol`));
    cpSync(fileOf(artifacts, name), fileOf(directory, name));
    return fileOf(directory, name);
  };
  const runtimeCode = (name: ContractName) => () => openL2Artifacts(directory).runtimeCode(name);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "artifacts-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("may hold the same code elsewhere", () => {
    provide("WETH");
    expect(runtimeCode("WETH")()).toBe(openL2Artifacts().runtimeCode("WETH"));
  });

  it("stops with both hashes when one bit of a contract changed", () => {
    const file = provide("L1Block");
    const artifact = read(file);
    artifact.deployedBytecode.object = artifact.deployedBytecode.object.replace(/.$/, (digit) =>
      digit === "0" ? "1" : "0",
    );
    writeFileSync(file, JSON.stringify(artifact));
    expect(runtimeCode("L1Block")).toThrow(
      `The genesis of L2 has 1 problem:\n  ${file}: got runtime code of L1Block with the hash ${keccak256(artifact.deployedBytecode.object)}, ` +
        `expected ${CONTRACT_PINS.L1Block.hash}, that of @eth-optimism/contracts-bedrock 0.17.3`,
    );
  });

  it("stops with the file when a contract is missing, or is none", () => {
    expect(runtimeCode("WETH")).toThrow(`${fileOf(directory, "WETH")}: got no such file`);
    writeFileSync(provide("Proxy"), "{}");
    expect(runtimeCode("Proxy")).toThrow("got no runtime code of Proxy");
    writeFileSync(fileOf(directory, "Proxy"), "<html>");
    expect(runtimeCode("Proxy")).toThrow("expected a contract's artifact as Foundry writes it");
  });

  it("stops when a preinstall's code is another", () => {
    const library = {
      nodeType: "ContractDefinition",
      nodes: [{ nodeType: "VariableDeclaration", name: "MultiCall3Code", value: { hexValue: "6000" } }],
    };
    mkdirSync(join(directory, "Preinstalls.sol"));
    writeFileSync(
      join(directory, "Preinstalls.sol", "Preinstalls.0.8.15.json"),
      JSON.stringify({ ast: { nodes: [library] } }),
    );
    expect(() => openL2Artifacts(directory).preinstallCode("MultiCall3Code")).toThrow(
      `got constant MultiCall3Code with the hash ${keccak256("0x6000")}`,
    );
    expect(() => openL2Artifacts(directory).preinstallCode("EntryPointCode")).toThrow("got no constant EntryPointCode");
  });
});

function sorted(places: readonly (readonly number[])[]): string[] {
  return places.map((offsets) => [...offsets].sort((one, other) => one - other).join()).sort();
}
