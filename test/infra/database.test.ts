import { Database, type DatabaseArgs } from "../../infra/database";
import { ComponentRecording, statementsOf } from "./component-recording";

const args: DatabaseArgs = {
  accountId: "111111111111",
  region: "us-east-1",
  vpcId: "vpc-0",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  clientGroupId: "sg-nodes",
  engineVersion: "17",
  instanceClass: "db.r7g.large",
  allocatedStorageGb: 200,
  maxAllocatedStorageGb: 1000,
  backupRetentionDays: 30,
  readReplicas: 2,
  keyArns: { database: "key/database", secrets: "key/secrets", logs: "key/logs" },
  alarmTopicArn: "arn:aws:sns:us-east-1:111111111111:alarms",
  protectData: true,
};

const build = (changes: Partial<DatabaseArgs> = {}) =>
  ComponentRecording.of(
    (opts) => {
      new Database("jeju-test-database", { ...args, ...changes }, opts);
    },
    ({ type }) =>
      type === "aws:rds/instance:Instance"
        ? { masterUserSecrets: [{ secretArn: "secret/master" }], address: "db" }
        : {},
  );

const INSTANCE = "aws:rds/instance:Instance";

describe("the database", () => {
  let database: ComponentRecording;
  beforeAll(async () => {
    database = await build();
  });

  it("has a standby in another zone, and so has every replica", () => {
    const instances = database.ofType(INSTANCE);
    expect(instances.map(({ name }) => name).sort()).toEqual([
      "jeju-test-database",
      "jeju-test-database-replica-1",
      "jeju-test-database-replica-2",
    ]);
    for (const { inputs } of instances) expect(inputs.multiAz).toBe(true);
  });

  it("encrypts storage and insights with its key, and the password with that of secrets", () => {
    expect(database.inputs(INSTANCE, "test-database")).toMatchObject({
      storageEncrypted: true,
      kmsKeyId: "key/database",
      performanceInsightsKmsKeyId: "key/database",
      masterUserSecretKmsKeyId: "key/secrets",
    });
  });

  it("tells a replica no key, because RDS refuses one in the same region", () => {
    const { storageEncrypted, kmsKeyId } = database.inputs(INSTANCE, "replica-1");
    expect({ storageEncrypted, kmsKeyId }).toEqual({ storageEncrypted: true, kmsKeyId: undefined });
  });

  it("lets RDS make the password, so that none passes through Pulumi", () => {
    const inputs = database.inputs(INSTANCE, "test-database");
    expect(inputs.manageMasterUserPassword).toBe(true);
    expect(inputs).not.toHaveProperty("password");
  });

  it("is attached to parameters that force TLS and log slow queries", () => {
    const group = database.only("aws:rds/parameterGroup:ParameterGroup");
    expect(group.inputs).toMatchObject({ family: "postgres17" });
    expect(group.inputs.parameters).toEqual(
      expect.arrayContaining([
        { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
        { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
      ]),
    );
    for (const { inputs } of database.ofType(INSTANCE)) expect(inputs.parameterGroupName).toBe(group.inputs.name);
  });

  it("keeps 30 days of backups, and a last snapshot whose name does not change", () => {
    expect(database.inputs(INSTANCE, "test-database")).toMatchObject({
      backupRetentionPeriod: 30,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "jeju-test-database-final",
      deleteAutomatedBackups: false,
    });
  });

  it("cannot be deleted by mistake, in Pulumi or in AWS", () => {
    for (const { inputs, options } of database.ofType(INSTANCE)) {
      expect(inputs.deletionProtection).toBe(true);
      expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    }
  });

  it("can be deleted once the environment is decommissioned", async () => {
    for (const { inputs, options } of (await build({ protectData: false })).ofType(INSTANCE)) {
      expect(inputs.deletionProtection).toBe(false);
      expect(options).toMatchObject({ protect: false, retainOnDelete: false });
    }
  });

  it("is reached from the cluster's nodes and the proxy only", () => {
    const rules = database.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const from = rules.map(({ inputs }) => [inputs.securityGroupId, inputs.referencedSecurityGroupId, inputs.fromPort]);
    const [instances, proxy] = ["instances", "proxy"].map((part) => `jeju-test-database-access-${part}-id`);
    expect(from).toEqual(
      expect.arrayContaining([
        [instances, "sg-nodes", 5432],
        [instances, proxy, 5432],
        [proxy, "sg-nodes", 5432],
      ]),
    );
    expect(from).toHaveLength(3);
    expect(rules.filter(({ inputs }) => "cidrIpv4" in inputs || "cidrIpv6" in inputs)).toEqual([]);
    for (const { inputs } of database.ofType(INSTANCE)) {
      expect(inputs).toMatchObject({ publiclyAccessible: false, vpcSecurityGroupIds: [instances] });
    }
  });

  it("stands in the database tier's subnets", () => {
    expect(database.inputs("aws:rds/subnetGroup:SubnetGroup").subnetIds).toEqual(args.subnetIds);
  });

  it("pools connections over TLS for clients with an IAM identity", () => {
    expect(database.inputs("aws:rds/proxy:Proxy")).toMatchObject({
      requireTls: true,
      auths: [{ iamAuth: "REQUIRED", secretArn: "secret/master" }],
      vpcSubnetIds: args.subnetIds,
    });
    expect(database.inputs("aws:rds/proxyTarget:ProxyTarget")).toMatchObject({
      dbInstanceIdentifier: "jeju-test-database",
    });
  });

  it("lets the proxy read that one secret and use its key for nothing else", () => {
    expect(statementsOf(database.inputs("aws:iam/rolePolicy:RolePolicy").policy)).toEqual([
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "secret/master" },
      {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "key/secrets",
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("has an encrypted log group of a year for each log that RDS would start without one", () => {
    const groups = database.ofType("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs);
    const instances = ["jeju-test-database", "jeju-test-database-replica-1", "jeju-test-database-replica-2"];
    expect(groups.map(({ name }) => name).sort()).toEqual(
      [
        ...instances.flatMap((name) => [`/aws/rds/instance/${name}/postgresql`, `/aws/rds/instance/${name}/upgrade`]),
        "/aws/rds/proxy/jeju-test-database-proxy",
      ].sort(),
    );
    for (const group of groups) expect(group).toMatchObject({ kmsKeyId: "key/logs", retentionInDays: 365 });
  });

  it("calls somebody when an instance runs out of something or a replica falls behind", () => {
    const alarms = database.ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs);
    const watched = alarms.map(({ dimensions, metricName }) => {
      const { DBInstanceIdentifier } = dimensions as Record<string, string>;
      return `${DBInstanceIdentifier} ${metricName}`;
    });
    const perInstance = ["CPUUtilization", "FreeStorageSpace", "FreeableMemory", "DatabaseConnections"];
    expect(watched.sort()).toEqual(
      [
        ...perInstance.map((metric) => `jeju-test-database ${metric}`),
        ...[1, 2].flatMap((replica) =>
          [...perInstance, "ReplicaLag"].map((metric) => `jeju-test-database-replica-${replica} ${metric}`),
        ),
      ].sort(),
    );
    for (const { alarmActions } of alarms) expect(alarmActions).toEqual([args.alarmTopicArn]);
  });
});
