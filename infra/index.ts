import { setTimeout as pause } from "node:timers/promises";
import { loadConfig, reaches } from "./config";
import { l1Provider } from "./l1-provider";

/**
 * The phases, each upon those before it. L1's provider comes first, since the engine takes longest to start it.
 *
 * @returns the outputs of the stack.
 */
export async function program() {
  const config = loadConfig();
  const l1 = reaches(config, "control") ? l1Provider(config) : undefined;

  await handOver();
  const foundation = phases.foundation().enterFoundation(config);

  const control =
    l1 && reaches(config, "control") ? phases.control().enterControl(config, { ...foundation, l1 }) : undefined;

  const rollup =
    control && reaches(config, "contracts")
      ? phases.contracts().enterContracts(config, { ...foundation, ...control })
      : undefined;

  if (rollup && reaches(config, "network")) phases.network().enterNetwork(config, { ...foundation, ...rollup });

  const edge = reaches(config, "public") ? phases.public().enterPublic(config, foundation) : undefined;

  const { network, cluster, database, storage, keys } = foundation;
  return {
    vpcId: network.vpcId,
    egressAddresses: network.egressAddresses,
    clusterName: cluster.clusterName,
    signingKeyArns: keys.signing,
    databaseEndpoint: database.proxyEndpoint,
    databaseReplicaEndpoints: database.replicaEndpoints,
    backupsBucket: storage.backupsBucket,
    /** Addresses of the Safes on L1, from phase control on. */
    safes: control?.governance.safes ?? {},
    /** Address of the timelock on L1, from phase control on. */
    timelock: control?.governance.timelockAddress,
    /** Addresses of the rollup's contracts on L1, from phase contracts on. */
    l1Contracts: rollup?.contracts.addresses ?? {},
    /** What the chain's files are made of, from phase contracts on: `npm run chain-files`. */
    chain: rollup?.chain,
    /** What the registrar of the domain has to be told, from phase public on. */
    delegation: edge ? { nameServers: edge.nameServers, ds: edge.registrarDs } : {},
  };
}

/** The code of each phase, loaded by tsx as soon as it is called; an import() would reach Node's own loader. */
const phases = {
  foundation: () => require("./phases/foundation") as typeof import("./phases/foundation"),
  control: () => require("./phases/control") as typeof import("./phases/control"),
  contracts: () => require("./phases/contracts") as typeof import("./phases/contracts"),
  network: () => require("./phases/network") as typeof import("./phases/network"),
  public: () => require("./phases/public") as typeof import("./phases/public"),
};

/** Lets go out what was declared so far, for the engine to work on while the next phase is loaded. */
async function handOver(): Promise<void> {
  await pause(20);
}
