import * as pulumi from "@pulumi/pulumi";
import { Governance } from "../../../infra/governance";
import { L1Contracts } from "../../../infra/l1-contracts";
import { expectationsOf, waitsForUpgrades } from "../../../infra/l1-contracts/expectations";
import type { L1ContractName, ProxiedName } from "../../../infra/l1-contracts/set";
import { L1Settings } from "../../../infra/l1-settings";
import { Verification } from "../../../safes/sdk";
import { governanceOwners } from "../../safes/prove/governance";
import type { TestSession } from "../../safes/provider/session";
import { l1Arguments } from "./l1-parameters";
import { type ProgramRun, runProgram } from "./program";

export interface SetOnChain {
  readonly safes: Readonly<Record<"operations" | "upgrades" | "treasury", string>>;
  readonly timelock: string;
  readonly addresses: Readonly<Record<L1ContractName, string>>;
  readonly implementations: Readonly<Record<ProxiedName, string>>;
}

/** Three Safes, their timelock, and the contracts that they own, as the phases control and contracts make them. */
export function deploySet(test: TestSession, { preview = false } = {}): Promise<ProgramRun<SetOnChain>> {
  const program = () => {
    const [operations, upgrades, treasury] = governanceOwners;
    if (!operations || !upgrades || !treasury) throw new Error("there are three Safes");
    const safes = { operations, upgrades, treasury };
    const governance = new Governance("control", { safes, minDelaySeconds: 172_800, protectData: true });
    const { timelockAddress: timelock } = governance;
    const roles = {
      ...l1Arguments.roles,
      upgrades: timelock,
      operations: governance.safes.operations,
      challenger: governance.safes.operations,
    };
    const deployer = test.wallet.address;
    const parameters = { ...l1Arguments, roles };
    const contracts = new L1Contracts("l1", { ...parameters, deployer });
    const { addresses, implementations } = contracts;
    const control = {
      deployer,
      timelock,
      minDelaySeconds: 172_800,
      upgradesSafe: governance.safes.upgrades,
      operationsSafe: governance.safes.operations,
    };
    const checks = expectationsOf({ parameters, addresses, implementations, control });
    const settings = new L1Settings("settings", { parameters, addresses }, { dependsOn: contracts });
    const waits = [...waitsForUpgrades(contracts.upgrades, checks), ...settings.waits];
    new Verification("verification", { checks, waits }, { dependsOn: [contracts, settings] });
    return pulumi.output({ safes: governance.safes, timelock, addresses, implementations });
  };
  return runProgram<SetOnChain>(test, program, preview);
}
