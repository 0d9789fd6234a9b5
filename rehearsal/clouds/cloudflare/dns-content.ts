import { isIP, isIPv4, isIPv6 } from "node:net";
import type { Properties } from "../../../safes/plugin/provider";
import type { Refusal } from "../resource-type";
import { apiError } from "./api";

/** Record types that Cloudflare keeps, in the order of its documentation. */
export const recordTypes = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "NS",
  "OPENPGPKEY",
  "PTR",
  "TXT",
  "CAA",
  "CERT",
  "DNSKEY",
  "DS",
  "HTTPS",
  "LOC",
  "NAPTR",
  "SMIMEA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "URI",
] as const;

/** Types whose records Cloudflare can answer for with its own addresses. */
export const proxiable: readonly string[] = ["A", "AAAA", "CNAME"];

/** Types that are given by `data` and never by `content`. */
export const structured: readonly string[] = [
  "CAA",
  "CERT",
  "DNSKEY",
  "DS",
  "HTTPS",
  "LOC",
  "NAPTR",
  "SMIMEA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "URI",
];

const hostname =
  /^(?=.{1,253}\.?$)(?:(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i;

/** What is wrong with the content for a record of this type. */
export function refuseContent(type: string, content: string): Refusal | undefined {
  switch (type) {
    case "A":
      return isIPv4(content) ? undefined : apiError(9005, "Content for A record must be a valid IPv4 address.");
    case "AAAA":
      return isIPv6(content) ? undefined : apiError(9006, "Content for AAAA record must be a valid IPv6 address.");
    case "CNAME":
      return isHost(content) ? undefined : apiError(9007, "Content for CNAME record is invalid.");
    case "MX":
      return isHost(content) ? undefined : apiError(9009, "Content for MX record must be a hostname.");
    case "NS":
      return isHost(content) ? undefined : apiError(9008, "Content for NS record is invalid.");
    default:
      return undefined;
  }
}

/** Fields of `data` in the order of the record's text form. */
const textForms: Readonly<Record<string, readonly string[]>> = {
  CAA: ["flags", "tag", "value"],
  DS: ["keyTag", "algorithm", "digestType", "digest"],
  SRV: ["priority", "weight", "port", "target"],
  TLSA: ["usage", "selector", "matchingType", "certificate"],
};

/** Content that the API answers with for a record that is given by its fields; its text form, as in a zone file. */
export function contentOf(type: string, data: Properties): string {
  const fields = textForms[type] ?? Object.keys(data);
  return fields
    .map((field) => (type === "CAA" && field === "value" ? JSON.stringify(data[field]) : data[field]))
    .join(" ");
}

/** Private, loopback, link-local and the like: no edge can reach them. */
export function isReachable(address: string): boolean {
  if (isIPv6(address)) return !/^(::1?$|f[cd]|fe[89ab])/i.test(address);
  return !/^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|2(2[4-9]|[3-5]\d)\.)/.test(address);
}

function isHost(content: string): boolean {
  return isIP(content) === 0 && hostname.test(content);
}
