import { createECDH, createHash } from "node:crypto";
import { sha256 } from "./ids";

/** Order of the curve P-256 (SEC 2), under which a private key has to lie. */
const CURVE_ORDER = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** Key-signing key: zone key and secure entry point. */
const FLAGS = 257;
const PROTOCOL = 3;
/** ECDSAP256SHA256 (RFC 6605). */
const ALGORITHM = 13;
/** SHA-256 (RFC 4509). */
const DIGEST_TYPE = 2;

export interface DelegationSigner {
  /** The two coordinates of the key, base64. */
  readonly publicKey: string;
  readonly keyTag: number;
  /** Upper-case hex. */
  readonly digestValue: string;
  /** `257 3 13 <public key>`. */
  readonly dnskeyRecord: string;
  /** `<key tag> 13 2 <digest>`. */
  readonly dsRecord: string;
}

/** A real P-256 public key that is a function of the seed: x and y, 32 bytes each, as DNSKEY records carry it. */
export function publicKeyFor(seed: string): Buffer {
  const scalar = (BigInt(`0x${sha256(seed)}`) % (CURVE_ORDER - 1n)) + 1n;
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(Buffer.from(scalar.toString(16).padStart(64, "0"), "hex"));
  // The first byte (04) only says that both coordinates follow.
  return curve.getPublicKey().subarray(1);
}

/** The records by which the parent zone vouches for the key: RFC 4034, sections 2, 5.1.4 and appendix B. */
export function delegationSigner(zone: string, publicKey: Buffer): DelegationSigner {
  const rdata = Buffer.concat([Buffer.from([FLAGS >> 8, FLAGS & 0xff, PROTOCOL, ALGORITHM]), publicKey]);
  const digest = createHash("sha256")
    .update(Buffer.concat([wireName(zone), rdata]))
    .digest("hex")
    .toUpperCase();
  const keyTag = keyTagOf(rdata);
  const encoded = publicKey.toString("base64");
  return {
    publicKey: encoded,
    keyTag,
    digestValue: digest,
    dnskeyRecord: `${FLAGS} ${PROTOCOL} ${ALGORITHM} ${encoded}`,
    dsRecord: `${keyTag} ${ALGORITHM} ${DIGEST_TYPE} ${digest}`,
  };
}

function keyTagOf(rdata: Buffer): number {
  let sum = 0;
  for (const [index, byte] of rdata.entries()) sum += index % 2 === 0 ? byte << 8 : byte;
  return (sum + (sum >> 16)) & 0xffff;
}

/** A domain name in canonical wire format: lower case, each label after its length, the root last. */
function wireName(zone: string): Buffer {
  const labels = zone.toLowerCase().replace(/\.$/, "").split(".");
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, "ascii")])),
    Buffer.from([0]),
  ]);
}
