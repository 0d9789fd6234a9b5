import { launchedChain } from "../chain-files";
import { type NetworkAddresses, writeAddressBook } from "./address-book";
import { writeDeployRecord } from "./deploy-record";
import type { ExportedChain } from "./stack-export";
import { writeTypeScriptModule } from "./typescript-module";

export interface WrittenFiles {
  readonly genesisHash: string;
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Every file about the chain: for its nodes, for its operators, and for those who build on it. */
export function writeChainFiles({ chain, deployed }: ExportedChain): WrittenFiles {
  const { parameters, endpoints, artifacts } = chain;
  const { network } = chain.addresses;
  const { genesisHash, rollup, genesis } = launchedChain(parameters);
  const addresses: NetworkAddresses = {
    ...chain.addresses,
    l2: {
      chainId: parameters.l2.chainId,
      genesisHash,
      genesisTimestampSeconds: parameters.l1.genesisBlock.timestampSeconds,
      hasGovernanceToken: parameters.governanceTokenOwner !== undefined,
    },
  };
  const chainIds = { l1ChainId: parameters.l1.chainId, l2ChainId: parameters.l2.chainId };
  return {
    genesisHash,
    files: {
      "rollup.json": rollup,
      "genesis.json": genesis,
      "addresses.json": writeAddressBook(addresses),
      "deployment.json": writeDeployRecord({ network, ...chainIds, artifacts, ...deployed }),
      [`${network}.ts`]: writeTypeScriptModule(addresses, endpoints),
    },
  };
}
