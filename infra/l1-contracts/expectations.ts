import type * as pulumi from "@pulumi/pulumi";
import type { Check, CheckWait } from "../../safes/sdk";
import { controlChecks, type ExpectedControl } from "./expectations/control";
import { lockedChecks, parameterChecks } from "./expectations/parameters";
import { type ExpectedProxies, proxyChecks } from "./expectations/proxies";
import type { L1Parameters } from "./parameters";
import { MESSENGER_NAME, PROXIED_CONTRACTS, PROXIED_NAMES, type ProxiedName } from "./set";

export interface ExpectedContracts extends ExpectedProxies {
  readonly parameters: L1Parameters;
  readonly control: ExpectedControl;
}

/**
 * What must be true of the contracts once they are handed over: code, proxies, parameters, owners and roles, each as a check
 * with an id of its own. They follow from the configuration and the artifacts, never from what was sent.
 */
export function expectationsOf(expected: ExpectedContracts): readonly Check[] {
  return [
    ...controlChecks(expected, expected.control),
    ...proxyChecks(expected),
    ...parameterChecks(expected.parameters, expected.addresses),
    ...lockedChecks(expected.implementations),
  ];
}

/**
 * Which of the checks cannot hold while a proxy waits for its implementation. What an upgrade might change beside that is
 * not among them: for as long as a timelock waits, everything else has to be as it was.
 */
export function waitsForUpgrades(
  upgrades: Readonly<Record<ProxiedName, pulumi.Output<string>>>,
  checks: readonly Check[],
): readonly CheckWait[] {
  const ids = new Set(checks.map(({ id }) => id));
  return PROXIED_NAMES.map((name) => {
    const leading =
      PROXIED_CONTRACTS[name].proxy === "RESOLVED"
        ? `AddressManager.${MESSENGER_NAME}`
        : `${name}.proxy.implementationSlot`;
    const awaited = [`${name}.proxy.getProxyImplementation`, leading, `${name}.version`];
    return { checks: awaited.filter((id) => ids.has(id)), status: upgrades[name] };
  });
}
