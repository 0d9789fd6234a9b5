import * as pulumi from "@pulumi/pulumi";
import type { SentTransaction } from "../transactions/transaction";
import type { PendingProposal } from "./pending-proposal";

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
  /** What its creation took. Empty where it was adopted. */
  declare readonly transactions: pulumi.Output<readonly SentTransaction[]>;

  constructor(name: string, args: TimelockArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { address: undefined, status: undefined, proposal: undefined, transactions: undefined };
    super("safes:index:Timelock", name, { ...args, ...outputs }, opts);
  }
}
