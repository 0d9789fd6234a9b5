import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { selfSigned as certify } from "../../../keys-ceremony/practice/self-signed";

export interface SelfSigned {
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

/** With a key of its own, made now. */
export function selfSigned(validFrom: Date, validTo: Date, type: "rsa" | "ec" = "rsa"): SelfSigned {
  const keys =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { certificate: certify(keys, validFrom, validTo), privateKey: keys.privateKey };
}

/** The three parts of a sealed value. */
export function splitSealed(sealed: Buffer): { readonly wrapped: Buffer; readonly body: Buffer; readonly tag: Buffer } {
  const length = sealed.readUInt16BE();
  return {
    wrapped: sealed.subarray(2, 2 + length),
    body: sealed.subarray(2 + length, -16),
    tag: sealed.subarray(-16),
  };
}
