import { HDKey } from "@scure/bip32";
import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeedSync, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { computeAddress } from "ethers";
import { UserError } from "../safes/user-error";
import { wipe } from "./air-gap/wipe";

export interface DerivedKey {
  readonly address: string;
  /** 32 bytes, to be wiped by whoever asked for them. */
  readonly privateKey: Uint8Array;
  /** From the master key on. Tools differ in which level they count up, so an address is worth nothing without it. */
  readonly path: string;
}

const pathPattern = /^m(\/(0|[1-9]\d{0,9})'?)*$/;
const highestIndex = 2 ** 31 - 1;

/** The words of BIP-39, in English and without a passphrase, which would be one thing more to lose. */
export function mnemonicOf(entropy: Uint8Array): string {
  return entropyToMnemonic(entropy, wordlist);
}

/** The entropy behind words; the checksum among them has to be right. */
export function entropyOf(mnemonic: string): Uint8Array {
  checkMnemonic(mnemonic);
  return mnemonicToEntropy(mnemonic, wordlist);
}

/** The account of a BIP-32 path, such as `m/44'/60'/0'/0/0`. */
export function deriveKey(mnemonic: string, path: string): DerivedKey {
  checkMnemonic(mnemonic);
  const seed = mnemonicToSeedSync(mnemonic);
  try {
    return keyOfSeed(seed, path);
  } finally {
    wipe(seed);
  }
}

/** The same from BIP-39's seed, which is what follows from the words. */
export function keyOfSeed(seed: Uint8Array, path: string): DerivedKey {
  checkPath(path);
  const master = HDKey.fromMasterSeed(seed);
  const child = master.derive(path);
  try {
    const { privateKey, publicKey } = child;
    if (!privateKey || !publicKey) throw new Error(`no key at ${path}`);
    const address = computeAddress(`0x${Buffer.from(publicKey).toString("hex")}`);
    return { address, privateKey: Uint8Array.from(privateKey), path };
  } finally {
    master.wipePrivateData();
    child.wipePrivateData();
  }
}

function checkPath(path: string): void {
  const indices = path.match(/\d+/g) ?? [];
  if (pathPattern.test(path) && indices.every((index) => Number(index) <= highestIndex)) return;
  throw new UserError({
    what: "not a full derivation path",
    got: path,
    expected: "every level from the master key on, as m/44'/60'/0'/0/0",
  });
}

function checkMnemonic(mnemonic: string): void {
  if (validateMnemonic(mnemonic, wordlist)) return;
  const words = mnemonic.trim().split(/\s+/);
  const strangers = words.flatMap((word, index) => (wordlist.includes(word) ? [] : [index + 1]));
  throw new UserError({
    what: "these are not the words of a seed",
    // The words stay out of the message, because messages are logged.
    got: strangers.length > 0 ? `${words.length} words; not in the list: word ${strangers.join(", ")}` : wrongSum,
    expected: "12 or 24 English words of BIP-39, one space apart",
    fix: "compare them with the card; mind that SLIP-39 shares have 20 or 33 words of another list",
  });
}

const wrongSum = "words whose checksum is wrong: one is another word, or they are out of order";
