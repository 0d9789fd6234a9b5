import * as pulumi from "@pulumi/pulumi";
import { type AbiValue, onWire } from "./abi-value";

interface CommonCheck {
  /** Its own among the checks of a resource, `SystemConfig.owner`: contract, then what of it. */
  readonly id: string;
  readonly contract: pulumi.Input<string>;
  /** `creation`: it holds when the resource is created and may change later. Default `always`. */
  readonly moment?: "always" | "creation";
}

/** What a contract has to answer. */
export interface ViewCheck extends CommonCheck {
  readonly kind: "view";
  /** View and what it returns, `function owner() view returns (address)`. */
  readonly function: string;
  /** Default none. */
  readonly arguments?: readonly AbiValue[];
  readonly expected: AbiValue;
}

/** What a contract's storage has to hold. */
export interface StorageCheck extends CommonCheck {
  readonly kind: "storage";
  /** 32 bytes. */
  readonly slot: pulumi.Input<string>;
  /** Bytes behind the value in its word, as compilers count. Default 0. */
  readonly offset?: number;
  /** Bytes of the value. Default 32. */
  readonly length?: number;
  /** As many bytes. */
  readonly expected: pulumi.Input<string>;
}

/** What code has to be at an address: its keccak-256. */
export interface CodeCheck extends CommonCheck {
  readonly kind: "code";
  readonly expected: pulumi.Input<string>;
}

export type Check = ViewCheck | StorageCheck | CodeCheck;

/** Another expectation for a while; every update reports it. */
export interface CheckOverride {
  /** Of the check. */
  readonly id: string;
  readonly expected: AbiValue;
  /** Why, and until when. */
  readonly reason: string;
}

export interface VerificationArgs {
  readonly checks: readonly Check[];
  /** Default none. */
  readonly overrides?: readonly CheckOverride[];
  /** What owners still have to bring about, and which checks may not hold before. Default none. */
  readonly waits?: readonly CheckWait[];
}

/** Checks that cannot hold before owners have acted: they are reported, and fail nothing. */
export interface CheckWait {
  /** Ids of those checks, each of them. */
  readonly checks: readonly string[];
  /** Of the {@link Call} that brings it about: they have to hold once it is `done`. */
  readonly status: pulumi.Input<string>;
}

/** A check that does not hold. */
export interface FailedCheck {
  readonly id: string;
  readonly contract: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * What a program means to be on the chain, read back from as many endpoints as have to agree. An update fails when a check
 * does not hold, and names each of them; a refresh and `npm run verify -- <stack>` ask again. It changes nothing.
 *
 * @example
 * new Verification("contracts", { checks: [{ kind: "view", id: "SystemConfig.owner", contract, function: "function owner() view returns (address)", expected: operations.address }] }, { provider: base, dependsOn: handedOver });
 */
export class Verification extends pulumi.CustomResource {
  /** `verified`, `waits for owners`, or `2 failed`. */
  declare readonly status: pulumi.Output<string>;
  declare readonly failures: pulumi.Output<readonly FailedCheck[]>;
  /** What does not hold yet, with how far its proposal is. */
  declare readonly waiting: pulumi.Output<readonly (FailedCheck & { readonly status: string })[]>;

  constructor(name: string, args: VerificationArgs, opts?: pulumi.CustomResourceOptions) {
    const checks = args.checks.map((check) => ({
      ...check,
      ...(check.kind === "view" && check.arguments && { arguments: onWire(check.arguments) }),
      expected: onWire(pulumi.Output.isInstance(check.expected) ? check.expected : (check.expected as AbiValue)),
    }));
    const overrides = args.overrides?.map((override) => ({ ...override, expected: onWire(override.expected) }));
    const outputs = { status: undefined, failures: undefined, waiting: undefined };
    super("safes:index:Verification", name, { checks, overrides, waits: args.waits, ...outputs }, opts);
  }
}
