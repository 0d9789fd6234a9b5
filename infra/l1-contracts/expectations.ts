import type { Check } from "../../safes/sdk";
import { controlChecks, type ExpectedControl } from "./expectations/control";
import { lockedChecks, parameterChecks } from "./expectations/parameters";
import { type ExpectedProxies, proxyChecks } from "./expectations/proxies";
import type { L1Parameters } from "./parameters";

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
