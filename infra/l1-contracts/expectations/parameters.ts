import * as pulumi from "@pulumi/pulumi";
import type { AbiValue, Check } from "../../../safes/sdk";
import { ecotoneScalar } from "../../l2/rollup-config";
import { resourceConfigOf, SYSTEM_TX_MAX_GAS } from "../deposit-gas";
import { batcherHashOf, ETHER, STARTING_BLOCK_NUMBER } from "../initialisation";
import type { L1Parameters } from "../parameters";
import { encodeProtocolVersion } from "../protocol-version";
import type { L1ContractName, ProxiedName } from "../set";
import { viewChecks } from "./checks";

/** Predeploys of L2 that the contracts know: Predeploys.sol. */
const L2_MESSENGER = "0x4200000000000000000000000000000000000007";
const L2_BRIDGE = "0x4200000000000000000000000000000000000010";
const L2_ERC721_BRIDGE = "0x4200000000000000000000000000000000000014";
const NOBODY = "0x0000000000000000000000000000000000000000";
/** Where a contract has no sender of L2 at the moment: Constants.sol. */
const DEFAULT_L2_SENDER = "0x000000000000000000000000000000000000dEaD";
/** `MAX_GAS_LIMIT` of SystemConfig.sol. */
const MAX_GAS_LIMIT = 200_000_000;
/** Of ResourceMetering.sol, in the order of the struct. */
const RESOURCE_CONFIG = "(uint32,uint8,uint8,uint32,uint32,uint128)";

type Addresses = Readonly<Record<L1ContractName, pulumi.Output<string>>>;

/** Every getter of every parameter answers what the contracts were to be initialised with. */
export function parameterChecks(parameters: L1Parameters, addresses: Addresses): Check[] {
  const expected = expectedState(parameters, addresses);
  const atCreation: Partial<Record<ProxiedName, Readonly<Record<string, AbiValue>>>> = {
    // The proposer is about to change these.
    L2OutputOracle: { "nextOutputIndex uint256": 0, "latestBlockNumber uint256": STARTING_BLOCK_NUMBER },
  };
  const checksOf = (states: typeof atCreation, moment: Check["moment"]) =>
    Object.entries(states).flatMap(([name, state]) =>
      viewChecks({ name, contract: addresses[name as ProxiedName] }, state, moment),
    );
  return [...checksOf(expected, "always"), ...checksOf(atCreation, "creation")];
}

/** What is behind the proxies belongs to nobody, for ever. */
export function lockedChecks(implementations: Readonly<Record<ProxiedName, pulumi.Output<string>>>): Check[] {
  const owner = { "owner address": DEFAULT_L2_SENDER };
  return [
    ...viewChecks({ name: "SystemConfig.implementation", contract: implementations.SystemConfig }, owner),
    ...viewChecks({ name: "ProtocolVersions.implementation", contract: implementations.ProtocolVersions }, owner),
    ...viewChecks(
      { name: "SuperchainConfig.implementation", contract: implementations.SuperchainConfig },
      { "guardian address": NOBODY },
    ),
    ...viewChecks(
      { name: "L2OutputOracle.implementation", contract: implementations.L2OutputOracle },
      { "proposer address": NOBODY, "challenger address": NOBODY },
    ),
  ];
}

function expectedState(
  parameters: L1Parameters,
  addresses: Addresses,
): Readonly<Record<ProxiedName, Readonly<Record<string, AbiValue>>>> {
  const { roles, depositGas, feeScalars, protocolVersions } = parameters;
  const account = (address: pulumi.Input<string>) => pulumi.output(address);
  const version = (text: string | undefined) => (text === undefined ? 0 : encodeProtocolVersion(text));
  const common = { "superchainConfig address": addresses.SuperchainConfig, "paused bool": false };
  return {
    SuperchainConfig: { "guardian address": account(roles.operations), "paused bool": false },
    ProtocolVersions: {
      "owner address": account(roles.upgrades),
      "required uint256": version(protocolVersions?.required),
      "recommended uint256": version(protocolVersions?.recommended),
    },
    OptimismPortal: {
      ...common,
      "l2Oracle address": addresses.L2OutputOracle,
      "systemConfig address": addresses.SystemConfig,
      "guardian address": account(roles.operations),
      "l2Sender address": DEFAULT_L2_SENDER,
    },
    L2OutputOracle: {
      "submissionInterval uint256": parameters.submissionIntervalBlocks,
      "SUBMISSION_INTERVAL uint256": parameters.submissionIntervalBlocks,
      "l2BlockTime uint256": parameters.blockTimeSeconds,
      "L2_BLOCK_TIME uint256": parameters.blockTimeSeconds,
      "startingBlockNumber uint256": STARTING_BLOCK_NUMBER,
      "startingTimestamp uint256": pulumi.output(parameters.startingTimestampSeconds),
      "proposer address": account(roles.proposer),
      "PROPOSER address": account(roles.proposer),
      "challenger address": account(roles.challenger),
      "CHALLENGER address": account(roles.challenger),
      "finalizationPeriodSeconds uint256": parameters.finalizationPeriodSeconds,
      "FINALIZATION_PERIOD_SECONDS uint256": parameters.finalizationPeriodSeconds,
    },
    SystemConfig: {
      "owner address": account(roles.operations),
      "overhead uint256": 0,
      "scalar uint256": BigInt(ecotoneScalar(feeScalars)),
      "basefeeScalar uint32": feeScalars.basefee,
      "blobbasefeeScalar uint32": feeScalars.blobBasefee,
      "batcherHash bytes32": account(roles.batcher).apply(batcherHashOf),
      "gasLimit uint64": parameters.gasLimit,
      "minimumGasLimit uint64": depositGas.maxResourceLimit + SYSTEM_TX_MAX_GAS,
      "maximumGasLimit uint64": MAX_GAS_LIMIT,
      "unsafeBlockSigner address": account(roles.unsafeBlockSigner),
      [`resourceConfig ${RESOURCE_CONFIG}`]: resourceConfigOf(depositGas),
      "batchInbox address": parameters.batchInbox,
      "l1CrossDomainMessenger address": addresses.L1CrossDomainMessenger,
      "l1ERC721Bridge address": addresses.L1ERC721Bridge,
      "l1StandardBridge address": addresses.L1StandardBridge,
      "optimismPortal address": addresses.OptimismPortal,
      "optimismMintableERC20Factory address": addresses.OptimismMintableERC20Factory,
      "disputeGameFactory address": NOBODY,
      "gasPayingToken address, uint8": [ETHER, 18],
      "isCustomGasToken bool": false,
    },
    L1StandardBridge: {
      ...common,
      "messenger address": addresses.L1CrossDomainMessenger,
      "MESSENGER address": addresses.L1CrossDomainMessenger,
      "otherBridge address": L2_BRIDGE,
      "OTHER_BRIDGE address": L2_BRIDGE,
      "l2TokenBridge address": L2_BRIDGE,
      "systemConfig address": addresses.SystemConfig,
    },
    L1CrossDomainMessenger: {
      ...common,
      "portal address": addresses.OptimismPortal,
      "PORTAL address": addresses.OptimismPortal,
      "systemConfig address": addresses.SystemConfig,
      "otherMessenger address": L2_MESSENGER,
      "OTHER_MESSENGER address": L2_MESSENGER,
    },
    L1ERC721Bridge: {
      ...common,
      "messenger address": addresses.L1CrossDomainMessenger,
      "MESSENGER address": addresses.L1CrossDomainMessenger,
      "otherBridge address": L2_ERC721_BRIDGE,
      "OTHER_BRIDGE address": L2_ERC721_BRIDGE,
    },
    OptimismMintableERC20Factory: {
      "bridge address": addresses.L1StandardBridge,
      "BRIDGE address": addresses.L1StandardBridge,
    },
  };
}
