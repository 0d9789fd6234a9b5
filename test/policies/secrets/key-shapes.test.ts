import { bytes32In, keysIn } from "../../../policies/secrets/key-shapes";

const letters = (count: number) => "aB3dE6gH9jK2".repeat(20).slice(0, count);
const hex = (count: number) => "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(20).slice(0, count);
const bytes32 = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const forty = "a token of 40 characters, as AWS and Cloudflare give";
const mnemonic = "a BIP-39 mnemonic";

test.each<[string, string, readonly string[]]>([
  ["a private key in PEM", "-----BEGIN PRIVATE KEY-----\nAAAA", ["a private key in PEM"]],
  ["a private key of a kind in PEM", "-----BEGIN EC PRIVATE KEY-----", ["a private key in PEM"]],
  ["a private key of OpenPGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----", ["a private key in PEM"]],
  ["a public key in PEM", "-----BEGIN PUBLIC KEY-----", []],
  ["a JSON Web Token", "Bearer eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSM", ["a JSON Web Token"]],
  ["half of a JSON Web Token", "eyJhbGciOiJI.eyJzdWIiOiIx", []],
  ["an AWS access key", "id=AKIAIOSFODNN7EXAMPLE", ["an AWS access key"]],
  ["an AWS access key of a session", "ASIAIOSFODNN7EXAMPLE", ["an AWS access key"]],
  ["a word that holds an access key's beginning", "XAKIAIOSFODNN7EXAMPLE", []],
  ["an AWS access key and more", "AKIAIOSFODNN7EXAMPLEX", []],
  ...["cfut", "cfat", "cfk"].map((prefix): [string, string, readonly string[]] => [
    `a token of Cloudflare's that begins with ${prefix}`,
    `${prefix}_${letters(41)}`,
    ["a Cloudflare token"],
  ]),
  ["a key of Cloudflare's Origin CA", `v1.0-${hex(24)}-${hex(146)}`, ["a Cloudflare token"]],
  ["a version", `v1.0-${hex(24)}`, []],
  ["a GitHub token", `token: ghp_${letters(36)}`, ["a GitHub token"]],
  ["a fine-grained GitHub token", `github_pat_${letters(22)}`, ["a GitHub token"]],
  ["a Pulumi token", `pul-${hex(40)}`, ["a Pulumi token"]],
  ["a Pulumi token and more", `pul-${hex(41)}`, []],
  ["an npm token", `token: npm_${letters(36)}`, ["an npm token"]],
  ["a URL with a password", "postgres://jeju:hunter2@database:5432/jeju", ["a URL with a password"]],
  ["a URL with a password alone", "redis://:hunter2@cache", ["a URL with a password"]],
  ["a URL with a name alone", "postgres://jeju@database:5432/jeju", []],
  ["a URL with a port and an address behind it", "https://host:443/to@somebody", []],
  ["a token without a mark", letters(40), [forty]],
  ["a token without a mark on a line of its own", `\n  ${letters(40)} \n`, [forty]],
  ["a character more", letters(41), []],
  ["a character less", letters(39), []],
  ["forty characters without a digit", "aBcD".repeat(10), []],
  ["forty characters in lower case", "a1b2".repeat(10), []],
  ["forty characters in upper case", "A1B2".repeat(10), []],
  ["twelve words of the list", "zoo ".repeat(12), [mnemonic]],
  ["twelve words in upper case, numbered", "1. ZOO ".repeat(12), [mnemonic]],
  ["twelve words between others", `remember: ${"zoo ".repeat(12)}, the key`, [mnemonic]],
  ["eleven words", "zoo ".repeat(11), []],
  ["eleven words twice, with another one between", `${"zoo ".repeat(11)}the ${"zoo ".repeat(11)}`, []],
  ["two keys", `AKIAIOSFODNN7EXAMPLE pul-${hex(40)}`, ["an AWS access key", "a Pulumi token"]],
  ["nothing", "", []],
])("%s is taken for what it is", (_, text, kinds) => {
  expect(keysIn(text)).toEqual(kinds);
});

test.each<[string, string, readonly string[]]>([
  ["alone", bytes32, [bytes32]],
  ["with 0x, in upper case", `key 0x${bytes32.toUpperCase()}.`, [bytes32]],
  ["twice", `${bytes32},${bytes32}`, [bytes32, bytes32]],
  ["with a digit more before", `0${bytes32}`, []],
  ["with a letter more behind", `${bytes32}g`, []],
  ["in data", `0x${bytes32}ff`, []],
  ["that are a digest", `sha256:${bytes32}`, []],
  ["one less", bytes32.slice(2), []],
  ["of which many are equal", "0f1e2d3c4b5a69788796a5b4c3d2e1".padEnd(64, "e1"), []],
  ["of which sixteen are different", hex(32).padEnd(64, "f0"), [hex(32).padEnd(64, "f0")]],
  ["with zeros in a row", `${bytes32.slice(0, 48)}${"0".repeat(16)}`, []],
])("32 bytes %s are taken for what they are", (_, text, expected) => {
  expect(bytes32In(text)).toEqual(expected);
});
