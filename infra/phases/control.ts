import type { ConfigOf } from "../config";
import { Governance } from "../governance";
import type { Keys } from "../keys";
import { prefixOf } from "../naming";
import { l1Provider } from "../providers";

export interface ControlPhaseGiven {
  readonly keys: Keys;
}

/** The phase control: who governs the network on L1. */
export function enterControl(config: ConfigOf<"control">, { keys }: ControlPhaseGiven): Governance {
  const prefix = prefixOf(config);
  const onL1 = { provider: l1Provider(config, keys) };
  return new Governance(
    `${prefix}-governance`,
    { ...config.timelock, safes: config.safes, protectData: !config.decommission },
    onL1,
  );
}
