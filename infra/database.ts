import * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "./alarms";
import { DatabaseAccess, POSTGRES_PORT } from "./database/access";
import { instanceAlarms, replicaLagAlarm } from "./database/alarm-rules";
import { PARAMETERS } from "./database/parameters";
import { DatabaseProxy } from "./database/proxy";
import { managedPolicyArn, serviceTrust } from "./iam";
import { Logs } from "./logs";
import { classified, holdingData, named } from "./naming";

export interface DatabaseArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the database tier, one per zone. Source: {@link Network}. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Security group of those who may connect: the cluster's nodes. Source: {@link Cluster}. */
  readonly clientGroupId: pulumi.Input<string>;
  /** Major version of PostgreSQL, e.g. `17`; RDS chooses the minor one. Source: `database.engineVersion`. */
  readonly engineVersion: string;
  /** RDS instance class. Source: `database.instanceClass`. */
  readonly instanceClass: string;
  /** Storage in GiB at the start. Source: `database.allocatedStorageGb`. */
  readonly allocatedStorageGb: number;
  /** Storage in GiB up to which RDS grows by itself. Source: `database.maxAllocatedStorageGb`. */
  readonly maxAllocatedStorageGb: number;
  /** Days of point-in-time recovery. Source: `database.backupRetentionDays`. */
  readonly backupRetentionDays: number;
  /** Number of read replicas. Source: `database.readReplicas`. */
  readonly readReplicas: number;
  /** Keys of the storage, of the master password and of the log groups. Source: {@link Keys}. */
  readonly keyArns: Readonly<Record<"database" | "secrets" | "logs", pulumi.Input<string>>>;
  /** Topic of the alarms. Source: {@link Alarms}. */
  readonly alarmTopicArn: pulumi.Input<string>;
  /** Whether the instances are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

const MASTER_USER = "jeju_admin";
const DATABASE_NAME = "jeju";
const LOG_EXPORTS = ["postgresql", "upgrade"] as const;
const MONITORING_INTERVAL_SECONDS = 60;
/** The longest that costs nothing extra. */
const PERFORMANCE_INSIGHTS_DAYS = 7;
/** UTC; before AWS Backup's own run at 05:00, and never at the time of the maintenance. */
const BACKUP_WINDOW = "03:00-04:00";
const MAINTENANCE_WINDOW = "sun:06:00-sun:07:00";

/**
 * PostgreSQL with a standby in another zone, read replicas, and a proxy that pools connections.
 *
 * The password is made and rotated by RDS in Secrets Manager and never passes through Pulumi. Blast radius: explorers
 * and indexers; the chain itself runs without it.
 *
 * @example
 * const database = new Database("jeju-mainnet-database", {
 *   ...config.database, vpcId: network.vpcId, subnetIds: network.subnetIds.database,
 *   clientGroupId: cluster.nodeGroupId, keyArns: keys.data, alarmTopicArn: alarms.topicArn, protectData: true, ...
 * });
 */
export class Database extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Host name of the proxy, for whoever writes. */
  readonly proxyEndpoint: pulumi.Output<string>;
  /** Host names of the replicas, for whoever only reads. */
  readonly replicaEndpoints: readonly pulumi.Output<string>[];
  /** ARN of the secret with the master password. */
  readonly secretArn: pulumi.Output<string>;

  private readonly subnetGroup: rds.SubnetGroup;
  private readonly parameterGroup: rds.ParameterGroup;
  private readonly access: DatabaseAccess;
  private readonly monitoringRole: iam.Role;

  constructor(
    private readonly name: string,
    private readonly args: DatabaseArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Database", name, args, opts);
    this.subnetGroup = this.createSubnetGroup();
    this.parameterGroup = this.createParameterGroup();
    this.access = this.createAccess();
    this.monitoringRole = this.createMonitoringRole();
    const primary = this.createPrimary();
    const replicas = this.createReplicas(primary);
    this.secretArn = primary.masterUserSecrets.apply(([secret]) => secret?.secretArn ?? "");
    const proxy = this.createProxy(primary);
    this.createAlarms();

    this.arn = primary.arn;
    this.proxyEndpoint = proxy.endpoint;
    this.replicaEndpoints = replicas.map(({ address }) => address);
    this.registerOutputs({
      arn: this.arn,
      proxyEndpoint: this.proxyEndpoint,
      replicaEndpoints: this.replicaEndpoints,
      secretArn: this.secretArn,
    });
  }

  private createSubnetGroup(): rds.SubnetGroup {
    return new rds.SubnetGroup(
      `${this.name}-subnets`,
      {
        name: `${this.name}-subnets`,
        description: `Database tier of ${this.name}`,
        subnetIds: [...this.args.subnetIds],
        tags: named(`${this.name}-subnets`),
      },
      { parent: this },
    );
  }

  private createParameterGroup(): rds.ParameterGroup {
    const name = `${this.name}-parameters-${this.args.engineVersion}`;
    return new rds.ParameterGroup(
      name,
      {
        name,
        family: `postgres${this.args.engineVersion}`,
        description: `Forced TLS, slow-query log and limits of ${this.name}`,
        parameters: [...PARAMETERS],
        tags: named(name),
      },
      { parent: this },
    );
  }

  private createAccess(): DatabaseAccess {
    return new DatabaseAccess(
      `${this.name}-access`,
      { vpcId: this.args.vpcId, clientGroupId: this.args.clientGroupId },
      { parent: this },
    );
  }

  private createMonitoringRole(): iam.Role {
    const name = `${this.name}-monitoring`;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: serviceTrust("monitoring.rds.amazonaws.com", this.args.accountId) },
      { parent: this },
    );
    new iam.RolePolicyAttachment(
      `${name}-write`,
      { role: role.name, policyArn: managedPolicyArn("service-role/AmazonRDSEnhancedMonitoringRole") },
      { parent: this },
    );
    return role;
  }

  private createPrimary(): rds.Instance {
    const { args } = this;
    return new rds.Instance(
      this.name,
      {
        identifier: this.name,
        engine: "postgres",
        engineVersion: args.engineVersion,
        dbName: DATABASE_NAME,
        username: MASTER_USER,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: args.keyArns.secrets,
        multiAz: true,
        dbSubnetGroupName: this.subnetGroup.name,
        allocatedStorage: args.allocatedStorageGb,
        maxAllocatedStorage: args.maxAllocatedStorageGb,
        // A replica in the same region takes over the key; RDS refuses to be told one.
        kmsKeyId: args.keyArns.database,
        backupRetentionPeriod: args.backupRetentionDays,
        backupWindow: BACKUP_WINDOW,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${this.name}-final`,
        ...this.posture(),
      },
      { parent: this, dependsOn: this.createInstanceLogs(this.name), ...holdingData(args.protectData) },
    );
  }

  private createReplicas(primary: rds.Instance): rds.Instance[] {
    return this.replicaNames().map(
      (identifier) =>
        new rds.Instance(
          identifier,
          {
            identifier,
            replicateSourceDb: primary.identifier,
            // A replica has a standby too: its readers survive the loss of a zone as the writers do.
            multiAz: true,
            maxAllocatedStorage: this.args.maxAllocatedStorageGb,
            // RDS makes no final snapshot of a replica; its data are the primary's.
            skipFinalSnapshot: true,
            ...this.posture(),
          },
          { parent: this, dependsOn: this.createInstanceLogs(identifier), ...holdingData(this.args.protectData) },
        ),
    );
  }

  /** What holds for the primary and its replicas alike. */
  private posture(): rds.InstanceArgs {
    const { args } = this;
    return {
      instanceClass: args.instanceClass,
      port: POSTGRES_PORT,
      publiclyAccessible: false,
      vpcSecurityGroupIds: [this.access.databaseGroupId],
      parameterGroupName: this.parameterGroup.name,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      storageType: "gp3",
      storageEncrypted: true,
      iamDatabaseAuthenticationEnabled: true,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: args.keyArns.database,
      performanceInsightsRetentionPeriod: PERFORMANCE_INSIGHTS_DAYS,
      monitoringInterval: MONITORING_INTERVAL_SECONDS,
      monitoringRoleArn: this.monitoringRole.arn,
      enabledCloudwatchLogsExports: [...LOG_EXPORTS],
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      applyImmediately: false,
      maintenanceWindow: MAINTENANCE_WINDOW,
      copyTagsToSnapshot: true,
      deletionProtection: args.protectData,
      tags: classified("confidential"),
    };
  }

  private createInstanceLogs(identifier: string): pulumi.Resource {
    const group = (log: string) => `/aws/rds/instance/${identifier}/${log}`;
    return this.createLogs(identifier, { postgresql: group("postgresql"), upgrade: group("upgrade") });
  }

  private createLogs(name: string, groups: Record<string, string>): pulumi.Resource {
    const { keyArns, protectData } = this.args;
    return new Logs(`${name}-logs`, { groups, logsKeyArn: keyArns.logs, protectData }, { parent: this });
  }

  private createProxy(primary: rds.Instance): DatabaseProxy {
    const name = `${this.name}-proxy`;
    return new DatabaseProxy(
      name,
      {
        accountId: this.args.accountId,
        region: this.args.region,
        instanceIdentifier: primary.identifier,
        secretArn: this.secretArn,
        secretsKeyArn: this.args.keyArns.secrets,
        subnetIds: this.args.subnetIds,
        securityGroupId: this.access.proxyGroupId,
      },
      { parent: this, dependsOn: this.createLogs(name, { proxy: `/aws/rds/proxy/${name}` }) },
    );
  }

  private createAlarms(): void {
    for (const identifier of [this.name, ...this.replicaNames()]) {
      for (const [suffix, rule] of Object.entries(instanceAlarms(identifier, this.args.allocatedStorageGb))) {
        createAlarm(`${identifier}-${suffix}`, rule, this.args.alarmTopicArn, { parent: this });
      }
    }
    for (const identifier of this.replicaNames()) {
      createAlarm(`${identifier}-lag`, replicaLagAlarm(identifier), this.args.alarmTopicArn, { parent: this });
    }
  }

  private replicaNames(): string[] {
    return Array.from({ length: this.args.readReplicas }, (_, index) => `${this.name}-replica-${index + 1}`);
  }
}
