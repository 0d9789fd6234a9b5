import type { Provider } from "../../safes/sdk";
import type { ConfigOf } from "../config";
import { Governance } from "../governance";
import type { Keys } from "../keys";
import { prefixOf } from "../naming";

export interface ControlPhaseGiven {
  readonly keys: Keys;
  /** The settlement layer, where the deployer pays. */
  readonly l1: Provider;
}

export interface ControlPhase {
  readonly governance: Governance;
  /** The settlement layer, where the deployer pays. */
  readonly l1: Provider;
}

/** The phase control: who governs the network on L1. */
export function enterControl(config: ConfigOf<"control">, { keys, l1 }: ControlPhaseGiven): ControlPhase {
  const governance = new Governance(
    `${prefixOf(config)}-governance`,
    { ...config.timelock, safes: config.safes, protectData: !config.decommission },
    { provider: l1, dependsOn: keys.signingAliases.deployer },
  );
  return { governance, l1 };
}
