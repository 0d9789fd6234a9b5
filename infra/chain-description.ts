import * as pulumi from "@pulumi/pulumi";
import type { ConfigOf } from "./config";
import { L1_BLOCK_TIME_SECONDS } from "./config/contract-rules";
import { endpointNames } from "./endpoints";
import type { Governance } from "./governance";
import type { NetworkAddresses } from "./l2/address-book";
import type { ChainParameters } from "./l2/parameters";
import type { NetworkEndpoints } from "./l2/typescript-module";
import { prefixOf } from "./naming";
import type { DeployedChain } from "./phases/contracts";

/** What the chain's files are made of, all of it known once its contracts are deployed. */
export interface ChainDescription {
  readonly parameters: ChainParameters;
  readonly addresses: Pick<NetworkAddresses, "network" | "l1">;
  readonly endpoints: NetworkEndpoints;
  /** What was deployed, such as `@eth-optimism/contracts-bedrock 0.17.3`. */
  readonly artifacts: string;
}

/** Rules that no stack changes. Source: the OP stack's standard configuration for chains of Ecotone. */
const STANDARD = {
  maxSequencerDriftSeconds: 600,
  // Ten minutes of Base's blocks.
  channelTimeoutL1Blocks: 300,
  eip1559: { elasticity: 6, denominator: 50, denominatorCanyon: 250 },
};

/** The chain of the stack, as `npm run chain-files` reads it from the stack's outputs. */
export function describeChain(
  config: ConfigOf<"contracts">,
  governance: Pick<Governance, "safes" | "timelockAddress">,
  { contracts, startingBlock, signers, batchInbox }: DeployedChain,
): pulumi.Output<ChainDescription> {
  const { number, hash, timestampSeconds } = startingBlock;
  const isTestnet = config.environment !== "mainnet";
  const names = endpointNames(config.domain).public;
  const found = pulumi.output({
    genesisBlock: { number, hash, timestampSeconds },
    addresses: contracts.addresses,
    implementations: contracts.implementations,
    safes: governance.safes,
    accounts: signers,
    timelock: governance.timelockAddress,
  });
  return found.apply(({ genesisBlock, addresses, implementations, safes, accounts, timelock }) => {
    const vault = {
      recipient: safes.treasury,
      minimumWithdrawalWei: config.l2.minimumFeeWithdrawalWei,
      network: "l1" as const,
    };
    const { chainId, blockTimeSeconds, gasLimit, sequencerWindowL1Blocks, feeScalars, forks } = config.l2;
    return {
      parameters: {
        l1: { chainId: config.l1.chainId, blockTimeSeconds: L1_BLOCK_TIME_SECONDS, genesisBlock },
        l2: { chainId, blockTimeSeconds, gasLimit, sequencerWindowL1Blocks, feeScalars, ...STANDARD },
        forks,
        contracts: addresses,
        depositGas: config.contracts.depositGas,
        batcher: accounts.batcher,
        batchInbox,
        proxyAdminOwnerOnL1: timelock,
        feeVaults: { sequencerFee: vault, baseFee: vault, l1Fee: vault },
      },
      addresses: {
        network: prefixOf(config),
        l1: {
          chainId: config.l1.chainId,
          contracts: addresses,
          implementations,
          governance: { ...safes, timelock },
          accounts: { ...accounts, batchInbox },
        },
      },
      endpoints: {
        title: isTestnet ? "Jeju Testnet" : "Jeju",
        rpcUrl: `https://${names.rpc}`,
        wsUrl: `wss://${names.ws}`,
        isTestnet,
      },
      artifacts: config.contracts.artifacts?.directory ?? "@eth-optimism/contracts-bedrock 0.17.3",
    };
  });
}
