import * as pulumi from "@pulumi/pulumi";
import type { SentTransaction } from "../transactions/transaction";

export interface OwnershipArgs {
  /** Contract that is handed over; with `proxyAdmin` the proxy, not its admin. */
  readonly contract: pulumi.Input<string>;
  /**
   * `owner` of Ownable, `proxyAdmin` for the admin of a proxy (EIP-1967), the name of a role of AccessControl such as
   * `DEFAULT_ADMIN_ROLE` or `PAUSER_ROLE`, or a role's 32 bytes. Default `owner`.
   */
  readonly right?: string;
  /** Who has it afterwards; on mainnet a contract, such as a Safe or a timelock. */
  readonly newOwner: pulumi.Input<string>;
}

/**
 * The hand-over of a right from the deployer to somebody who keeps it: one transaction for an owner or an admin, two for a
 * role, which is granted first and given up when the grant has been read back. It is refused, at preview where the chain can
 * tell, when the deployer does not hold the right, or when one key alone would hold it on mainnet. A contract that hands
 * over in two steps (Ownable2Step) leaves the resource waiting until the new owner has accepted. It cannot be taken back:
 * deleting the resource forgets it, and a refresh that finds another holder names it.
 *
 * @example
 * new Ownership("proxy-admin-to-timelock", { contract: proxyAdmin.address, newOwner: timelock.address }, { provider: base });
 */
export class Ownership extends pulumi.CustomResource {
  /** Who has the right, as the chain says. */
  declare readonly holder: pulumi.Output<string>;
  /** `handed over`, `waits for the new owner to accept`, or `not handed over` after a refresh that found it so. */
  declare readonly status: pulumi.Output<string>;
  /** All that were ever sent for it. */
  declare readonly transactions: pulumi.Output<readonly SentTransaction[]>;

  constructor(name: string, args: OwnershipArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "safes:index:Ownership",
      name,
      { ...args, holder: undefined, status: undefined, transactions: undefined },
      opts,
    );
  }
}
