import * as pulumi from "@pulumi/pulumi";
import type { SentTransaction } from "../transactions/transaction";
import type { PendingProposal } from "./pending-proposal";

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
  /** Watches what modules do. Default none; Safes can have one since 1.5.0. */
  readonly moduleGuard?: pulumi.Input<string>;
  /** Lets a change lower the threshold, which is refused otherwise. Default false. */
  readonly allowLowerThreshold?: boolean;
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
  /** What its creation took. Empty where it was adopted. */
  declare readonly transactions: pulumi.Output<readonly SentTransaction[]>;

  constructor(name: string, args: SafeArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { address: undefined, status: undefined, proposal: undefined, transactions: undefined };
    super("safes:index:Safe", name, { ...args, ...outputs }, opts);
  }
}
