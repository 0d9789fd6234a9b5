import { UserError } from "../safes/user-error";
import { wordList } from "./word-list";

const byteOf = wordList.map((words) => new Map(words.map((word, byte) => [word.toLowerCase(), byte])));

/** Bytes, or their hex with or without `0x`, as words to be read aloud: one word a byte, 32 for a SHA-256. */
export function wordsOf(value: Uint8Array | string): string[] {
  const bytes = typeof value === "string" ? bytesOfHex(value) : value;
  return Array.from(bytes, (byte, place) => wordList[place % 2 === 0 ? 0 : 1][byte] as string);
}

/** The bytes that words stand for, however they are spaced and capitalised. */
export function bytesOfWords(text: string): Uint8Array {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return Uint8Array.from(words, (word, place) => {
    const parity = place % 2;
    const byte = byteOf[parity]?.get(word);
    if (byte !== undefined) return byte;
    const elsewhere = byteOf[1 - parity]?.has(word) === true;
    throw new UserError({
      what: elsewhere
        ? "a word has been left out, said twice or swapped: words of two and of three syllables take turns"
        : "not a word of the list",
      where: `word ${place + 1} of ${words.length}`,
      got: word,
      expected: `a word of ${parity === 0 ? "two" : "three"} syllables of the PGP word list`,
      fix: "read the words again from the first one",
    });
  });
}

function bytesOfHex(value: string): Uint8Array {
  const digits = value.replace(/^0x/i, "");
  if (/^([0-9a-f]{2})+$/i.test(digits)) return Uint8Array.from(Buffer.from(digits, "hex"));
  throw new UserError({ what: "not a hash to be read aloud", got: value, expected: "hex digits, two for each byte" });
}
