import * as pulumi from "@pulumi/pulumi";

/** Who sends the transactions and pays for them. */
export type SignerArgs =
  /** A secp256k1 key that never leaves AWS KMS, by id, ARN or alias. */
  | { readonly kind: "kms"; readonly keyId: pulumi.Input<string>; readonly region: pulumi.Input<string> }
  /** An encrypted keystore file (Web3 Secret Storage), its password in an environment variable. */
  | { readonly kind: "keystore"; readonly file: string; readonly passwordVariable: string }
  /** A key in a PKCS#11 token, as a network HSM; the PIN in a file that only its owner can read. */
  | {
      readonly kind: "pkcs11";
      /** The token's library, an absolute path. */
      readonly module: string;
      readonly token: string;
      readonly key: string;
      readonly pinFile: string;
    }
  /** op-signer, web3signer, Frame or a hardware wallet behind JSON-RPC; op-signer wants client certificates. */
  | {
      readonly kind: "remote";
      readonly url: pulumi.Input<string>;
      readonly address: string;
      readonly tls?: { readonly caFile: string; readonly certificateFile: string; readonly keyFile: string };
    }
  /** A plain key in an environment variable, for a chain on this machine. */
  | { readonly kind: "local"; readonly keyVariable: string };

export interface ProviderArgs {
  /** Chain id that every endpoint must answer with. */
  readonly chainId: number;
  /** RPC endpoints of operators that fail independently; two of them must agree on everything that is read. */
  readonly rpcUrls: readonly pulumi.Input<string>[];
  /** Class of the environment; mainnet refuses what only a test may do. */
  readonly environment: "testnet" | "mainnet";
  /** Default: none, and then nothing can be sent. */
  readonly signer?: SignerArgs;
  /** Blocks on top of a transaction until it counts. Default: the chain's. */
  readonly confirmations?: number;
  /** The most that a unit of gas may cost, in gwei. Default 500. */
  readonly feeCeilingGwei?: number;
  /** Folder of the proposals, from the project's root. Default `proposals`. */
  readonly proposalsDirectory?: string;
  /** Folder in which transactions are noted before they are sent. Default `.jeju/transactions`. */
  readonly journalDirectory?: string;
}

/**
 * A chain, and who pays on it.
 *
 * @example
 * const base = new Provider("base", { chainId: 8453, rpcUrls, environment: "mainnet", signer: { kind: "kms", keyId, region } });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    // On the wire a provider's settings are text.
    const asText = (value: unknown) => (value === undefined ? undefined : pulumi.jsonStringify(value));
    super(
      "safes",
      name,
      {
        ...args,
        chainId: asText(args.chainId),
        rpcUrls: asText(args.rpcUrls),
        signer: asText(args.signer),
        confirmations: asText(args.confirmations),
        feeCeilingGwei: asText(args.feeCeilingGwei),
      },
      opts,
    );
  }
}
