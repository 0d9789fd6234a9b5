import { wordlist } from "@scure/bip39/wordlists/english.js";
import { WORD_LIST } from "slip39/src/slip39_helper.js";

export interface Secret {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** English has no eight words in a row that are all of one of these lists; a seed has 12 or 24, a share 20 or 33. */
const wordsInARow = 8;
const wordLists = [
  { name: "BIP-39", words: new Set(wordlist) },
  { name: "SLIP-39", words: new Set(WORD_LIST) },
];

/** What is readable of secrets in what somebody wrote: each leak as `servers in base64`. */
export function findLeaks(content: Buffer, secrets: readonly Secret[]): string[] {
  const text = content.toString("latin1");
  const hexText = text.toLowerCase().replace(/[\s:_,]+/g, "");
  const base64Text = text.replaceAll("-", "+").replaceAll("_", "/");
  const decimalText = text.replace(/\s+/g, "");
  const found = secrets.flatMap(({ name, bytes }) => [
    ...(content.includes(Buffer.from(bytes)) ? [`${name} as it is`] : []),
    ...(halves(bytes).some((half) => hexText.includes(half.toString("hex"))) ? [`${name} in hex`] : []),
    ...(base64Forms(bytes).some((form) => base64Text.includes(form)) ? [`${name} in base64`] : []),
    ...(halves(bytes).some((half) => decimalText.includes([...half].join(","))) ? [`${name} in decimals`] : []),
  ]);
  return [...found, ...findWords(text)];
}

/** Whoever has half of a secret has all but all of it. */
function halves(bytes: Uint8Array): Buffer[] {
  const middle = bytes.length >> 1;
  return [Buffer.from(bytes.subarray(0, middle)), Buffer.from(bytes.subarray(middle))];
}

/** Base64 of the bytes wherever they stand in what was encoded: three ways, without the characters that others share. */
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replaceAll("=", "");
    return encoded.slice(offset === 0 ? 0 : offset + 1, -2);
  });
}

function findWords(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  return wordLists.flatMap(({ name, words: list }) => {
    let inARow = 0;
    for (const word of words) {
      inARow = list.has(word) ? inARow + 1 : 0;
      if (inARow === wordsInARow) return [`words of ${name}`];
    }
    return [];
  });
}
