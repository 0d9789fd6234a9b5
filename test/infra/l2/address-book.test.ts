import { getAddress } from "ethers";
import { addressBookOf, readAddressBook, writeAddressBook } from "../../../infra/l2/address-book";
import { PREDEPLOYS } from "../../../infra/l2/predeploys";
import { addressOf } from "./chain-parameters";
import { jejuTestnet } from "./network-addresses";

const chains = { l1ChainId: 84532, l2ChainId: 420690 };

describe("the address book", () => {
  it("is the same text whatever the order in which the addresses come, and however they are written", () => {
    const { l1 } = jejuTestnet;
    const shuffled = Object.fromEntries(
      Object.entries(l1.contracts)
        .reverse()
        .map(([name, address]) => [name, address.toLowerCase()]),
    );
    expect(writeAddressBook({ ...jejuTestnet, l1: { ...l1, contracts: shuffled } })).toBe(
      writeAddressBook(jejuTestnet),
    );
  });

  it("holds both layers, with checksums, and predeploys only as far as the chain has them", () => {
    const { l1, l2 } = addressBookOf(jejuTestnet);
    expect(l1.contracts).toEqual({ ...jejuTestnet.l1.contracts, OptimismPortal: addressOf(1) });
    expect(Object.keys(l1.contracts)).toEqual(Object.keys(l1.contracts).sort());
    expect(l2.predeploys.L2StandardBridge).toBe(getAddress(PREDEPLOYS.L2StandardBridge));
    expect(l2.predeploys).not.toHaveProperty("GovernanceToken");
    const withToken = addressBookOf({ ...jejuTestnet, l2: { ...jejuTestnet.l2, hasGovernanceToken: true } });
    expect(withToken.l2.predeploys.GovernanceToken).toBe("0x4200000000000000000000000000000000000042");
  });

  it("is read back as it was written", () => {
    expect(readAddressBook(writeAddressBook(jejuTestnet), "addresses.json", chains)).toEqual(
      addressBookOf(jejuTestnet),
    );
  });

  it("is refused when it is that of another chain", () => {
    const text = writeAddressBook(jejuTestnet);
    expect(() => readAddressBook(text, "addresses.json", { l1ChainId: 8453, l2ChainId: 420691 })).toThrow(
      [
        "The address book has 2 problems:",
        "  addresses.json > l1.chainId: got 84532, expected 8453, the chain of this stack",
        "  addresses.json > l2.chainId: got 420690, expected 420691, the chain of this stack",
      ].join("\n"),
    );
  });

  it.each(["", "null", "[]", "{}", '{"l1":{"chainId":84532}}'])("is refused when it is none: %j", (text) => {
    expect(() => readAddressBook(text, "addresses.json", chains)).toThrow("addresses.json: got no address book");
  });

  it("is refused with an address that somebody mistyped", () => {
    const mistyped = addressOf(2).replace(/2$/, "3");
    const text = writeAddressBook(jejuTestnet).replaceAll(addressOf(2), mistyped);
    expect(() => readAddressBook(text, "addresses.json", chains)).toThrow(
      `addresses.json > l1.contracts.SystemConfig: got ${mistyped}, expected an address, its checksum right`,
    );
  });
});
