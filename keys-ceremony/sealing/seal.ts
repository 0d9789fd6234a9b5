import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from "node:crypto";
import { UserError } from "../../safes/user-error";
import { wipe } from "../air-gap/wipe";
import { type PinnedCertificate, sealingKey } from "./certificate";

/** Says on the sealed secret, and on the secret that the cluster makes of it, whose key it is. */
export const expectedAddressAnnotation = "ceremony.jeju/expected-address";

export interface SealingRequest extends PinnedCertificate {
  readonly value: Uint8Array;
  readonly namespace: string;
  readonly name: string;
  /** Entry of the secret that the value goes to. Default: `private-key`. */
  readonly key?: string;
  /** Account that the sealed key belongs to. */
  readonly expectedAddress: string;
}

/** A Kubernetes object of sealed-secrets, to be applied as it is. */
export type SealedSecret = {
  readonly apiVersion: "bitnami.com/v1alpha1";
  readonly kind: "SealedSecret";
  readonly metadata: ObjectMetadata;
  readonly spec: {
    readonly encryptedData: Readonly<Record<string, string>>;
    readonly template: { readonly type: "Opaque"; readonly metadata: ObjectMetadata };
  };
};

type ObjectMetadata = {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
};

/** A DNS label (RFC 1123), which is what both a namespace and the plan's secrets are called by. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Seals a value offline for the controller of one cluster, in strict scope: it opens under this namespace and name, and
 * under no other.
 */
export function seal(request: SealingRequest): SealedSecret {
  const { namespace, name, key = "private-key", value, expectedAddress } = request;
  checkName("namespace", namespace);
  checkName("name", name);
  const publicKey = sealingKey(request);
  const annotations = { [expectedAddressAnnotation]: expectedAddress };
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name, namespace, annotations },
    spec: {
      encryptedData: { [key]: sealValue(value, publicKey, `${namespace}/${name}`) },
      template: { type: "Opaque", metadata: { name, namespace, annotations } },
    },
  };
}

/**
 * HybridEncrypt of sealed-secrets' pkg/crypto: length and RSA-OAEP of a session key, then AES-256-GCM. The nonce is zero
 * because the session key is used once.
 */
function sealValue(value: Uint8Array, key: KeyObject, scope: string): string {
  const sessionKey = randomBytes(32);
  try {
    const wrapped = publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: Buffer.from(scope) },
      sessionKey,
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(wrapped.length);
    const cipher = createCipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
    const body = Buffer.concat([cipher.update(value), cipher.final()]);
    return Buffer.concat([length, wrapped, body, cipher.getAuthTag()]).toString("base64");
  } finally {
    wipe(sessionKey);
  }
}

function checkName(what: string, value: string): void {
  if (label.test(value)) return;
  throw new UserError({
    what: `a sealed secret cannot have this ${what}`,
    got: value,
    expected: "lower case, as batcher-key",
  });
}
