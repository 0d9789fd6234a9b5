import { join } from "node:path";
import { awsTypes } from "../../../../rehearsal/clouds/aws";
import { type ServedProvider, serveProvider } from "../../../../safes/plugin/server";
import { ThrowawayStack } from "../throwaway-stack";
import { openTinyAws } from "../tiny-provider";

const program = `
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const config = new pulumi.Config();
const provider = new aws.Provider("aws", { region: "us-east-1", defaultTags: { tags: { system: "jeju" } } });
const opts = { provider };
const letters = ["a", "b", "c"];

const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }, opts);
new aws.ec2.DefaultSecurityGroup("closed", { vpcId: vpc.id }, opts);
const gateway = new aws.ec2.InternetGateway("gateway", { vpcId: vpc.id }, opts);
const open = new aws.ec2.RouteTable("open", { vpcId: vpc.id }, opts);
new aws.ec2.Route("out", { routeTableId: open.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id }, opts);
const subnets = letters.map((letter, index) => new aws.ec2.Subnet(letter, {
  vpcId: vpc.id,
  availabilityZone: "us-east-1" + letter,
  cidrBlock: index === 2 ? config.get("third") ?? "10.0.2.0/24" : "10.0." + index + ".0/24",
  tags: { zone: letter },
}, opts));
subnets.map((subnet, index) =>
  new aws.ec2.RouteTableAssociation(letters[index], { routeTableId: open.id, subnetId: subnet.id }, opts));
const subnetIds = subnets.map(({ id }) => id);
const address = new aws.ec2.Eip("nat", {}, opts);
new aws.ec2.NatGateway("nat", { subnetId: subnetIds[0], allocationId: address.id }, { ...opts, dependsOn: gateway });
const group = new aws.ec2.SecurityGroup("database", { vpcId: vpc.id }, opts);
new aws.vpc.SecurityGroupIngressRule("postgres", {
  securityGroupId: group.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, cidrIpv4: vpc.cidrBlock,
}, opts);

const statement = (Principal, Action) => ({ Effect: "Allow", Principal, Action, Resource: "*" });
const root = { AWS: "arn:aws:iam::111111111111:root" };
const policy = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
const key = new aws.kms.Key("data", {
  deletionWindowInDays: config.getNumber("window") ?? 30,
  enableKeyRotation: true,
  policy: policy(statement(root, "kms:*"), statement({ Service: "logs.us-east-1.amazonaws.com" }, "kms:*")),
}, opts);
new aws.kms.Alias("data", { name: "alias/data", targetKeyId: key.id }, opts);
const logs = new aws.cloudwatch.LogGroup("flow", { kmsKeyId: key.arn, retentionInDays: 365 }, opts);
const role = new aws.iam.Role("flow", {
  assumeRolePolicy: { Version: "2012-10-17", Statement: [
    { Effect: "Allow", Principal: { Service: "vpc-flow-logs.amazonaws.com" }, Action: "sts:AssumeRole" },
  ] },
}, opts);
new aws.ec2.FlowLog("flow", {
  vpcId: vpc.id, trafficType: "ALL", logDestination: logs.arn, iamRoleArn: role.arn,
}, opts);

const parameters = new aws.rds.ParameterGroup("pg17", { family: "postgres17" }, opts);
const database = new aws.rds.Instance("database", {
  engine: "postgres",
  engineVersion: "17",
  instanceClass: config.get("class") ?? "db.r7g.large",
  allocatedStorage: 100,
  backupRetentionPeriod: 30,
  dbSubnetGroupName: new aws.rds.SubnetGroup("database", { subnetIds }, opts).name,
  parameterGroupName: parameters.name,
  vpcSecurityGroupIds: [group.id],
  manageMasterUserPassword: true,
  username: "jeju",
  storageEncrypted: true,
  kmsKeyId: key.arn,
  skipFinalSnapshot: true,
  deletionProtection: config.getBoolean("protect"),
}, opts);

const bucket = new aws.s3.Bucket("backups", {}, opts);
const versions = new aws.s3.BucketVersioning("backups", {
  bucket: bucket.id, versioningConfiguration: { status: "Enabled" },
}, opts);
new aws.s3.BucketObjectLockConfiguration("backups", {
  bucket: bucket.id, rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
}, { ...opts, dependsOn: versions });
new aws.s3.BucketPublicAccessBlock("backups", { bucket: bucket.id, blockPublicPolicy: true }, opts);

const zone = new aws.route53.Zone("zone", { name: "jeju.network" }, opts);
const signing = new aws.kms.Key("signing", {
  customerMasterKeySpec: "ECC_NIST_P256",
  keyUsage: "SIGN_VERIFY",
  policy: policy(statement(root, "kms:*"), statement({ Service: "dnssec-route53.amazonaws.com" }, "kms:*")),
}, opts);
const signer = new aws.route53.KeySigningKey("jeju", {
  name: "jeju", hostedZoneId: zone.id, keyManagementServiceArn: signing.arn,
}, opts);
new aws.route53.HostedZoneDnsSec("jeju", { hostedZoneId: zone.id }, { ...opts, dependsOn: signer });
const certificate = new aws.acm.Certificate("rpc", { domainName: "rpc.jeju.network", validationMethod: "DNS" }, opts);
const option = certificate.domainValidationOptions[0];
const record = new aws.route53.Record("rpc", {
  zoneId: zone.id, name: option.resourceRecordName, type: option.resourceRecordType,
  records: [option.resourceRecordValue], ttl: 60,
}, opts);
new aws.acm.CertificateValidation("rpc", {
  certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn],
}, opts);

exports.endpoint = database.endpoint;
exports.ds = signer.dsRecord;
exports.subnet = subnets[2].id;
exports.tags = subnets[0].tagsAll;
`;

describe("AWS under the real engine", () => {
  let stack: ThrowawayStack;
  let served: ServedProvider;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    stack = await ThrowawayStack.create(program);
    const { journal, provider } = await openTinyAws(join(stack.directory, "clouds"), awsTypes);
    served = await serveProvider(provider);
    stack.attach(served.debugProvider);
    stop = async () => {
      await served.stop();
      await journal.close();
    };
  }, 600_000);

  afterAll(async () => {
    await stop();
    stack.remove();
  });

  it("brings up a network, a database, backups and a signed zone, then shows no change and no drift", async () => {
    expect(await stack.run("preview")).toMatch(/\+ 36 to create/);
    await stack.up();
    const outputs = JSON.parse(await stack.run("stack", "output", "--json"));
    expect(outputs).toEqual({
      ds: expect.stringMatching(/^\d+ 13 2 [0-9A-F]{64}$/),
      endpoint: expect.stringMatching(/^database-[0-9a-f]{7}\.\w{12}\.us-east-1\.rds\.amazonaws\.com:5432$/),
      subnet: expect.stringMatching(/^subnet-0[0-9a-f]{16}$/),
      tags: { system: "jeju", zone: "a" },
    });
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  }, 240_000);

  it("refuses at preview what the provider validates while it plans", async () => {
    const { all, exitCode } = await stack.attempt("preview", "--config", "window=3");
    expect(exitCode).not.toBe(0);
    expect(all).toContain("deletionWindowInDays is 7 to 30 days, got 3");
  });

  it("refuses at apply what only the cloud knows, in its words", async () => {
    const { all, exitCode } = await stack.attempt(
      "up",
      "--yes",
      "--config",
      "window=30",
      "--config",
      "third=10.0.1.0/25",
    );
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(
      /creating EC2 Subnet: operation error EC2: CreateSubnet, .* api error InvalidSubnet\.Conflict: The CIDR '10\.0\.1\.0\/25'/,
    );
  }, 180_000);

  it("changes an instance class in place and replaces a subnet of another block", async () => {
    const before = await stack.output("subnet");
    const changed = await stack.run(
      ...[
        "up",
        "--yes",
        "--config",
        "class=db.r7g.xlarge",
        "--config",
        "third=10.0.3.0/24",
        "--config",
        "protect=true",
      ],
    );
    expect(changed).toMatch(/~\s+aws:rds:Instance database update/);
    expect(changed).toMatch(/\+-\s+aws:ec2:Subnet c replace/);
    expect(await stack.output("subnet")).not.toBe(before);
  }, 180_000);

  it("keeps a protected database, and then leaves nothing behind", async () => {
    const { all, exitCode } = await stack.attempt("destroy", "--yes", "--skip-preview");
    expect(exitCode).not.toBe(0);
    expect(all).toContain("Cannot delete protected DB Instance, please disable deletion protection and try again.");
    await stack.up("--config", "protect=false");
    await stack.run("destroy", "--yes", "--skip-preview");
    expect(stack.checkpoint()).not.toContain("aws:rds/instance:Instance");
  }, 240_000);
});
