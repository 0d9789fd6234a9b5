import * as pulumi from "@pulumi/pulumi";
import { computeAddress } from "ethers";
import { Governance } from "../../../infra/governance";
import { L1Contracts } from "../../../infra/l1-contracts";
import type { ArtifactOverride } from "../../../infra/l1-contracts/artifacts";
import { expectationsOf, waitsForUpgrades } from "../../../infra/l1-contracts/expectations";
import { L1Settings } from "../../../infra/l1-settings";
import { Block, Provider, type ProviderArgs, Verification } from "../../../safes/sdk";
import { governanceOwners } from "../../safes/prove/governance";
import { l1Arguments } from "./l1-parameters";

/** This file, for whoever has the engine run it. */
export const l1Program = __filename;

/** What the program of a stack makes of the phases control and contracts. Its configuration is for tests to disturb it. */
export function declare(args: ProviderArgs): Record<string, unknown> {
  const config = new pulumi.Config();
  const deployer = computeAddress(process.env.JEJU_TEST_KEY ?? "");
  const onL1 = { provider: new Provider("l1", args) };
  const [operations, upgrades, treasury] = governanceOwners;
  if (!operations || !upgrades || !treasury) throw new Error("there are three Safes");
  const governance = new Governance(
    "control",
    { safes: { operations, upgrades, treasury }, minDelaySeconds: 172_800, protectData: true },
    onL1,
  );
  const { safes, timelockAddress: timelock } = governance;
  const genesis = new Block("genesis", { number: 0 }, onL1);
  const roles = { ...l1Arguments.roles, upgrades: timelock, operations: safes.operations };
  const gasLimit = config.getNumber("gasLimit") ?? l1Arguments.gasLimit;
  const parameters = { ...l1Arguments, roles, gasLimit, startingTimestampSeconds: genesis.timestampSeconds };
  const deployment = config.getNumber("deployment") ?? 1;
  const hash = config.get("systemConfigHash");
  const disturbed = hash && {
    directory: "node_modules/@eth-optimism/contracts-bedrock/forge-artifacts",
    codeHashes: { SystemConfig: hash },
  };
  const artifacts = config.getObject<ArtifactOverride>("artifacts") ?? (disturbed || undefined);
  const contracts = new L1Contracts(
    "contracts",
    { ...parameters, deployment, deployer, ...(artifacts && { artifacts }) },
    onL1,
  );
  const { addresses, implementations } = contracts;
  const control = {
    deployer,
    timelock,
    minDelaySeconds: 172_800,
    upgradesSafe: safes.upgrades,
    operationsSafe: safes.operations,
  };
  const checks = expectationsOf({ parameters, addresses, implementations, artifacts, control });
  const settings = new L1Settings("settings", { parameters, addresses }, { ...onL1, dependsOn: contracts });
  const waits = [...waitsForUpgrades(contracts.upgrades, checks), ...settings.waits];
  const verification = new Verification(
    "verification",
    { checks, waits },
    { ...onL1, dependsOn: [contracts, settings] },
  );
  return { addresses, timelock, verified: verification.status };
}
