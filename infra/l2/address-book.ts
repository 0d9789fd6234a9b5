import { getAddress, isAddress } from "ethers/address";
import { z } from "zod";
import { type Problem, UserError } from "../user-error";
import { PREDEPLOYS } from "./predeploys";
import { PREINSTALLS } from "./preinstalls";

/** Addresses by name. */
export type Addresses = Readonly<Record<string, string>>;

/** Who is where on both layers of one network. */
export interface NetworkAddresses {
  /** Name of the network, such as `jeju-testnet`. */
  readonly network: string;
  readonly l1: {
    readonly chainId: number;
    /** What users and nodes call: proxies and contracts without one. */
    readonly contracts: Addresses;
    /** What is behind the proxies. */
    readonly implementations: Addresses;
    /** Safes and timelock. */
    readonly governance: Addresses;
    /** Accounts that act for the network, and the inbox that its batches are sent to. */
    readonly accounts: Addresses;
  };
  readonly l2: {
    readonly chainId: number;
    readonly genesisHash: string;
    /** Seconds since 1970. */
    readonly genesisTimestampSeconds: number;
    /** Whether the predeploy GovernanceToken is there. */
    readonly hasGovernanceToken: boolean;
  };
}

const byName = z.record(z.string(), z.string());

/** The book as its file holds it. */
const addressBook = z.object({
  network: z.string(),
  l1: z.object({
    chainId: z.number(),
    contracts: byName,
    implementations: byName,
    governance: byName,
    accounts: byName,
  }),
  l2: z.object({
    chainId: z.number(),
    genesisHash: z.string(),
    genesisTimestampSeconds: z.number(),
    predeploys: byName,
    preinstalls: byName,
  }),
});

export type AddressBook = z.infer<typeof addressBook>;

export function addressBookOf({ network, l1, l2 }: NetworkAddresses): AddressBook {
  const { GovernanceToken, ...others } = PREDEPLOYS;
  return {
    network,
    l1: {
      chainId: l1.chainId,
      contracts: inOrder(l1.contracts),
      implementations: inOrder(l1.implementations),
      governance: inOrder(l1.governance),
      accounts: inOrder(l1.accounts),
    },
    l2: {
      chainId: l2.chainId,
      genesisHash: l2.genesisHash,
      genesisTimestampSeconds: l2.genesisTimestampSeconds,
      predeploys: inOrder(l2.hasGovernanceToken ? { ...others, GovernanceToken } : others),
      preinstalls: inOrder(PREINSTALLS),
    },
  };
}

/** Text of `addresses.json`, for people and programs. */
export function writeAddressBook(addresses: NetworkAddresses): string {
  return `${JSON.stringify(addressBookOf(addresses), null, 2)}\n`;
}

export interface ExpectedChains {
  readonly l1ChainId: number;
  readonly l2ChainId: number;
}

/** @throws UserError when the text is no address book, or that of another chain. */
export function readAddressBook(text: string, file: string, { l1ChainId, l2ChainId }: ExpectedChains): AddressBook {
  const refuse = (...problems: Problem[]) => new UserError("The address book", problems);
  const parsed = addressBook.safeParse(parse(text));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join(".") || "all of it");
    throw refuse({
      where: file,
      got: `no address book (${places.join(", ")})`,
      expected: "what this project has written",
    });
  }
  const book = parsed.data;
  const problems: Problem[] = [];
  for (const [layer, expected] of [["l1", l1ChainId] as const, ["l2", l2ChainId] as const]) {
    const { chainId } = book[layer];
    if (chainId === expected) continue;
    problems.push({
      where: `${file} > ${layer}.chainId`,
      got: `${chainId}`,
      expected: `${expected}, the chain of this stack`,
    });
  }
  for (const [name, address] of Object.entries(book.l1.contracts)) {
    if (isAddress(address)) continue;
    problems.push({
      where: `${file} > l1.contracts.${name}`,
      got: `${address}`,
      expected: "an address, its checksum right",
    });
  }
  if (problems.length > 0) throw refuse(...problems);
  return book;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By name, with checksums, so that the same addresses give the same text. */
function inOrder(addresses: Addresses): Addresses {
  const sorted = Object.entries(addresses).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, address]) => [name, getAddress(address.toLowerCase())]));
}
