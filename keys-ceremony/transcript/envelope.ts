import { createHash } from "node:crypto";
import { hashMessage } from "ethers";
import { z } from "zod";
import { recoverSigner } from "../proof";

/** Of in-toto statements in DSSE (in-toto attestation specification, "Envelope"). */
export const payloadType = "application/vnd.in-toto+json";

const base64 = z.string().regex(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "base64");

/** DSSE's JSON envelope. A key id is a hint without authority: signers are recovered from their signatures. */
export const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: base64 })),
});
export type Envelope = z.output<typeof envelopeSchema>;

/** Pre-authentication encoding, DSSE protocol 1.0: lengths in bytes. */
export function preAuthenticationEncoding(type: string, body: Uint8Array): Uint8Array {
  const typeBytes = Buffer.from(type, "utf8");
  return Buffer.concat([Buffer.from(`DSSEv1 ${typeBytes.length} `), typeBytes, Buffer.from(` ${body.length} `), body]);
}

/** SHA-256 of what is signed; the next entry names it. 0x and 64 hex digits. */
export function hashOf({ payload, payloadType: type }: Pick<Envelope, "payload" | "payloadType">): string {
  const encoding = preAuthenticationEncoding(type, Buffer.from(payload, "base64"));
  return `0x${createHash("sha256").update(encoding).digest("hex")}`;
}

/**
 * What a participant's wallet is asked to sign (`personal_sign`). A device shows this line, whereas it could not show a
 * page of JSON; the hash is the one that is read aloud.
 */
export function textToSign(entryHash: string): string {
  return `Key ceremony, DSSE sha256 ${entryHash}`;
}

/** A wallet's 65 bytes as a signature of the envelope. */
export function withSignature(envelope: Envelope, signature: string): Envelope {
  const sig = Buffer.from(signature.slice(2), "hex").toString("base64");
  const keyid = recoverSigner(hashMessage(textToSign(hashOf(envelope))), signature) ?? "";
  return { ...envelope, signatures: [...envelope.signatures, { keyid, sig }] };
}

/** Accounts that have signed, each once; what is no signature of this is nobody's. */
export function signersOf(envelope: Envelope): ReadonlySet<string> {
  const digest = hashMessage(textToSign(hashOf(envelope)));
  return new Set(
    envelope.signatures.flatMap(
      ({ sig }) => recoverSigner(digest, `0x${Buffer.from(sig, "base64").toString("hex")}`) ?? [],
    ),
  );
}
