import { createHash } from "node:crypto";
import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Request, ResourceType } from "../resource-type";
import { changeTime, inZone, oneOf, single, zoneName } from "./api";

/**
 * The key-signing key that Cloudflare publishes for every zone it signs, so that the rehearsal's DS record is the very
 * record that the registrar will be given. Verify: `dig +short DNSKEY cloudflare.com` shows it with flags 257, and the
 * DS record of cloudflare.com (a test compares it) follows from it.
 */
const keySigningKey = "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==";

const flags = 257;
const protocol = 3;
/** ECDSA P-256 with SHA-256, RFC 6605. */
const algorithm = 13;
/** SHA-256, RFC 4509. */
const digestType = 2;

export interface DelegationSigner {
  readonly keyTag: number;
  /** Upper-case hex. */
  readonly digest: string;
  /** The whole record as a zone file has it. */
  readonly record: string;
}

/** DS record of a zone under Cloudflare's key, RFC 4034 section 5. */
export function delegationSigner(name: string): DelegationSigner {
  const rdata = Buffer.concat([
    Buffer.from([flags >> 8, flags & 255, protocol, algorithm]),
    Buffer.from(keySigningKey, "base64"),
  ]);
  const tag = keyTag(rdata);
  const digest = createHash("sha256").update(wireName(name)).update(rdata).digest("hex").toUpperCase();
  return { keyTag: tag, digest, record: `${name}. 3600 IN DS ${tag} ${algorithm} ${digestType} ${digest}` };
}

/** RFC 4034, appendix B. */
function keyTag(rdata: Buffer): number {
  const sum = rdata.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

function wireName(name: string): Buffer {
  const labels = name
    .toLowerCase()
    .split(".")
    .filter((label) => label !== "");
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

const operation = "PATCH /zones/:zone_id/dnssec";

export const zoneDnssec: ResourceType = {
  type: "cloudflare:index/zoneDnssec:ZoneDnssec",
  service: "Cloudflare",
  label: "Cloudflare Zone DNSSEC",
  operations: single(operation),
  global: true,
  replaceOn: ["zoneId"],
  references: [inZone],
  create: (request) => ({ id: text(request.inputs, "zoneId") ?? "", outputs: signing(request) }),
  update: signing,
  rules: [oneOf("dnssec-status-known", operation, "status", ["active", "disabled"])],
};

/** The API answers `pending` until the registrar shows the DS record; the provider keeps the status that was asked for. */
function signing(request: Request): Properties {
  const status = text(request.inputs, "status") ?? "disabled";
  const name = zoneName(request);
  const modifiedOn = changeTime(request, "modifiedOn");
  if (status !== "active" || name === undefined) return { ...unsigned, status, modifiedOn };
  const signer = delegationSigner(name);
  return {
    status,
    modifiedOn,
    algorithm: String(algorithm),
    digest: signer.digest,
    digestAlgorithm: "SHA256",
    digestType: String(digestType),
    ds: signer.record,
    flags,
    keyTag: signer.keyTag,
    keyType: "ECDSAP256SHA256",
    publicKey: keySigningKey,
  };
}

const unsigned: Properties = {
  algorithm: null,
  digest: null,
  digestAlgorithm: null,
  digestType: null,
  ds: null,
  flags: null,
  keyTag: null,
  keyType: null,
  publicKey: null,
};
