import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../../infra/config";
import { type ExpectedChains, writeAddressBook } from "../../../infra/l2/address-book";
import { allOwners, stackFile } from "../config/stack-files";
import { jejuTestnet } from "./network-addresses";

describe("a stack that names the address book of its network", () => {
  const directory = mkdtempSync(join(tmpdir(), "address-book-"));
  const file = relative(resolve(__dirname, "../../.."), join(directory, "addresses.json"));
  beforeAll(() =>
    pulumi.runtime.setMocks(
      { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
      "jeju",
      "mainnet",
    ),
  );
  afterAll(() => rmSync(directory, { recursive: true }));

  /** As the program does first of all, before it registers anything. */
  function load(book: string): unknown {
    const changes = { phase: "contracts", ...allOwners(), "contracts.addressBook": book };
    const { values } = stackFile("mainnet", changes);
    pulumi.runtime.setAllConfig(
      Object.fromEntries(Object.entries(values).map(([key, value]) => [`jeju:${key}`, value])),
    );
    return loadConfig();
  }
  const write = ({ l1ChainId, l2ChainId }: ExpectedChains) => {
    const { l1, l2 } = jejuTestnet;
    const book = { ...jejuTestnet, l1: { ...l1, chainId: l1ChainId }, l2: { ...l2, chainId: l2ChainId } };
    writeFileSync(join(directory, "addresses.json"), writeAddressBook(book));
  };

  it("goes on where the book is of its own chains", () => {
    write({ l1ChainId: 8453, l2ChainId: 420691 });
    expect(load(file)).toMatchObject({ contracts: { addressBook: file } });
  });

  it("stops before anything is registered where the book is of other chains", () => {
    write({ l1ChainId: 84532, l2ChainId: 420690 });
    expect(() => load(file)).toThrow(
      [
        "The address book has 2 problems:",
        `  ${file} > l1.chainId: got 84532, expected 8453, the chain of this stack`,
        `  ${file} > l2.chainId: got 420690, expected 420691, the chain of this stack`,
      ].join("\n"),
    );
  });

  it("stops where there is no book", () => {
    expect(() => load("chain/nowhere.json")).toThrow("chain/nowhere.json: got no file");
  });
});
