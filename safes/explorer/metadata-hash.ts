import { createHash } from "node:crypto";
import { concat, dataLength, getBytes, hexlify, toUtf8Bytes } from "ethers";

/** What solc puts behind the code: CBOR of `{ipfs: <CIDv0>, solc: <3 bytes>}`, then its length (docs.soliditylang.org, metadata). */
const trailer = /a264697066735822(1220[0-9a-f]{64})64736f6c6343[0-9a-f]{6}0033$/;
/** More is several blocks in IPFS, and another hash. */
const blockLimitBytes = 1 << 18;

/** CIDv0, as bytes, of the metadata that code was compiled with; nothing where the compiler was told to leave it out. */
export function metadataHashOf(code: string): string | undefined {
  const hash = trailer.exec(code)?.[1];
  return hash && `0x${hash}`;
}

/** CIDv0, as bytes, of a file in IPFS: sha2-256 of one block of UnixFS in a node of DAG-PB. */
export function ipfsHash(content: string): string {
  const bytes = toUtf8Bytes(content);
  if (bytes.length > blockLimitBytes) throw new Error(`${bytes.length} bytes are more than one block of IPFS`);
  const size = varint(bytes.length);
  const file = concat(["0x080212", size, bytes, "0x18", size]);
  const node = concat(["0x0a", varint(dataLength(file)), file]);
  return concat(["0x1220", createHash("sha256").update(getBytes(node)).digest()]);
}

/** As protocol buffers have it: seven bits in a byte, the lowest first. */
function varint(value: number): string {
  const groups: number[] = [];
  for (let rest = value; rest > 0; rest >>= 7) groups.push((rest & 127) | (rest > 127 ? 128 : 0));
  return hexlify(Uint8Array.from(groups));
}
