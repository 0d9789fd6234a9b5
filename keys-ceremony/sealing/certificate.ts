import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import { UserError } from "../../safes/user-error";

export interface PinnedCertificate {
  /** PEM, as `kubeseal --fetch-cert` writes it. */
  readonly certificate: string;
  /** SHA-256 of the certificate's DER: 64 hex digits, with or without colons. */
  readonly pinnedFingerprint: string;
  readonly now: Date;
}

/** SHA-256 of a certificate's DER, as `openssl x509 -fingerprint -sha256` gives it, in small hex digits without colons. */
export function fingerprintOf(certificate: string): string {
  return createHash("sha256").update(parse(certificate).raw).digest("hex");
}

/** The key to seal for, if the certificate is the pinned one and valid. kubeseal refuses an expired one too. */
export function sealingKey({ certificate, pinnedFingerprint, now }: PinnedCertificate): KeyObject {
  const parsed = parse(certificate);
  const fingerprint = fingerprintOf(certificate);
  const pinned = pinnedFingerprint.replaceAll(":", "").toLowerCase();
  if (fingerprint !== pinned) {
    throw new UserError({
      what: "the certificate is not the pinned one: what is sealed for it may be readable by somebody else",
      where: "sealing certificate",
      got: fingerprint,
      expected: pinned,
      fix: "fetch the cluster's certificate again (kubeseal --fetch-cert), and find out where this one came from",
    });
  }
  const [from, to] = [new Date(parsed.validFrom), new Date(parsed.validTo)];
  if (now < from || now > to) {
    throw new UserError({
      what: now > to ? "the certificate has expired" : "the certificate is not valid yet",
      where: "sealing certificate",
      got: `valid from ${from.toISOString()} to ${to.toISOString()}`,
      expected: `valid at ${now.toISOString()}`,
      fix: "fetch the certificate in use, or set the machine's clock",
    });
  }
  const { publicKey } = parsed;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== "rsa" || bits < 2048) {
    throw new UserError({
      what: "not a certificate of sealed-secrets",
      where: "sealing certificate",
      got: `a key of type ${publicKey.asymmetricKeyType}${bits ? ` with ${bits} bits` : ""}`,
      expected: "RSA of 2048 bits or more",
    });
  }
  return publicKey;
}

function parse(certificate: string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (error) {
    throw new UserError({
      what: "not a certificate",
      where: "sealing certificate",
      got: (error as Error).message,
      expected: "PEM, from -----BEGIN CERTIFICATE----- on",
    });
  }
}
