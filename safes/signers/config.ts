import { z } from "zod";
import { address } from "../inputs";

/** Who signs transactions. Keys are named here, never held. */
export const signerConfig = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("kms"),
    /** Id, ARN or `alias/...` of a key of the spec ECC_SECG_P256K1. */
    keyId: z.string().min(1),
    region: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal("keystore"),
    /** File in the format Web3 Secret Storage, from the project's root. */
    file: z.string().min(1),
    /** Environment variable that holds the password. */
    passwordVariable: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal("remote"),
    /** JSON-RPC endpoint that knows `eth_signTransaction`: op-signer, web3signer, or a wallet's bridge. */
    url: z.url({ protocol: /^https?$/ }),
    address,
    /** Mutual TLS, as op-signer wants it: PEM files, from the project's root. */
    tls: z
      .strictObject({
        /** Who vouches for the server. */
        caFile: z.string().min(1),
        certificateFile: z.string().min(1),
        keyFile: z.string().min(1),
      })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal("pkcs11"),
    /** The token's PKCS#11 library on this machine, as /usr/lib/softhsm/libsofthsm2.so. */
    module: z.string().startsWith("/", "an absolute path: a library that is searched for could be somebody else's"),
    /** Label of the token. */
    token: z.string().min(1),
    /** Label of the key pair, of secp256k1. */
    key: z.string().min(1),
    /** File with the PIN that only its owner can read, or an inherited descriptor: /dev/fd/3. */
    pinFile: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal("local"),
    /** Environment variable that holds a plain private key; for chains on this machine. */
    keyVariable: z.string().min(1),
  }),
]);
export type SignerConfig = z.output<typeof signerConfig>;
