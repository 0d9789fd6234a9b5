import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { number, text, texts } from "../aws/inputs";
import type { Refusal, Request, ResourceType, Rule, World } from "../resource-type";
import { apiError, collection, oneOf, planError, quoted, ZONE } from "./api";
import { bitString, decode, encode, integer, oid, sequence, tag, time } from "./der";

const operation = "POST /certificates";

/** Days that a certificate may live. Source: Cloudflare's API reference, "Create certificate" of Origin CA. */
const validities = [7, 30, 90, 365, 730, 1095, 5475];

const requestTypes = ["origin-rsa", "origin-ecc", "keyless-certificate"];

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";

/** Rehearsals trust nobody, so the authority's key lives no longer than the process. */
let authority: { privateKey: KeyObject } | undefined;

export const originCaCertificate: ResourceType = {
  type: "cloudflare:index/originCaCertificate:OriginCaCertificate",
  service: "Cloudflare",
  label: "Cloudflare Origin CA Certificate",
  operations: collection("/certificates"),
  global: true,
  replaceOn: ["csr", "hostnames", "requestType", "requestedValidity"],
  defaults: { requestedValidity: 5475 },
  create(request) {
    const expires = new Date();
    expires.setUTCDate(expires.getUTCDate() + (number(request.inputs, "requestedValidity") ?? 5475));
    const serial = request.hex(40).replace(/^[89a-f]/, "7");
    return {
      id: BigInt(`0x${serial}`).toString(),
      outputs: {
        certificate: issue(request, serial, expires),
        expiresOn: `${expires.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`,
      },
    };
  },
  rules: [
    oneOf("origin-certificate-request-type-known", operation, "requestType", requestTypes),
    {
      name: "origin-certificate-validity-known",
      operation,
      on: ["create"],
      atPreview: true,
      refuse({ inputs }) {
        const days = number(inputs, "requestedValidity");
        return days === undefined || validities.includes(days)
          ? undefined
          : planError("requestedValidity", `value must be one of: ${quoted(validities)}, got: ${days}`);
      },
    },
    { name: "origin-certificate-csr-valid", operation, on: ["create"], refuse: csrValid },
    { name: "origin-certificate-key-fits-type", operation, on: ["create"], refuse: keyFitsType },
    {
      name: "origin-certificate-hostnames-in-account",
      operation,
      on: ["create"],
      refuse: hostnamesInAccount,
    } satisfies Rule,
  ],
};

function csrValid({ inputs }: Request): Refusal | undefined {
  const csr = readCsr(text(inputs, "csr") ?? "");
  if (!csr) return apiError(1010, "Failed to parse certificate signing request.");
  return csr.signed ? undefined : apiError(1010, "The certificate signing request is not signed by its own key.");
}

function keyFitsType({ inputs }: Request): Refusal | undefined {
  const csr = readCsr(text(inputs, "csr") ?? "");
  const type = text(inputs, "requestType");
  if (!csr || type === undefined || type === "keyless-certificate") return undefined;
  const wanted = type === "origin-ecc" ? "ec" : "rsa";
  return csr.publicKey.asymmetricKeyType === wanted
    ? undefined
    : apiError(1014, `The key of the certificate signing request does not fit the request type ${type}.`);
}

function hostnamesInAccount({ inputs, world }: Request): Refusal | undefined {
  const stray = texts(inputs, "hostnames").find((hostname) => !isInAccount(world, hostname.replace(/^\*\./, "")));
  return stray === undefined
    ? undefined
    : apiError(
        1010,
        `Failed to validate requested hostname ${stray}: This zone is either not part of your account, or you do not have access to it.`,
      );
}

function isInAccount(world: World, hostname: string): boolean {
  return world.all(ZONE).some((zone) => {
    const name = text(zone.outputs, "name") ?? text(zone.inputs, "name") ?? "";
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

interface CertificateRequest {
  readonly publicKey: KeyObject;
  readonly publicKeyInfo: Buffer;
  readonly signed: boolean;
}

/** PKCS #10, RFC 2986: SEQUENCE { SEQUENCE { version, subject, key, attributes }, algorithm, signature }. */
function readCsr(pem: string): CertificateRequest | undefined {
  const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]+?)-----END/.exec(pem)?.[1];
  if (body === undefined) return undefined;
  try {
    const [info, , signature] = decode(decode(Buffer.from(body, "base64"))[0]?.content ?? Buffer.alloc(0));
    const publicKeyInfo = decode(info?.content ?? Buffer.alloc(0))[2]?.whole;
    if (!info || !signature || !publicKeyInfo) return undefined;
    const publicKey = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
    return { publicKey, publicKeyInfo, signed: verify("sha256", info.whole, publicKey, signature.content.subarray(1)) };
  } catch {
    // Bytes that are no DER are a request that nobody can parse, which is all that the caller asks.
    return undefined;
  }
}

/** A version 3 certificate, RFC 5280, for the request's key and host names, signed by the rehearsal's own authority. */
function issue({ inputs }: Request, serial: string, expires: Date): string {
  const csr = readCsr(text(inputs, "csr") ?? "");
  if (!csr) throw new Error("csr: cannot be read, although the rules passed");
  authority ??= generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(ecdsaWithSha256));
  const toBeSigned = sequence(
    encode(0xa0, integer("02")),
    integer(serial),
    algorithm,
    commonName("Cloudflare Origin SSL ECC Certificate Authority (rehearsal)"),
    sequence(time(new Date()), time(expires)),
    commonName("CloudFlare Origin Certificate"),
    csr.publicKeyInfo,
    encode(0xa3, sequence(alternativeNames(texts(inputs, "hostnames")))),
  );
  const certificate = sequence(toBeSigned, algorithm, bitString(sign("sha256", toBeSigned, authority.privateKey)));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function commonName(name: string): Buffer {
  return sequence(encode(tag.set, sequence(oid("2.5.4.3"), encode(tag.utf8String, Buffer.from(name)))));
}

function alternativeNames(hostnames: readonly string[]): Buffer {
  const names = sequence(...hostnames.map((hostname) => encode(0x82, Buffer.from(hostname))));
  return sequence(oid("2.5.29.17"), encode(tag.octetString, names));
}
