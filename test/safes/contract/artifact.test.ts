import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AbiCoder, id, keccak256 } from "ethers";
import { creationCode, creationCodeHash, parseArtifact, readArtifact } from "../../../safes/contract/artifact";
import calculator from "./artifacts/Calculator.json";

const libraries = {
  Sums: "0x1111111111111111111111111111111111111111",
  Products: "0x2222222222222222222222222222222222222222",
};
const base = AbiCoder.defaultAbiCoder().encode(["uint256"], [7]).slice(2);
const { abi, bytecode } = calculator;
/** What each compiler would have written of the same contract. */
const formats = {
  foundry: calculator,
  hardhat: { contractName: "Calculator", abi, bytecode: bytecode.object, linkReferences: bytecode.linkReferences },
  plain: { abi, bytecode: bytecode.object.slice(2) },
};
const byFullName = { "Fixtures.sol:Sums": libraries.Sums, "Fixtures.sol:Products": libraries.Products };

describe("the code of an artifact", () => {
  it.each([
    ["Foundry, libraries by name", formats.foundry, libraries],
    ["Foundry, libraries by file and name", formats.foundry, byFullName],
    ["Hardhat", formats.hardhat, libraries],
    ["a plain file, whose placeholders are hashes of the full names", formats.plain, byFullName],
  ])("has its libraries in place and its arguments behind it: %s", (_format, content, linked) => {
    const code = creationCode(parseArtifact(content, "Calculator.json"), [7], linked, "Calculator.json");
    expect(code).toMatch(/^0x[0-9a-f]+$/);
    expect(code.endsWith(base)).toBe(true);
    expect(code.match(/(11){20}/g)).toHaveLength(2);
    expect(code.match(/(22){20}/g)).toHaveLength(1);
    expect(code.length).toBe(bytecode.object.length + base.length);
  });

  it("has one hash whatever the format and the libraries, and another one when one digit differs", () => {
    const hashes = Object.values(formats).map((content) => creationCodeHash(parseArtifact(content, "")));
    const withZeros = bytecode.object.replaceAll(/__\$[0-9a-f]{34}\$__/g, "0".repeat(40));
    expect(new Set(hashes)).toEqual(new Set([keccak256(withZeros)]));
    const changed = { abi, bytecode: bytecode.object.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) };
    expect(creationCodeHash(parseArtifact(changed, ""))).not.toBe(hashes[0]);
  });

  it("takes a library by its very placeholder", () => {
    const placeholder = (name: string) => `__$${id(`Fixtures.sol:${name}`).slice(2, 36)}$__`;
    const linked = { [placeholder("Sums")]: libraries.Sums, [placeholder("Products")]: libraries.Products };
    const code = creationCode(parseArtifact(formats.plain, ""), [7], linked, "");
    expect(code).toBe(creationCode(parseArtifact(formats.foundry, ""), [7], libraries, ""));
  });

  const refusal = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing was refused";
  };

  it.each<[string, () => unknown]>([
    [
      "a library that is missing",
      () => creationCode(parseArtifact(formats.foundry, "a.json"), [7], { Sums: libraries.Sums }, "a.json"),
    ],
    [
      "a library that is missing, where the code holds only hashes",
      () => creationCode(parseArtifact(formats.plain, "a.json"), [7], { Sums: libraries.Sums }, "a.json"),
    ],
    [
      "a library that nothing asks for",
      () =>
        creationCode(parseArtifact(formats.foundry, "a.json"), [7], { ...libraries, Sum: libraries.Sums }, "a.json"),
    ],
    ["too few arguments", () => creationCode(parseArtifact(formats.foundry, "a.json"), [], libraries, "a.json")],
    [
      "an argument of another kind",
      () => creationCode(parseArtifact(formats.foundry, "a.json"), ["1 ether"], libraries, "a.json"),
    ],
    ["an interface", () => parseArtifact({ abi, bytecode: "0x" }, "a.json")],
    ["something else", () => parseArtifact({ contracts: {} }, "a.json")],
    ["placeholders of an old compiler", () => parseArtifact({ abi, bytecode: "0x60__Sums____6000" }, "a.json")],
    ["a file that is not there", () => readArtifact("/nowhere/a.json", "out/a.json")],
  ])("is refused with the reason: %s", (_what, act) => {
    expect(refusal(act)).toMatchSnapshot();
  });

  it("is read from a file, and what is no JSON is named", () => {
    const folder = mkdtempSync(join(tmpdir(), "jeju-artifact-"));
    const file = join(folder, "Calculator.json");
    writeFileSync(file, JSON.stringify(formats.hardhat));
    expect(readArtifact(file, file).bytecode).toBe(bytecode.object);
    writeFileSync(file, "{");
    expect(refusal(() => readArtifact(file, "out/Calculator.json"))).toContain(
      "the artifact cannot be read (out/Calculator.json)",
    );
    rmSync(folder, { recursive: true });
  });
});
