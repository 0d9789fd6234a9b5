import { chainPolicies } from "./governance/chains";
import { contractPolicies } from "./governance/contracts";
import { rightsPolicies } from "./governance/rights";
import { safePolicies } from "./governance/safes";
import { signerPolicies } from "./governance/signers";
import { timelockPolicies } from "./governance/timelocks";

/** Who governs the network on its settlement layer, and whether the chain agrees with the program. */
export const governancePolicies = [
  ...safePolicies,
  ...timelockPolicies,
  ...rightsPolicies,
  ...signerPolicies,
  ...chainPolicies,
  ...contractPolicies,
] as const;
