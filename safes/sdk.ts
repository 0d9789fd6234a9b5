import * as pulumi from "@pulumi/pulumi";

/** Who sends the transactions and pays for them. */
export type SignerArgs =
  /** A secp256k1 key that never leaves AWS KMS, by id, ARN or alias. */
  | { readonly kind: "kms"; readonly keyId: pulumi.Input<string>; readonly region: pulumi.Input<string> }
  /** An encrypted keystore file (Web3 Secret Storage), its password in an environment variable. */
  | { readonly kind: "keystore"; readonly file: string; readonly passwordVariable: string }
  /** web3signer, Frame or a hardware wallet behind JSON-RPC. */
  | { readonly kind: "remote"; readonly url: pulumi.Input<string>; readonly address: string }
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

export interface SafeArgs {
  /** Owners at first, and from then on the owners that are proposed. Their order at creation is part of the address. */
  readonly owners: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Signatures that a transaction needs. */
  readonly threshold: pulumi.Input<number>;
  /** Makes the address; with the same inputs it is the same on every chain. Decimal, below 2^256. */
  readonly saltNonce: string;
  /** Default 1.4.1. Another one would be another Safe. */
  readonly version?: "1.4.1" | "1.5.0";
  /** Default SafeL2, whose events an L2's indexers need. Another one would be another Safe. */
  readonly singleton?: "SafeL2" | "Safe";
  /** Default: the version's own. */
  readonly fallbackHandler?: pulumi.Input<string>;
  /** Default none. */
  readonly modules?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Default none. */
  readonly guard?: pulumi.Input<string>;
  /** Lets a change lower the threshold, which is refused otherwise. Default false. */
  readonly allowLowerThreshold?: boolean;
}

/** A change that waits for the owners. */
export interface PendingProposal {
  /** File of the proposal, from the project's root. */
  readonly file: string;
  readonly safeTxHash: string;
  readonly nonce: string;
  /** `proposed`, `2 of 5 signed`, `ready`, `scheduled for ...`. */
  readonly state: string;
  /** Address of the Safe that has to act. */
  readonly safe: string;
  /** Block in which it was proposed. */
  readonly fromBlock: string;
}

/**
 * A Safe multisig. Creating it costs one transaction, or none where it is there already. Every later change of owners,
 * threshold, modules, guard or fallback handler becomes a proposal that only the owners can sign and execute; until then
 * `status` says so. Deleting the resource forgets the Safe; nobody can delete it on chain.
 *
 * @example
 * const operations = new Safe("operations", { owners, threshold: 3, saltNonce: "1" }, { provider: base });
 */
export class Safe extends pulumi.CustomResource {
  /** Known at preview. */
  declare readonly address: pulumi.Output<string>;
  /** `active`, or what it waits for. */
  declare readonly status: pulumi.Output<string>;
  declare readonly proposal: pulumi.Output<PendingProposal | undefined>;
  declare readonly owners: pulumi.Output<string[]>;
  declare readonly threshold: pulumi.Output<number>;

  constructor(name: string, args: SafeArgs, opts?: pulumi.CustomResourceOptions) {
    super("safes:index:Safe", name, { ...args, address: undefined, status: undefined, proposal: undefined }, opts);
  }
}

export interface TimelockArgs {
  /** Seconds between a schedule and its execution. On mainnet 172800 (48 h) or more. */
  readonly minDelaySeconds: pulumi.Input<number>;
  /** Who may schedule; each of them may cancel too. */
  readonly proposers: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Who may execute what is due; the zero address means anyone. */
  readonly executors: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Who may cancel besides the proposers. Default none. */
  readonly cancellers?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Makes the address. Decimal, below 2^256. */
  readonly salt: string;
}

/**
 * OpenZeppelin's TimelockController, at an address that follows from its arguments and from the deployer, who is its
 * administrator for the moment of its creation only. Every later change of delay or roles has to go through the timelock
 * itself: it becomes a proposal for the proposers.
 *
 * @example
 * new Timelock("upgrades", { minDelaySeconds: 172800, proposers: [upgrades.address], executors: [ANYONE], salt: "1" }, { provider: base });
 */
export class Timelock extends pulumi.CustomResource {
  declare readonly address: pulumi.Output<string>;
  /** `active`, or what it waits for. */
  declare readonly status: pulumi.Output<string>;
  declare readonly proposal: pulumi.Output<PendingProposal | undefined>;

  constructor(name: string, args: TimelockArgs, opts?: pulumi.CustomResourceOptions) {
    super("safes:index:Timelock", name, { ...args, address: undefined, status: undefined, proposal: undefined }, opts);
  }
}
