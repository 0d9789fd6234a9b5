import * as pulumi from "@pulumi/pulumi";
import type { SentTransaction } from "../transactions/transaction";
import { type AbiValue, onWire } from "./abi-value";
import type { PendingProposal } from "./pending-proposal";

/** What a contract answers once a call has done its work. */
export interface PostCondition {
  /** Contract that is asked. Default: the one that is called. */
  readonly to?: pulumi.Input<string>;
  /** View and what it returns, `function owner() view returns (address)`. */
  readonly function: string;
  /** Default none. */
  readonly arguments?: readonly AbiValue[];
  /** What the view has to return: a value, or a list or an object of them where it returns several. */
  readonly expected: AbiValue;
}

/** Who makes a call once the deployer may not any more, and in which form. */
export interface GovernedCall {
  /** A Safe, or a timelock whose proposer is a Safe. */
  readonly by: pulumi.Input<string>;
  /** Another function of the same contract. Default: the call's own. */
  readonly function?: string;
  /** Default: those of the call. */
  readonly arguments?: readonly AbiValue[];
  /**
   * Whether the deployer never makes the call: what it brings about is there from the start, and only a later change of it
   * takes a call. Default false.
   */
  readonly alone?: boolean;
}

export interface CallArgs {
  /** Contract that is called. */
  readonly to: pulumi.Input<string>;
  /** As Solidity writes it, `function setProxyType(address proxy, uint8 kind)`. */
  readonly function: string;
  /** Default none. */
  readonly arguments?: readonly AbiValue[];
  /** Wei that go with it, decimal. Default 0. */
  readonly valueWei?: string;
  /** The call is made while this does not hold, and at no other time. */
  readonly postCondition: PostCondition;
  /**
   * Where the deployer may not make the call any more, it is proposed to the owners of this Safe, or scheduled in this
   * timelock by a proposal to the owners of its proposer. Default: such a call is refused, and who may make it is named.
   */
  readonly governed?: GovernedCall;
}

/**
 * A call that the deployer makes while its post-condition does not hold: at most one transaction, none where it holds
 * already, and an error where it does not hold afterwards. A refresh that finds it undone says so, and the next update makes
 * the call again, or names who has to make it when the deployer may not any more. Deleting the resource undoes nothing.
 *
 * With `governed` it becomes a proposal from then on, with what it changes in storage as a fork has shown it, and every
 * later update looks how far that is. What was proposed and is not wanted any more is cancelled in the timelock.
 *
 * @example
 * new Call(
 *   "bridge-is-chugsplash",
 *   {
 *     to: proxyAdmin.address,
 *     function: "function setProxyType(address proxy, uint8 kind)",
 *     arguments: [bridge.address, 1],
 *     postCondition: { function: "function proxyType(address) view returns (uint8)", arguments: [bridge.address], expected: 1 },
 *   },
 *   { provider: base },
 * );
 */
export class Call extends pulumi.CustomResource {
  /** `done`, `undone` after a refresh that found it so, `without effect`, or what its proposal waits for. */
  declare readonly status: pulumi.Output<string>;
  declare readonly proposal: pulumi.Output<PendingProposal | undefined>;
  /** What the chain says instead of what the post-condition expects. */
  declare readonly found: pulumi.Output<string | undefined>;
  /** All that were ever sent for it; empty where it was done already. */
  declare readonly transactions: pulumi.Output<readonly SentTransaction[]>;

  constructor(name: string, args: CallArgs, opts?: pulumi.CustomResourceOptions) {
    const { postCondition, governed } = args;
    const inputs = {
      ...args,
      arguments: args.arguments && onWire(args.arguments),
      postCondition: {
        ...postCondition,
        arguments: postCondition.arguments && onWire(postCondition.arguments),
        expected: onWire(postCondition.expected),
      },
      governed: governed && { ...governed, arguments: governed.arguments && onWire(governed.arguments) },
    };
    const outputs = { status: undefined, proposal: undefined, found: undefined, transactions: undefined };
    super("safes:index:Call", name, { ...inputs, ...outputs }, opts);
  }
}
