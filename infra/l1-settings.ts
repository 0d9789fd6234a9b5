import * as pulumi from "@pulumi/pulumi";
import * as safes from "../safes/sdk";
import { governedParameters } from "./l1-contracts/governed-parameters";
import type { L1Parameters } from "./l1-contracts/parameters";
import type { ProxiedName } from "./l1-contracts/set";

export interface L1SettingsArgs {
  /** What the contracts were initialised with, or are to be changed to. */
  readonly parameters: L1Parameters;
  /** The proxies. */
  readonly addresses: Readonly<Record<ProxiedName, pulumi.Input<string>>>;
}

/**
 * What the owners of the contracts on L1 can change without an upgrade: gas limit, fee scalars, batcher and signer of the
 * SystemConfig by the Operations Safe, the versions that nodes need by the timelock. After the initialisation all of it is
 * so, and nothing is sent. Another value in the configuration becomes a proposal, and nothing but a proposal.
 *
 * It takes the contracts to be initialised already: let it depend on them.
 *
 * @example
 * const settings = new L1Settings("jeju-mainnet-settings", { parameters, addresses: contracts.addresses }, { provider: base, dependsOn: contracts });
 */
export class L1Settings extends pulumi.ComponentResource {
  /** Checks that cannot hold before the owners have acted, and how far that is. */
  readonly waits: readonly safes.CheckWait[];

  constructor(name: string, { parameters, addresses }: L1SettingsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:L1Settings", name, {}, opts);
    this.waits = governedParameters(parameters).map(({ contract, label, by, getters, ...call }) => {
      const { status } = new safes.Call(
        `${name}-${label}`,
        { ...call, to: addresses[contract], governed: { by: parameters.roles[by], alone: true } },
        { parent: this },
      );
      return { checks: getters.map((getter) => `${contract}.${getter}`), status };
    });
    this.registerOutputs({});
  }
}
