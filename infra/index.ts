import { AccountDefaults } from "./account-defaults";
import { Alarms } from "./alarms";
import { Backups } from "./backups";
import { Cluster } from "./cluster";
import { loadConfig, reaches, subnetsOf } from "./config";
import { Database } from "./database";
import { Keys } from "./keys";
import { prefixOf, tagsOf } from "./naming";
import { Network } from "./network";
import { enterContracts } from "./phases/contracts";
import { enterControl } from "./phases/control";
import { enterNetwork } from "./phases/network";
import { enterPublic } from "./phases/public";
import { awsProvider, eksProvider } from "./providers";
import { Storage } from "./storage";

const config = loadConfig();
const prefix = prefixOf(config);
const site = { prefix, accountId: config.accountId, region: config.region, protectData: !config.decommission };
const aws = awsProvider(config);
const inAws = { providers: { aws, eks: eksProvider(config) } };

const keys = new Keys(`${prefix}-keys`, site, inAws);

new AccountDefaults(`${prefix}-account`, { ...site, volumesKeyArn: keys.data.volumes }, inAws);

const alarms = new Alarms(`${prefix}-alarms`, { ...site, ...config.alerts, alarmsKeyArn: keys.data.alarms }, inAws);

const network = new Network(
  `${prefix}-network`,
  { ...site, ...config.network, subnets: subnetsOf(config), logsKeyArn: keys.data.logs },
  inAws,
);

const cluster = new Cluster(
  `${prefix}-cluster`,
  {
    ...site,
    ...config.cluster,
    vpcId: network.vpcId,
    azs: config.network.azs,
    subnetIds: network.subnetIds.private,
    keyArns: keys.data,
    tags: tagsOf(config),
  },
  inAws,
);

const database = new Database(
  `${prefix}-database`,
  {
    ...site,
    ...config.database,
    vpcId: network.vpcId,
    subnetIds: network.subnetIds.database,
    clientGroupId: cluster.nodeGroupId,
    keyArns: keys.data,
    alarmTopicArn: alarms.topicArn,
  },
  inAws,
);

const storage = new Storage(
  `${prefix}-storage`,
  { ...site, ...config.backups, backupsKeyArn: keys.data.backups },
  inAws,
);

const backupArns = { backupsKeyArn: keys.data.backups, alarmTopicArn: alarms.topicArn };
new Backups(`${prefix}-backups`, { ...site, ...config.backups, ...backupArns, resourceArns: [database.arn] }, inAws);

const control = reaches(config, "control") ? enterControl(config, { keys }) : undefined;

const rollup = control && reaches(config, "contracts") ? enterContracts(config, { keys, ...control }) : undefined;

if (rollup && reaches(config, "network")) enterNetwork(config, { keys, cluster, ...rollup });

const edge = reaches(config, "public")
  ? enterPublic(config, { keys, alarms, network, cluster, storage, aws })
  : undefined;

export const vpcId = network.vpcId;
export const egressAddresses = network.egressAddresses;
export const clusterName = cluster.clusterName;
export const signingKeyArns = keys.signing;
export const databaseEndpoint = database.proxyEndpoint;
export const databaseReplicaEndpoints = database.replicaEndpoints;
export const backupsBucket = storage.backupsBucket;
/** Addresses of the Safes on L1, from phase control on. */
export const safes = control?.governance.safes ?? {};
/** Address of the timelock on L1, from phase control on. */
export const timelock = control?.governance.timelockAddress;
/** Addresses of the rollup's contracts on L1, from phase contracts on. */
export const l1Contracts = rollup?.contracts.addresses ?? {};
/** What the chain's files are made of, from phase contracts on: `npm run chain-files`. */
export const chain = rollup?.chain;
/** What the registrar of the domain has to be told, from phase public on. */
export const delegation = edge ? { nameServers: edge.nameServers, ds: edge.registrarDs } : {};
