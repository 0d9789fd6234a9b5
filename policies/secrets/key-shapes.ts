import { LangEn } from "ethers/wordlists";

/** What looks like a key, and what it is called in messages. */
interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
}

const tokens: readonly Shape[] = [
  { kind: "a private key in PEM", pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/ },
  { kind: "a JSON Web Token", pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/ },
  { kind: "an AWS access key", pattern: /\b(AKIA|ASIA)[A-Z2-7]{16}\b/ },
  // The prefixes that Cloudflare made for scanners, and the key of its Origin CA.
  { kind: "a Cloudflare token", pattern: /\b(cf(ut|at|k)_[A-Za-z0-9]{40,}|v1\.0-[0-9a-f]{24}-[0-9a-f]{146})\b/ },
  { kind: "a GitHub token", pattern: /\b(gh[opusr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})\b/ },
  { kind: "a Pulumi token", pattern: /\bpul-[0-9a-f]{40}\b/ },
  { kind: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { kind: "a URL with a password", pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*:[^\s:/?#@]+@/i },
];

/** The secret key of AWS and the older tokens of Cloudflare have no mark but their length and their mixture. */
const fortyCharacters = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+_-]{40}$/;

/** 32 bytes that stand by themselves. A digest says of itself what it is. */
const thirtyTwoBytes = /(?<![0-9a-zA-Z])(?<!sha256:)(?:0x)?[0-9a-fA-F]{64}(?![0-9a-zA-Z])/g;

/** A key is drawn at random: this many equal bytes, or zeros in a row, are in a number, an address or a name. */
const fewestDifferentBytes = 16;
const zeros = /0{16}/;

const shortestMnemonic = 12;
const words = new Set<string>();
const english = LangEn.wordlist();
for (let index = 0; index < 2048; index++) words.add(english.getWord(index));

/** What kinds of keys a text holds, 32 bytes apart. */
export function keysIn(text: string): readonly string[] {
  const found = tokens.flatMap(({ kind, pattern }) => (pattern.test(text) ? [kind] : []));
  if (fortyCharacters.test(text.trim())) found.push("a token of 40 characters, as AWS and Cloudflare give");
  if (holdsMnemonic(text)) found.push("a BIP-39 mnemonic");
  return found;
}

/** The runs of 32 bytes in a text that may be keys, in lower case and without 0x. */
export function bytes32In(text: string): readonly string[] {
  return [...text.matchAll(thirtyTwoBytes)]
    .map(([found]) => found.slice(-64).toLowerCase())
    .filter((digits) => !zeros.test(digits) && new Set(digits.match(/../g)).size >= fewestDifferentBytes);
}

/** Words in a row, whatever stands between them: numbers, commas, lines. Prose has an "and" or a "the" sooner. */
function holdsMnemonic(text: string): boolean {
  let run = 0;
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    run = words.has(word) ? run + 1 : 0;
    if (run >= shortestMnemonic) return true;
  }
  return false;
}
