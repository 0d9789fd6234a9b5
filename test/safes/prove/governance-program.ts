import { ZeroAddress } from "ethers";
import { Provider, type ProviderArgs, Safe, Timelock } from "../../../safes/sdk";
import { governanceOwners } from "./governance";

/** A Pulumi program: the three Safes of an environment, and the timelock that one of them proposes to. */
export function declare(args: ProviderArgs): void {
  const provider = new Provider("l1", args);
  const [operations, upgrades] = governanceOwners.map(
    ({ name, owners, threshold, saltNonce }) => new Safe(name, { owners, threshold, saltNonce }, { provider }),
  ) as [Safe, Safe, Safe];
  new Timelock(
    "timelock",
    {
      minDelaySeconds: 172_800,
      proposers: [upgrades.address],
      executors: [ZeroAddress],
      cancellers: [operations.address],
      salt: "1",
    },
    { provider },
  );
}
