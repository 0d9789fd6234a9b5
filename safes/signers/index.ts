import type { SignerConfig } from "./config";
import { openKeystoreSigner } from "./keystore";
import { openLocalSigner } from "./local";
import { openRemoteSigner } from "./remote";
import type { Signer } from "./signer";

export { type SignerConfig, signerConfig } from "./config";
export type { Signer, TypedData } from "./signer";

/** `allowPlainKey` is the caller's answer to whether the chain is one on this machine. */
export async function openSigner(config: SignerConfig, allowPlainKey: boolean): Promise<Signer> {
  switch (config.kind) {
    // Loaded when used: the AWS SDK takes 0.2 s.
    case "kms":
      return openKms(config.keyId, config.region);
    case "remote":
      return openRemoteSigner(config.url, config.address, config.tls && { tls: config.tls });
    // Loaded when used: the binding is built on demand.
    case "pkcs11":
      return (require("./pkcs11") as typeof import("./pkcs11")).openPkcs11Signer(config);
    case "keystore":
      return openKeystoreSigner(config.file, config.passwordVariable);
    case "local":
      return openLocalSigner(config.keyVariable, allowPlainKey);
  }
}

function openKms(keyId: string, region: string): Promise<Signer> {
  const { Kms } = require("./kms-client") as typeof import("./kms-client");
  return (require("./kms") as typeof import("./kms")).openKmsSigner(keyId, new Kms(region));
}
