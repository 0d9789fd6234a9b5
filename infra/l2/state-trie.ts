import { encode } from "@ethereumjs/rlp";
import { keccak256 } from "ethers/crypto";
import { toBeHex } from "ethers/utils";
import type { GenesisAccount, GenesisState } from "./genesis-state";

/** What RLP encodes. On bytes throughout: ethers reads and writes hex digit by digit, which took most of a genesis. */
type Item = Uint8Array | Item[];

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.slice(2), "hex");
const hashOf = (bytes: Uint8Array): Uint8Array => bytesOf(keccak256(bytes));
const NOTHING = new Uint8Array();

/** Keccak-256 of the RLP of an empty string: the root of a trie without entries. */
export const EMPTY_TRIE_ROOT = keccak256("0x80");

interface Leaf {
  /** Hash of the key, in hex digits: what the trie branches by. */
  readonly path: string;
  /** RLP. */
  readonly value: Uint8Array;
}

/** The state root of a block whose whole state is known. Source: Ethereum yellow paper, appendix D and section 4.1. */
export function stateRootOf(state: GenesisState): string {
  const rootOfStorage = memoized((storage: GenesisAccount["storage"] = {}) =>
    bytesOf(trieRoot(Object.entries(storage).map(([slot, word]) => [slot, encode(bytesOf(integer(BigInt(word))))]))),
  );
  const hashOfCode = memoized((code: string) => hashOf(bytesOf(code)));
  return trieRoot(
    [...state].map(([address, { nonce = 0, balanceWei = 0n, storage, code = "0x" }]) => [
      address,
      encode([bytesOf(integer(nonce)), bytesOf(integer(balanceWei)), rootOfStorage(storage), hashOfCode(code)]),
    ]),
  );
}

/** The root of a trie whose keys are hashed before they are put in, as those of state and storage are. */
export function trieRoot(entries: readonly (readonly [key: string, value: Uint8Array])[]): string {
  const leaves = entries
    .map(([key, value]): Leaf => ({ path: keccak256(bytesOf(key)).slice(2), value }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  return keccak256(encode(nodeOf(leaves, 0)));
}

/** The node over leaves that agree in the first `depth` digits. */
function nodeOf(leaves: readonly Leaf[], depth: number): Item {
  const [first] = leaves;
  const last = leaves.at(-1);
  if (!first || !last) return NOTHING;
  if (first === last) return [compact(first.path.slice(depth), true), first.value];
  let shared = 0;
  while (first.path[depth + shared] === last.path[depth + shared]) shared += 1;
  if (shared > 0) {
    const prefix = first.path.slice(depth, depth + shared);
    return [compact(prefix, false), referenceTo(nodeOf(leaves, depth + shared))];
  }
  const children = [..."0123456789abcdef"].map((digit) =>
    referenceTo(
      nodeOf(
        leaves.filter(({ path }) => path[depth] === digit),
        depth + 1,
      ),
    ),
  );
  return [...children, NOTHING];
}

/** A node is in its parent itself when that is no longer than a hash. */
function referenceTo(node: Item): Item {
  if (node === NOTHING) return node;
  const encoded = encode(node);
  return encoded.length < 32 ? node : hashOf(encoded);
}

/** Digits as whole bytes, headed by whether they are odd in number and whether the path ends with them. */
function compact(digits: string, ends: boolean): Uint8Array {
  const isOdd = digits.length % 2 === 1;
  const flag = (ends ? 2 : 0) + (isOdd ? 1 : 0);
  return bytesOf(`0x${flag}${isOdd ? "" : "0"}${digits}`);
}

/** An integer in RLP has no leading zeros, and zero no digits. */
export function integer(value: number | bigint): string {
  return BigInt(value) === 0n ? "0x" : toBeHex(value);
}

/** Thousands of proxies share their code and their storage, as the same objects. */
function memoized<Argument, Value>(compute: (argument: Argument) => Value): (argument: Argument) => Value {
  const known = new Map<Argument, Value>();
  return (argument) => {
    const value = known.get(argument) ?? compute(argument);
    known.set(argument, value);
    return value;
  };
}
