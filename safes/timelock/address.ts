import { ZeroAddress } from "ethers";
import { creationCode, parseArtifact } from "../contract/artifact";
import { type Create2, planCreate2 } from "../contract/create2";

/** Module of what timelocks are deployed from. */
export const TIMELOCK_ARTIFACT = "@openzeppelin/contracts/build/contracts/TimelockController.json";

export interface TimelockOrigin {
  readonly minDelaySeconds: number;
  readonly proposers: readonly string[];
  readonly executors: readonly string[];
  readonly cancellers: readonly string[];
  readonly salt: bigint;
}

/**
 * The creation of a timelock. Proposers get the role of canceller from the constructor; where there are others, the
 * deployer is administrator until it has granted it to them, and so is part of the address.
 */
export function planTimelock(origin: TimelockOrigin, deployer: string, factory: string): Create2 {
  const { minDelaySeconds, proposers, executors, salt } = origin;
  const admin = extraCancellers(origin).length > 0 ? deployer : ZeroAddress;
  const artifact = parseArtifact(require(TIMELOCK_ARTIFACT), TIMELOCK_ARTIFACT);
  const code = creationCode(artifact, [minDelaySeconds, proposers, executors, admin], {}, TIMELOCK_ARTIFACT);
  return planCreate2(factory, salt, code);
}

/** Those that the constructor does not make cancellers. */
export function extraCancellers({ proposers, cancellers }: TimelockOrigin): readonly string[] {
  return cancellers.filter((account) => !proposers.includes(account));
}
