import * as pulumi from "@pulumi/pulumi";
import { Block, type Provider, SignerAddress, Verification } from "../../safes/sdk";
import { type ChainDescription, describeChain } from "../chain-description";
import type { ConfigOf } from "../config";
import type { Governance } from "../governance";
import type { Keys } from "../keys";
import type { OnChainRole } from "../keys/policies";
import { L1Contracts } from "../l1-contracts";
import { type ArtifactOverride, preReleases } from "../l1-contracts/artifacts";
import { expectationsOf, waitsForUpgrades } from "../l1-contracts/expectations";
import type { L1Parameters } from "../l1-contracts/parameters";
import { L1Settings } from "../l1-settings";
import { conventionalBatchInbox } from "../l2/parameters";
import { prefixOf } from "../naming";

export interface ContractsPhaseGiven {
  readonly keys: Keys;
  readonly governance: Governance;
  /** The settlement layer. */
  readonly l1: Provider;
}

export interface ContractsPhase extends DeployedChain {
  /** What the chain's files are made of. */
  readonly chain: pulumi.Output<ChainDescription>;
}

/** What the chain's configuration is made of. */
export interface DeployedChain {
  readonly contracts: Pick<L1Contracts, "addresses" | "implementations">;
  /** The block of L1 on which L2's genesis hangs. */
  readonly startingBlock: Pick<Block, "number" | "hash" | "timestampSeconds">;
  /** Accounts of the keys. */
  readonly signers: Readonly<Record<OnChainRole, pulumi.Output<string>>>;
  readonly batchInbox: string;
}

/** The phase contracts: the rollup's contracts on L1. */
export function enterContracts(
  config: ConfigOf<"contracts">,
  { keys, governance, l1 }: ContractsPhaseGiven,
): ContractsPhase {
  const prefix = prefixOf(config);
  const onL1 = { provider: l1 };
  const signer = (role: OnChainRole) =>
    new SignerAddress(`${prefix}-${role}`, { keyId: keys.signing[role], region: config.region }, onL1).address;
  const { signers: made, ...settled } = config.contracts;
  // A key that the ceremony made elsewhere has its account in the configuration; the stack's own is asked of KMS.
  const given = (role: Exclude<OnChainRole, "deployer">) => {
    const account = made?.[role];
    return account === undefined ? signer(role) : pulumi.output(account);
  };
  const signers = {
    deployer: signer("deployer"),
    batcher: given("batcher"),
    proposer: given("proposer"),
    sequencer: given("sequencer"),
  };
  const startingBlock = new Block(`${prefix}-starting-block`, { number: config.l2.startingL1BlockNumber }, onL1);
  const batchInbox = config.l2.batchInbox ?? conventionalBatchInbox(config.l2.chainId);
  const parameters: L1Parameters = {
    ...config.l2,
    ...settled,
    batchInbox,
    roles: {
      upgrades: governance.timelockAddress,
      operations: governance.safes.operations,
      challenger: config.contracts.challenger ?? governance.safes.operations,
      batcher: signers.batcher,
      proposer: signers.proposer,
      unsafeBlockSigner: signers.sequencer,
    },
    startingTimestampSeconds: startingBlock.timestampSeconds,
  };
  const { artifacts, deployment } = config.contracts;
  if (config.environment === "mainnet") warnOfPreReleases(artifacts);
  const contracts = new L1Contracts(
    `${prefix}-contracts`,
    {
      ...parameters,
      l2ChainId: config.l2.chainId,
      deployment,
      artifacts,
      deployer: signers.deployer,
      protectData: !config.decommission,
    },
    { ...onL1, dependsOn: keys.signingAliases.deployer },
  );
  const { addresses, implementations } = contracts;
  const control = {
    deployer: signers.deployer,
    timelock: governance.timelockAddress,
    minDelaySeconds: config.timelock.minDelaySeconds,
    upgradesSafe: governance.safes.upgrades,
    operationsSafe: governance.safes.operations,
  };
  const settings = new L1Settings(`${prefix}-settings`, { parameters, addresses }, { ...onL1, dependsOn: contracts });
  const checks = expectationsOf({ parameters, addresses, implementations, artifacts, control });
  new Verification(
    `${prefix}-contracts-verification`,
    {
      checks,
      overrides: config.contracts.exceptions.map(({ check: id, ...others }) => ({ id, ...others })),
      waits: [...waitsForUpgrades(contracts.upgrades, checks), ...settings.waits],
    },
    { ...onL1, dependsOn: [contracts, settings] },
  );
  const deployed = { contracts, startingBlock, signers, batchInbox };
  return { ...deployed, chain: describeChain(config, governance, deployed) };
}

/** 0.17.3 is the last package with an L2OutputOracle, and two of its contracts were published before their release. */
function warnOfPreReleases(artifacts: ArtifactOverride | undefined): void {
  const found = preReleases(artifacts);
  if (found.length === 0) return;
  void pulumi.log.warn(
    `pre-releases on mainnet: ${found.join(", ")}; have them audited, or name audited ones in contracts.artifacts`,
  );
}
