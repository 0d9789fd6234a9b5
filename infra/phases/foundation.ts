import { AccountDefaults } from "../account-defaults";
import { Alarms } from "../alarms";
import { Backups } from "../backups";
import { Cluster } from "../cluster";
import { type Config, subnetsOf } from "../config";
import { Database } from "../database";
import { Keys } from "../keys";
import { prefixOf, tagsOf } from "../naming";
import { Network } from "../network";
import { awsProvider, eksProvider } from "../providers";
import { Storage } from "../storage";

export interface FoundationPhase {
  readonly keys: Keys;
  readonly alarms: Alarms;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly database: Database;
  readonly storage: Storage;
  /** The AWS provider. */
  readonly aws: ReturnType<typeof awsProvider>;
}

/** The phase foundation: what everything else stands on in AWS. */
export function enterFoundation(config: Config): FoundationPhase {
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
  return { keys, alarms, network, cluster, database, storage, aws };
}
