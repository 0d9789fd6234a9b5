import type { Handle, Template } from "pkcs11js";
import { UserError } from "../../user-error";
import { addressOfPoint } from "../public-key";
import { call, type Token } from "./token";

/** The curve's OID 1.3.132.0.10 in DER: CKA_EC_PARAMS of a key of secp256k1. */
export const SECP256K1_PARAMETERS = Buffer.from("06052b8104000a", "hex");

export interface TokenKey {
  readonly label: string;
  readonly address: string;
  /** SEC 1, uncompressed: 65 bytes. */
  readonly point: Uint8Array;
  readonly privateKey: Handle;
  /** CKA_LOCAL, CKA_ALWAYS_SENSITIVE and CKA_NEVER_EXTRACTABLE: the token says that it made the key and never gave it away. */
  readonly neverOutside: boolean;
}

/**
 * The one key pair of secp256k1 with a label, whose private half the token does not give away.
 *
 * @throws UserError where there is none, there are several, or the key could leave the token
 */
export function findTokenKey(token: Token, label: string): TokenKey {
  const { binding } = token;
  const where = `${token.where}, key ${label}`;
  return call(where, () => {
    const privateKey = only(findKeys(token, binding.CKO_PRIVATE_KEY, { label }), "private", where);
    const id = read(token, privateKey, binding.CKA_ID);
    const publicKey = only(findKeys(token, binding.CKO_PUBLIC_KEY, { id }), "public", where);
    refuseOtherCurve(token, publicKey, where);
    refuseOpenKey(token, privateKey, where);
    const point = pointOf(read(token, publicKey, binding.CKA_EC_POINT));
    const address = addressOfPoint(point, where);
    const { CKA_LOCAL, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE } = binding;
    const neverOutside = [CKA_LOCAL, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE].every((attribute) =>
      isSet(token, privateKey, attribute),
    );
    return { label, address, point, privateKey, neverOutside };
  });
}

export function findKeys(
  { library, session, binding }: Token,
  keyClass: number,
  { label, id }: { readonly label?: string; readonly id?: Buffer },
): Handle[] {
  const template: Template = [
    { type: binding.CKA_CLASS, value: keyClass },
    ...(label === undefined ? [] : [{ type: binding.CKA_LABEL, value: label }]),
    ...(id === undefined ? [] : [{ type: binding.CKA_ID, value: id }]),
  ];
  library.C_FindObjectsInit(session, template);
  try {
    return library.C_FindObjects(session, 10);
  } finally {
    library.C_FindObjectsFinal(session);
  }
}

function only(found: readonly Handle[], half: string, where: string): Handle {
  const [key] = found;
  if (key && found.length === 1) return key;
  throw new UserError({
    what: found.length === 0 ? `the token has no ${half} key for this label` : `the token has several ${half} keys`,
    where,
    got: `${found.length}`,
    expected: "one key pair with that label, both halves with one id (CKA_ID)",
    fix: "pkcs11-tool --list-objects --login shows what the token holds",
  });
}

function refuseOtherCurve(token: Token, publicKey: Handle, where: string): void {
  const parameters = read(token, publicKey, token.binding.CKA_EC_PARAMS);
  if (parameters.equals(SECP256K1_PARAMETERS)) return;
  throw new UserError({
    what: "this key cannot sign for Ethereum",
    where,
    got: `the curve ${parameters.toString("hex")}`,
    expected: `secp256k1, ${SECP256K1_PARAMETERS.toString("hex")} (1.3.132.0.10)`,
    fix: "make another key; the curve of a key cannot be changed",
  });
}

function refuseOpenKey(token: Token, privateKey: Handle, where: string): void {
  const { CKA_SENSITIVE, CKA_EXTRACTABLE } = token.binding;
  if (isSet(token, privateKey, CKA_SENSITIVE) && !isSet(token, privateKey, CKA_EXTRACTABLE)) return;
  throw new UserError({
    what: "the token would give this private key away",
    where,
    expected: "CKA_SENSITIVE true and CKA_EXTRACTABLE false",
    fix: "make a key in the token that it keeps: npm run ceremony -- hsm-key --help",
  });
}

/** CKA_EC_POINT is the point inside an OCTET STRING (PKCS#11 2.20); some tokens leave the outer part away. */
function pointOf(value: Buffer): Buffer {
  return value.length === 67 && value[0] === 0x04 && value[1] === 65 ? value.subarray(2) : value;
}

function isSet(token: Token, key: Handle, attribute: number): boolean {
  return read(token, key, attribute)[0] === 1;
}

function read({ library, session }: Token, key: Handle, attribute: number): Buffer {
  return library.C_GetAttributeValue(session, key, [{ type: attribute }])[0]?.value ?? Buffer.alloc(0);
}
