import * as pulumi from "@pulumi/pulumi";
import * as safes from "../safes/sdk";
import { holdingData } from "./naming";

const SAFES = ["operations", "upgrades", "treasury"] as const;
export type SafeName = (typeof SAFES)[number];

export interface SafeSettings {
  /** Addresses with checksum, in the order that makes the Safe's address. Source: `safes.<name>.owners`. */
  readonly owners: readonly string[];
  /** Signatures that a transaction needs. Source: `safes.<name>.threshold`. */
  readonly threshold: number;
}

export interface GovernanceArgs {
  /** Owners and thresholds. Source: `safes`. */
  readonly safes: Readonly<Record<SafeName, SafeSettings>>;
  /** Seconds between what the Upgrades Safe schedules and its execution. Source: `timelock.minDelaySeconds`. */
  readonly minDelaySeconds: number;
  /** Whether the resources are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Part of the addresses, so they never change. Distinct, because two Safes may have the same owners. */
const SALT_NONCES: Readonly<Record<SafeName, string>> = { operations: "1", upgrades: "2", treasury: "3" };

/** As an executor of a timelock: anyone may carry out what was scheduled and is due. */
const ANYONE = "0x0000000000000000000000000000000000000000";

/**
 * Who governs the network on its settlement layer: three Safes, and a timelock between the Upgrades Safe and everything
 * that can be upgraded.
 *
 * The Upgrades Safe schedules and cancels, anyone executes when the delay is over, and the Operations Safe can cancel
 * too, so that a stolen majority of upgraders still meets someone who says no. The deployer ends without any role.
 *
 * @example
 * const governance = new Governance("jeju-mainnet-governance", { safes, minDelaySeconds: 172800, protectData: true }, { provider: l1 });
 * governance.timelockAddress; // owner of the ProxyAdmin
 */
export class Governance extends pulumi.ComponentResource {
  /** Addresses, known at preview. */
  readonly safes: Readonly<Record<SafeName, pulumi.Output<string>>>;
  /** Known at preview once the deployer's key exists. */
  readonly timelockAddress: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: GovernanceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Governance", name, args, opts);
    const created = SAFES.map((safe) => [safe, this.createSafe(safe).address] as const);
    this.safes = Object.fromEntries(created) as Record<SafeName, pulumi.Output<string>>;
    this.timelockAddress = this.createTimelock().address;
    this.registerOutputs({ safes: this.safes, timelockAddress: this.timelockAddress });
  }

  private createSafe(safe: SafeName): safes.Safe {
    const { owners, threshold } = this.args.safes[safe];
    return new safes.Safe(
      `${this.name}-${safe}`,
      { owners, threshold, saltNonce: SALT_NONCES[safe] },
      { parent: this, ...holdingData(this.args.protectData) },
    );
  }

  private createTimelock(): safes.Timelock {
    return new safes.Timelock(
      `${this.name}-timelock`,
      {
        minDelaySeconds: this.args.minDelaySeconds,
        proposers: [this.safes.upgrades],
        executors: [ANYONE],
        cancellers: [this.safes.operations],
        salt: "1",
      },
      { parent: this, ...holdingData(this.args.protectData) },
    );
  }
}
