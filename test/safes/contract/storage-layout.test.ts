import { AbiCoder, concat, getAddress, keccak256, toBeHex, toUtf8Bytes, ZeroHash } from "ethers";
import { nameSlot, readStorageLayout, type StorageLayout } from "../../../safes/contract/storage-layout";
import { safeLayout, timelockLayout } from "../../../safes/simulation/known-layouts";

const bedrock = "node_modules/@eth-optimism/contracts-bedrock/forge-artifacts";
const word = (value: bigint | number) => toBeHex(value, 32);
const account = getAddress(toBeHex(0xabc0def, 20));

/** Of preimages of the hashes on the way to a variable. */
const hashedBy = (...preimages: readonly string[]) =>
  new Map(preimages.map((preimage) => [BigInt(keccak256(preimage)), preimage]));
const entry = (key: string, slot: string) => concat([AbiCoder.defaultAbiCoder().encode(["bytes32"], [key]), slot]);
const changed = (slot: string, before: string = ZeroHash, after: string = word(1)) => ({ slot, before, after });

const uint8 = { encoding: "inplace", label: "uint8", numberOfBytes: "1" } as const;
const uint256 = { encoding: "inplace", label: "uint256", numberOfBytes: "32" } as const;
const layout = (type: string, types: NonNullable<StorageLayout["types"]>): StorageLayout => ({
  storage: [{ label: "value", slot: "3", offset: 0, type }],
  types: { uint8, uint256, ...types },
});

describe("a slot of a contract", () => {
  const systemConfig = readStorageLayout(`${bedrock}/SystemConfig.sol/SystemConfig.json`) as StorageLayout;

  it("is named by the variable that it holds", () => {
    expect(nameSlot(systemConfig, new Map(), changed(word(51)))).toBe("_owner");
    expect(nameSlot(safeLayout, new Map(), changed(word(4)))).toBe("threshold");
  });

  it("is named by those of its variables alone that change", () => {
    const [gasLimit, basefee, blobBasefee] = [30n, 5n << 64n, 6n << 96n];
    const before = word(gasLimit);
    expect(nameSlot(systemConfig, new Map(), changed(word(104), before, word(gasLimit | basefee)))).toBe(
      "basefeeScalar",
    );
    expect(nameSlot(systemConfig, new Map(), changed(word(104), before, word(31n | blobBasefee)))).toBe(
      "gasLimit, blobbasefeeScalar",
    );
  });

  it("is named by the part of a structure", () => {
    expect(nameSlot(systemConfig, new Map(), changed(word(105), ZeroHash, word(1n << 32n)))).toBe(
      "_resourceConfig.elasticityMultiplier",
    );
  });

  it("is named by the keys of mappings, one in another", () => {
    const own = entry(word(BigInt(account)), word(8));
    const hash = word(0xfeed);
    const approval = entry(hash, keccak256(own));
    expect(nameSlot(safeLayout, hashedBy(own, approval), changed(keccak256(approval)))).toBe(
      `approvedHashes[${account}][${hash}]`,
    );
    const role = entry(word(7), word(0));
    const admin = word(BigInt(keccak256(role)) + 1n);
    expect(nameSlot(timelockLayout, hashedBy(role), changed(admin))).toBe(`_roles[${word(7)}].adminRole`);
  });

  it("is named by the key of a mapping that is a text or a number", () => {
    const mapping = (key: string) => ({
      mapping: { encoding: "mapping" as const, label: "", numberOfBytes: "32", key, value: "uint256" },
      string: { encoding: "bytes" as const, label: "string", numberOfBytes: "32" },
    });
    const text = concat([toUtf8Bytes("a name"), word(3)]);
    expect(nameSlot(layout("mapping", mapping("string")), hashedBy(text), changed(keccak256(text)))).toBe(
      'value["a name"]',
    );
    const number = entry(word(12), word(3));
    expect(nameSlot(layout("mapping", mapping("uint256")), hashedBy(number), changed(keccak256(number)))).toBe(
      "value[12]",
    );
  });

  it("is named by the place in a list", () => {
    const fixed = { list: { encoding: "inplace" as const, label: "", numberOfBytes: "96", base: "uint256" } };
    expect(nameSlot(layout("list", fixed), new Map(), changed(word(5)))).toBe("value[2]");
    const bytes = { list: { encoding: "inplace" as const, label: "", numberOfBytes: "64", base: "uint8" } };
    expect(nameSlot(layout("list", bytes), new Map(), changed(word(4), ZeroHash, word(1n << 8n)))).toBe("value[33]");
    const growing = { list: { encoding: "dynamic_array" as const, label: "", numberOfBytes: "32", base: "uint256" } };
    expect(nameSlot(layout("list", growing), new Map(), changed(word(3)))).toBe("value");
    const element = word(BigInt(keccak256(word(3))) + 4n);
    expect(nameSlot(layout("list", growing), hashedBy(word(3)), changed(element))).toBe("value[4]");
  });

  it("has no name where nobody has hashed the way to it, or it holds nothing that changes", () => {
    expect(nameSlot(safeLayout, new Map(), changed(keccak256(entry(word(1), word(2)))))).toBeUndefined();
    expect(nameSlot(safeLayout, new Map(), changed(word(77)))).toBeUndefined();
    expect(nameSlot(systemConfig, new Map(), changed(word(51), ZeroHash, word(1n << 200n)))).toBeUndefined();
  });

  it("has none where the compiler was not asked for the layout", () => {
    expect(readStorageLayout("test/safes/contract/artifacts/Settings.json")).toBeUndefined();
    expect(readStorageLayout(`${bedrock}/Proxy.sol/Proxy.json`)).toEqual({ storage: [], types: {} });
  });
});
