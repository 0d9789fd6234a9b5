import { parseArtifact } from "../../../safes/contract/artifact";
import { type Compiler, readCompiler, refuseOtherCompiler } from "../../../safes/contract/compiler";

const pinned: Compiler = { version: "0.8.15+commit.e14f2714", evmVersion: "london", optimizerRuns: 999_999 };
/** As solc 0.8.15 ends a contract when it is told to leave the hash of the metadata out. */
const code = "0x600080fdfea164736f6c634300080f000a";
const metadata = {
  compiler: { version: pinned.version },
  settings: { evmVersion: "london", optimizer: { enabled: true, runs: 999_999 } },
};

describe("the compiler of an artifact", () => {
  it("is read from the metadata as the compiler wrote it, or as Foundry has read it", () => {
    expect(readCompiler(metadata)).toEqual(pinned);
    expect(readCompiler(JSON.stringify(metadata))).toEqual(pinned);
    expect(readCompiler("no JSON")).toBeUndefined();
    const artifact = { abi: [], bytecode: "0x60", rawMetadata: JSON.stringify(metadata) };
    expect(parseArtifact(artifact, "a.json").compiler).toEqual(pinned);
  });

  it("is read from the metadata, and runs count only where the optimizer is on", () => {
    expect(readCompiler(metadata)).toEqual(pinned);
    const off = { ...metadata, settings: { ...metadata.settings, optimizer: { enabled: false, runs: 200 } } };
    expect(readCompiler(off)).toEqual({ ...pinned, optimizerRuns: 0 });
    expect(readCompiler(undefined)).toBeUndefined();
  });

  it.each<[string, string]>([
    ["whose code names it", code],
    ["whose code names no compiler at all", "0x600080fdfe"],
    ["that creates a contract of another compiler", `${code}64736f6c63430008130033`],
  ])("is taken when it is the pinned one: a contract %s", (_, creationCode) => {
    expect(() => refuseOtherCompiler(pinned, pinned, creationCode, "Bridge.json")).not.toThrow();
  });

  it.each<[string, Partial<Compiler>]>([
    ["of another commit", { version: "0.8.15+commit.00000000" }],
    ["for another hard fork", { evmVersion: "paris" }],
    ["with another optimizer", { optimizerRuns: 0 }],
  ])("is refused %s than the pinned one, and both are named", (_, difference) => {
    const found = { ...pinned, ...difference };
    expect(() => refuseOtherCompiler(pinned, found, code, "Bridge.json")).toThrow(
      /not of the pinned compiler \(Bridge\.json\)\n *got: +solc .*\n *expected: +solc 0\.8\.15/,
    );
  });

  it("is refused when the code is of another one than the metadata says", () => {
    const other = code.replace("4300080f", "43000810");
    expect(() => refuseOtherCompiler(pinned, pinned, other, "Bridge.json")).toThrow(
      /metadata of 0\.8\.15\+commit\.e14f2714, code of 0\.8\.16/,
    );
  });

  it("is refused when the artifact does not tell it", () => {
    expect(() => refuseOtherCompiler(pinned, undefined, code, "Bridge.json")).toThrow(
      /without the metadata of its compiler[\s\S]*extra_output/,
    );
  });
});
