import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const INSTANCE = "aws:rds/instance:Instance";
const PROXY = "aws:rds/proxy:Proxy";
const TARGET = "aws:rds/proxyTarget:ProxyTarget";
const replica = (replicateSourceDb: string) => ({
  replicateSourceDb,
  engine: undefined,
  engineVersion: undefined,
  allocatedStorage: undefined,
  username: undefined,
  manageMasterUserPassword: undefined,
  dbSubnetGroupName: undefined,
  storageEncrypted: undefined,
  kmsKeyId: undefined,
});

describe("replicas and proxies", () => {
  testRules([
    {
      rule: "db-replica-source",
      refuses: "a replica of an instance without backups",
      code: "InvalidDBInstanceState",
      type: INSTANCE,
      fine: replica("primary"),
      wrong: (account) => {
        account.add(INSTANCE, { identifier: "bare", engine: "postgres", engineVersion: "17" });
        return replica("bare");
      },
    },
    {
      rule: "db-replica-source",
      refuses: "a replica of an instance that does not exist",
      code: "DBInstanceNotFound",
      type: INSTANCE,
      fine: ({ database }) => replica(String(database.outputs.arn)),
      wrong: replica("gone"),
    },
    {
      rule: "db-replica-count",
      refuses: "a sixteenth replica",
      code: "InvalidDBInstanceState",
      type: INSTANCE,
      wrong: (account) => {
        for (let index = 0; index < 15; index++)
          account.add(INSTANCE, { ...replica("primary"), identifier: `r${index}` });
        return replica("primary");
      },
    },
    {
      rule: "db-proxy-zones",
      refuses: "a proxy in one zone",
      code: "InvalidSubnet",
      type: PROXY,
      wrong: ({ subnetIds }) => ({ vpcSubnetIds: subnetIds.slice(0, 1) }),
    },
    {
      rule: "db-proxy-secret",
      refuses: "a proxy with a secret that does not exist",
      code: "InvalidParameterValue",
      type: PROXY,
      fine: ({ database }) => {
        const [{ secretArn }] = database.outputs.masterUserSecrets as [{ secretArn: string }];
        return { auths: [{ secretArn }] };
      },
      wrong: { auths: [{ secretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:gone-AbCdEf" }] },
    },
    {
      rule: "db-proxy-role",
      refuses: "a proxy of a role that does not exist",
      code: "InvalidParameterValue",
      type: PROXY,
      wrong: { roleArn: "arn:aws:iam::111111111111:role/gone" },
    },
    {
      rule: "db-proxy-security-groups",
      refuses: "a proxy with a security group of another VPC",
      code: "InvalidParameterValue",
      type: PROXY,
      fine: ({ group }) => ({ vpcSecurityGroupIds: [group.id] }),
      wrong: ({ otherGroup }) => ({ vpcSecurityGroupIds: [otherGroup.id] }),
    },
    {
      rule: "db-proxy-one-target",
      refuses: "a second target of a proxy",
      code: "DBProxyTargetAlreadyRegisteredFault",
      type: TARGET,
      wrong: (account) => {
        account.add(TARGET, sampleOf(TARGET, account));
        return {};
      },
    },
    {
      rule: "db-proxy-target-engine",
      refuses: "a target of another engine family",
      code: "InvalidParameterValue",
      type: TARGET,
      wrong: (account) => {
        account.add(INSTANCE, { identifier: "mysql", engine: "mysql", engineVersion: "8.4" });
        return { dbInstanceIdentifier: "mysql" };
      },
    },
    {
      rule: "db-proxy-target-writer",
      refuses: "a read replica as a proxy's target",
      code: "InvalidDBInstanceState",
      type: TARGET,
      wrong: (account) => {
        account.add(INSTANCE, { ...replica("primary"), identifier: "replica" });
        return { dbInstanceIdentifier: "replica" };
      },
    },
  ]);

  it("gives a replica the engine, the key and the network of its source", () => {
    const account = new FurnishedAccount();
    account.add(INSTANCE, { ...sampleOf(INSTANCE, account), identifier: "source", backupRetentionPeriod: 7 });
    const { outputs } = account.add(INSTANCE, {
      ...replica("source"),
      identifier: "copy",
      instanceClass: "db.r7g.large",
    });
    expect(outputs).toMatchObject({
      engine: "postgres",
      kmsKeyId: account.key.outputs.arn,
      dbSubnetGroupName: "database",
      parameterGroupName: "pg17",
      port: 5432,
    });
  });

  it("gives an instance its endpoint and its managed secret in the formats of RDS", () => {
    const { outputs } = new FurnishedAccount().database;
    expect(outputs.endpoint).toMatch(/^primary\.[a-z][a-z0-9]{11}\.us-east-1\.rds\.amazonaws\.com:5432$/);
    expect(outputs.resourceId).toMatch(/^db-[A-Z0-9]{26}$/);
    expect(outputs.engineVersionActual).toMatch(/^17\.\d+$/);
    expect(outputs.masterUserSecrets).toEqual([
      {
        kmsKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:111111111111:key\/[0-9a-f-]{36}$/),
        secretArn: expect.stringMatching(
          /^arn:aws:secretsmanager:us-east-1:111111111111:secret:rds!db-[0-9a-f-]{36}-\w{6}$/,
        ),
        secretStatus: "active",
      },
    ]);
  });
});
