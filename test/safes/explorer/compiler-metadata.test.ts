import { type CompilerMetadata, readMetadata } from "../../../safes/explorer/compiler-metadata";
import { ipfsHash, metadataHashOf } from "../../../safes/explorer/metadata-hash";
import { composeStandardJson } from "../../../safes/explorer/standard-json";
import recorded from "../../../safes/explorer/timelock-metadata.json";
import { TIMELOCK_ARTIFACT } from "../../../safes/timelock/address";

const timelock = require.resolve(TIMELOCK_ARTIFACT);

describe("the compiler's metadata", () => {
  it("of the timelock is the one whose hash OpenZeppelin's compiler put behind the code", () => {
    const { bytecode } = require(TIMELOCK_ARTIFACT);
    expect(metadataHashOf(bytecode)).toMatch(/^0x1220[0-9a-f]{64}$/);
    expect(ipfsHash(JSON.stringify(recorded))).toBe(metadataHashOf(bytecode));
    expect(ipfsHash(JSON.stringify({ ...recorded, language: "Yul" }))).not.toBe(metadataHashOf(bytecode));
    expect(readMetadata(timelock)?.settings.optimizer).toEqual({ enabled: true, runs: 200 });
  });

  it("has the hash that IPFS gives a file", () => {
    // In base 58 it is QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o, as `ipfs add --only-hash` prints it.
    expect(ipfsHash("hello world\n")).toBe("0x122046d44814b9c5af141c3aaab7c05dc5e844ead5f91f12858b021eba45768b4c0e");
  });

  it("is of no code that was compiled without it", () => {
    expect(metadataHashOf("0x6080604052")).toBeUndefined();
  });

  it("names libraries by file and name, and the compiler takes them in two levels", () => {
    const metadata: CompilerMetadata = {
      compiler: { version: "0.8.15+commit.e14f2714" },
      language: "Solidity",
      settings: { compilationTarget: { "src/A.sol": "A" }, libraries: { "src/L.sol:L": "0x01" }, viaIR: true },
      sources: {},
    };
    const { settings } = composeStandardJson(metadata, new Map(), { "src/L.sol:M": "0x02", N: "0x03" });
    expect(settings).toMatchObject({
      viaIR: true,
      libraries: { "src/L.sol": { L: "0x01", M: "0x02" }, "": { N: "0x03" } },
    });
    expect(settings).not.toHaveProperty("compilationTarget");
  });
});
