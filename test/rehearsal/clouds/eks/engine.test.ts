import { join } from "node:path";
import { awsTypes } from "../../../../rehearsal/clouds/aws";
import { awsCloud } from "../../../../rehearsal/clouds/aws-cloud";
import { worldOf } from "../../../../rehearsal/clouds/cloud-world";
import { eksProvider } from "../../../../rehearsal/clouds/eks";
import { Journal } from "../../../../rehearsal/clouds/journal";
import type { NodeShape } from "../../../../rehearsal/clouds/resource-type";
import { SdkTypes } from "../../../../rehearsal/clouds/sdk-types";
import { StandIn } from "../../../../rehearsal/clouds/stand-in";
import { takeIn } from "../../../../rehearsal/clouds/tampering";
import type { Provider } from "../../../../safes/plugin/provider";
import { serveProvider } from "../../../../safes/plugin/server";
import { ThrowawayStack } from "../throwaway-stack";
import { ACCOUNT } from "../tiny-cloud";
import { site } from "./registered";

const program = `
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const eks = require("@pulumi/eks");
const config = new pulumi.Config();
const provider = new aws.Provider("aws", { region: "us-east-1" });
const opts = { provider };
const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, opts);
const subnetIds = ["a", "b"].map((zone, index) => new aws.ec2.Subnet(zone, {
  vpcId: vpc.id, cidrBlock: "10.0." + index + ".0/24", availabilityZone: "us-east-1" + zone,
}, opts).id);
const administrator = new aws.iam.Role("administrator", { assumeRolePolicy: trust("eks.amazonaws.com") }, opts);
const cluster = new eks.Cluster("c", {
  name: "jeju", version: "1.34", vpcId: vpc.id, privateSubnetIds: subnetIds,
  authenticationMode: "API", accessEntries: { admin: { principalArn: administrator.arn } },
  skipDefaultNodeGroup: true, useDefaultVpcCni: true,
  kubeProxyAddonOptions: { enabled: false }, corednsAddonOptions: { enabled: false },
  enabledClusterLogTypes: config.getObject("logs") ?? ["api", "audit"],
  ...(config.getObject("more") ?? {}),
}, { providers: [provider] });
const nodeRole = new aws.iam.Role("node", { assumeRolePolicy: trust("ec2.amazonaws.com") }, opts);
const policies = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"].map(
  (policy) => new aws.iam.RolePolicyAttachment(policy, { role: nodeRole.name, policyArn: "arn:aws:iam::aws:policy/" + policy }, opts),
);
if (config.getBoolean("nodes") ?? true) {
  new eks.ManagedNodeGroup("workers", {
    cluster, nodeRole, instanceTypes: ["m7i.large"], scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
  }, { providers: [provider], dependsOn: policies });
}
function trust(Service) {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
}
exports.kubeconfig = cluster.kubeconfigJson;
exports.securityGroup = cluster.clusterSecurityGroupId;
exports.issuer = cluster.oidcIssuer;
`;

/** The cluster's own Kubernetes provider is configured and never asked for anything. */
const kubernetes: Provider = {
  name: "kubernetes",
  version: new SdkTypes("kubernetes").version,
  checkConfig: async () => [],
  diffConfig: async () => [],
  configure: async () => {
    const never = async () => {
      throw new Error("no Kubernetes object was expected");
    };
    return { check: never, diff: never, create: never, read: never, update: never, delete: never, invoke: never };
  },
};

describe("eks components under the real engine", () => {
  let stack: ThrowawayStack;
  let stop: () => Promise<void>;
  const nodes = new Map<string, readonly NodeShape[]>();

  beforeAll(async () => {
    stack = await ThrowawayStack.create(program);
    const directory = join(stack.directory, "clouds");
    const journal = await Journal.open(directory);
    const reconcileNodes = async (owner: string, shapes: readonly NodeShape[]) => void nodes.set(owner, shapes);
    const cluster = { ...site, reconcileNodes };
    const world = worldOf(journal, { accountId: ACCOUNT, partition: "aws", kubernetes: cluster });
    const sdk = new SdkTypes("aws");
    const catchUp = () => takeIn(directory, journal);
    const aws = new StandIn(awsCloud(awsTypes, sdk, ACCOUNT), { journal, world, sdk, catchUp });
    const served = await Promise.all([aws, eksProvider(cluster), kubernetes].map((each) => serveProvider(each)));
    stack.attach(...served.map(({ debugProvider }) => debugProvider));
    stop = async () => {
      await Promise.all(served.map((each) => each.stop()));
      await journal.close();
    };
  }, 600_000);

  afterAll(async () => {
    await stop();
    stack.remove();
  });

  it("refuses a misspelt argument at preview, with its path", async () => {
    await stack.run("config", "set", "--path", "more.vpcCniOptions.enableNetworkPolcy", "true");
    const { all, exitCode } = await stack.attempt("preview");
    await stack.run("config", "rm", "more");
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/vpcCniOptions\.enableNetworkPolcy.*did you mean "enableNetworkPolicy"/);
  }, 240_000);

  it("previews all children although neither VPC nor roles are known", async () => {
    const preview = await stack.run("preview");
    for (const child of ["c-eksRole-role", "c-eksCluster", "c-nodeSecurityGroup", "c-admin", "c-eks-k8s", "workers"]) {
      expect(preview).toContain(child);
    }
  }, 240_000);

  it("creates, then shows no change and no drift", async () => {
    await stack.up();
    expect(await stack.output("kubeconfig")).toContain(site.endpoint);
    expect(await stack.output("issuer")).toMatch(/^oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
    expect([...nodes.values()].flat()).toHaveLength(2);
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  }, 480_000);

  it("updates the control plane in place", async () => {
    await stack.run("config", "set", "--path", "logs[0]", "api");
    expect(await stack.up()).toMatch(/1 updated/);
  }, 240_000);

  it("leaves nothing when the stack is destroyed", async () => {
    expect(await stack.run("destroy", "--yes", "--skip-preview")).toMatch(/deleted/);
    expect([...nodes.values()].flat()).toEqual([]);
  }, 240_000);
});
