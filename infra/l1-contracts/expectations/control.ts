import * as pulumi from "@pulumi/pulumi";
import { keccak256 } from "ethers/crypto";
import { toUtf8Bytes } from "ethers/utils";
import type { Check } from "../../../safes/sdk";
import { readArtifactFacts } from "../artifact-facts";
import { MESSENGER_NAME } from "../set";
import { codeCheck, viewChecks } from "./checks";
import type { ExpectedProxies } from "./proxies";

export interface ExpectedControl {
  readonly deployer: pulumi.Input<string>;
  readonly timelock: pulumi.Input<string>;
  readonly minDelaySeconds: number;
  readonly upgradesSafe: pulumi.Input<string>;
  readonly operationsSafe: pulumi.Input<string>;
}

const NOBODY = "0x0000000000000000000000000000000000000000";

/** Roles of OpenZeppelin's TimelockController. */
const ROLES = {
  admin: `0x${"0".repeat(64)}`,
  proposer: keccak256(toUtf8Bytes("PROPOSER_ROLE")),
  executor: keccak256(toUtf8Bytes("EXECUTOR_ROLE")),
  canceller: keccak256(toUtf8Bytes("CANCELLER_ROLE")),
} as const;

/** Who can change the contracts: the timelock through the ProxyAdmin, and nobody beside it. */
export function controlChecks(
  { addresses, implementations, artifacts }: ExpectedProxies,
  { deployer, timelock, minDelaySeconds, upgradesSafe, operationsSafe }: ExpectedControl,
): Check[] {
  const admin = { name: "ProxyAdmin", contract: addresses.ProxyAdmin };
  const manager = { name: "AddressManager", contract: addresses.AddressManager };
  const hasRole = (role: keyof typeof ROLES, who: string, account: pulumi.Input<string>, expected: boolean): Check => ({
    kind: "view",
    id: `Timelock.${role}.${who}`,
    contract: timelock,
    function: "function hasRole(bytes32 role, address account) view returns (bool)",
    arguments: [ROLES[role], pulumi.output(account)],
    expected,
  });
  return [
    codeCheck(admin, readArtifactFacts("ProxyAdmin", artifacts).codeHash),
    ...viewChecks(admin, {
      "owner address": pulumi.output(timelock),
      "addressManager address": addresses.AddressManager,
      "isUpgrading bool": false,
    }),
    {
      kind: "view",
      id: "ProxyAdmin.implementationName",
      contract: addresses.ProxyAdmin,
      function: "function implementationName(address proxy) view returns (string)",
      arguments: [addresses.L1CrossDomainMessenger],
      expected: MESSENGER_NAME,
    },
    codeCheck(manager, readArtifactFacts("AddressManager", artifacts).codeHash),
    ...viewChecks(manager, { "owner address": addresses.ProxyAdmin }),
    {
      kind: "view",
      id: `AddressManager.${MESSENGER_NAME}`,
      contract: addresses.AddressManager,
      function: "function getAddress(string name) view returns (address)",
      arguments: [MESSENGER_NAME],
      expected: implementations.L1CrossDomainMessenger,
    },
    ...viewChecks({ name: "Timelock", contract: timelock }, { "getMinDelay uint256": minDelaySeconds }),
    hasRole("admin", "itself", timelock, true),
    hasRole("proposer", "upgradesSafe", upgradesSafe, true),
    hasRole("canceller", "upgradesSafe", upgradesSafe, true),
    hasRole("canceller", "operationsSafe", operationsSafe, true),
    hasRole("executor", "anyone", NOBODY, true),
    hasRole("proposer", "operationsSafe", operationsSafe, false),
    ...(Object.keys(ROLES) as (keyof typeof ROLES)[]).map((role) => hasRole(role, "deployer", deployer, false)),
  ];
}
