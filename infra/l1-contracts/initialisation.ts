import * as pulumi from "@pulumi/pulumi";
import { Interface } from "ethers/abi";
import { resourceConfigOf } from "./deposit-gas";
import type { L1Parameters } from "./parameters";
import { encodeProtocolVersion } from "./protocol-version";
import type { ProxiedName } from "./set";

/** Addresses of the proxies. */
export type Proxies = Readonly<Record<ProxiedName, pulumi.Input<string>>>;

interface Initialisation {
  readonly signature: string;
  /** What a preview does not know yet of one argument must not hide those of the other contracts. */
  arguments(parameters: L1Parameters, proxies: Proxies): readonly unknown[];
}

/** Ether, where a contract asks for the token that gas is paid in: Constants.sol. */
export const ETHER = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE";
/** There are no dispute games in a set with an L2OutputOracle. */
const NO_DISPUTE_GAMES = "0x0000000000000000000000000000000000000000";
/** The genesis of a chain that begins with it. */
export const STARTING_BLOCK_NUMBER = 0;

/** Source: the contracts of 0.17.3, and the order of arguments in scripts/Deploy.s.sol of that time. */
const INITIALISATIONS: Readonly<Record<ProxiedName, Initialisation>> = {
  SuperchainConfig: {
    signature: "function initialize(address guardian, bool paused)",
    arguments: ({ roles }) => [roles.operations, false],
  },
  ProtocolVersions: {
    signature: "function initialize(address owner, uint256 required, uint256 recommended)",
    arguments: ({ roles, protocolVersions: versions }) => [
      roles.upgrades,
      // Nodes take 0 for no version at all.
      versions ? encodeProtocolVersion(versions.required) : 0,
      versions ? encodeProtocolVersion(versions.recommended) : 0,
    ],
  },
  OptimismPortal: {
    signature: "function initialize(address l2Oracle, address systemConfig, address superchainConfig)",
    arguments: (_, proxies) => [proxies.L2OutputOracle, proxies.SystemConfig, proxies.SuperchainConfig],
  },
  L2OutputOracle: {
    signature:
      "function initialize(uint256 submissionInterval, uint256 l2BlockTime, uint256 startingBlockNumber, uint256 startingTimestamp, address proposer, address challenger, uint256 finalizationPeriodSeconds)",
    arguments: (parameters) => [
      parameters.submissionIntervalBlocks,
      parameters.blockTimeSeconds,
      STARTING_BLOCK_NUMBER,
      parameters.startingTimestampSeconds,
      parameters.roles.proposer,
      parameters.roles.challenger,
      parameters.finalizationPeriodSeconds,
    ],
  },
  SystemConfig: {
    signature:
      "function initialize(address owner, uint32 basefeeScalar, uint32 blobbasefeeScalar, bytes32 batcherHash, uint64 gasLimit, address unsafeBlockSigner, (uint32 maxResourceLimit, uint8 elasticityMultiplier, uint8 baseFeeMaxChangeDenominator, uint32 minimumBaseFee, uint32 systemTxMaxGas, uint128 maximumBaseFee) config, address batchInbox, (address l1CrossDomainMessenger, address l1ERC721Bridge, address l1StandardBridge, address disputeGameFactory, address optimismPortal, address optimismMintableERC20Factory, address gasPayingToken) addresses)",
    arguments: (parameters, proxies) => [
      parameters.roles.operations,
      parameters.feeScalars.basefee,
      parameters.feeScalars.blobBasefee,
      pulumi.output(parameters.roles.batcher).apply(batcherHashOf),
      parameters.gasLimit,
      parameters.roles.unsafeBlockSigner,
      resourceConfigOf(parameters.depositGas),
      parameters.batchInbox,
      [
        proxies.L1CrossDomainMessenger,
        proxies.L1ERC721Bridge,
        proxies.L1StandardBridge,
        NO_DISPUTE_GAMES,
        proxies.OptimismPortal,
        proxies.OptimismMintableERC20Factory,
        ETHER,
      ],
    ],
  },
  L1StandardBridge: {
    signature: "function initialize(address messenger, address superchainConfig, address systemConfig)",
    arguments: (_, proxies) => [proxies.L1CrossDomainMessenger, proxies.SuperchainConfig, proxies.SystemConfig],
  },
  L1CrossDomainMessenger: {
    signature: "function initialize(address superchainConfig, address portal, address systemConfig)",
    arguments: (_, proxies) => [proxies.SuperchainConfig, proxies.OptimismPortal, proxies.SystemConfig],
  },
  L1ERC721Bridge: {
    signature: "function initialize(address messenger, address superchainConfig)",
    arguments: (_, proxies) => [proxies.L1CrossDomainMessenger, proxies.SuperchainConfig],
  },
  OptimismMintableERC20Factory: {
    signature: "function initialize(address bridge)",
    arguments: (_, proxies) => [proxies.L1StandardBridge],
  },
};

/** Call data that initialises a contract behind its proxy. */
export function encodeInitialisation(
  name: ProxiedName,
  parameters: L1Parameters,
  proxies: Proxies,
): pulumi.Output<string> {
  const { signature, arguments: argumentsOf } = INITIALISATIONS[name];
  const abi = new Interface([signature]);
  return pulumi
    .output(argumentsOf(parameters, proxies))
    .apply((values) => abi.encodeFunctionData("initialize", [...values]));
}

/** The batcher as the SystemConfig names it: its address in 32 bytes. */
export function batcherHashOf(batcher: string): string {
  return `0x${batcher.slice(2).toLowerCase().padStart(64, "0")}`;
}
