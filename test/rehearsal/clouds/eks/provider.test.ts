import * as pulumi from "@pulumi/pulumi";
import { eksProvider } from "../../../../rehearsal/clouds/eks";
import { checkClusterArguments } from "../../../../rehearsal/clouds/eks/cluster-arguments";
import { type Registered, registeredBy, site } from "./registered";

const bare = { skipDefaultNodeGroup: true };

async function construct(type: string, inputs: pulumi.Inputs): Promise<Registered[]> {
  const session = await eksProvider(site).configure({});
  let failure: unknown;
  const built: Promise<unknown>[] = [];
  const registered = await registeredBy(() => {
    built.push(Promise.resolve(session.construct?.("c", type, inputs, {})).catch((error) => (failure = error)));
  });
  await Promise.all(built);
  if (failure) throw failure;
  return registered;
}

describe("a component's arguments", () => {
  it.each<[string, pulumi.Inputs, RegExp]>([
    [
      "a misspelt argument",
      { ...bare, endpointPrivatAccess: true },
      /endpointPrivatAccess.*did you mean "endpointPrivateAccess"/,
    ],
    [
      "a misspelt argument inside of another",
      { ...bare, vpcCniOptions: { enableNetworkPolcy: true } },
      /vpcCniOptions\.enableNetworkPolcy.*did you mean "enableNetworkPolicy"/,
    ],
    [
      "a misspelt argument beside one that is not known yet",
      { ...bare, vpcId: pulumi.output("v"), subnetIdz: [] },
      /subnetIdz.*did you mean "subnetIds"/,
    ],
    ["a value of the wrong type", { ...bare, minSize: "two" }, /minSize: got .*string.*expected a number/],
    ["an unknown authentication mode", { ...bare, authenticationMode: "IAM" }, /authenticationMode: got .*"IAM"/],
  ])("are refused with their path: %s", async (_, inputs, message) => {
    await expect(construct("eks:index:Cluster", inputs)).rejects.toThrow(message);
  });

  it("are refused before anything is registered", async () => {
    const session = await eksProvider(site).configure({});
    const registered = await registeredBy(() => {
      session.construct?.("c", "eks:index:Cluster", { ...bare, naem: "x" }, {}).catch(() => {});
    });
    expect(registered).toEqual([]);
  });
});

describe("combinations that the component refuses", () => {
  const role = pulumi.output("role") as pulumi.Output<never>;

  it.each<[string, Parameters<typeof checkClusterArguments>[1], RegExp]>([
    ["one and many instance roles", { ...bare, instanceRole: role, instanceRoles: [role] }, /mutually exclusive/],
    ["two ways of naming subnets", { ...bare, subnetIds: ["a"], publicSubnetIds: ["b"] }, /excludes publicSubnetIds/],
    [
      "two ways of describing nodes",
      { ...bare, nodeGroupOptions: {}, instanceType: "m7i.large" },
      /excludes instanceType/,
    ],
    [
      "access entries where the ConfigMap rules",
      { ...bare, accessEntries: {} },
      /accessEntries: takes authenticationMode API or API_AND_CONFIG_MAP, which is not set/,
    ],
    [
      "role mappings where access entries rule",
      { ...bare, authenticationMode: "API", roleMappings: [{ roleArn: "r", username: "u", groups: [] }] },
      /roleMappings: takes no values when authenticationMode is API/,
    ],
    [
      "instance roles where access entries rule",
      { ...bare, authenticationMode: "API", instanceRoles: [role] },
      /instanceRoles: takes no values/,
    ],
    ["Auto Mode without access entries", { autoMode: { enabled: true } }, /Auto Mode takes access entries/],
    [
      "public addresses without a public endpoint",
      { ...bare, publicAccessCidrs: ["192.0.2.0/24"], endpointPublicAccess: false },
      /publicAccessCidrs: can only be set when endpointPublicAccess is true/,
    ],
    ["the default node group, naming the file to extend", {}, /rehearsal\/clouds\/eks\/cluster\.ts/],
    ["Fargate, naming the file to extend", { fargate: true }, /rehearsal\/clouds\/eks\/cluster\.ts/],
  ])("%s", (_, args, message) => {
    expect(() => checkClusterArguments("c", args)).toThrow(message);
  });
});

it("names the file to extend for a component that it does not have", async () => {
  await expect(construct("eks:index:NodeGroupV2", {})).rejects.toThrow(
    /eks:index:NodeGroupV2.*rehearsal\/clouds\/eks\/index\.ts/,
  );
});

it("builds the node security group by itself", async () => {
  const registered = await construct("eks:index:NodeGroupSecurityGroup", {
    vpcId: "vpc-1",
    clusterSecurityGroup: { id: "sg-1" },
    eksCluster: { name: "jeju" },
  });
  expect(registered.filter(({ type }) => type === "aws:ec2/securityGroupRule:SecurityGroupRule")).toHaveLength(5);
  const group = registered.find(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
  expect(group?.inputs.tags).toEqual({ Name: "c-nodeSecurityGroup", "kubernetes.io/cluster/jeju": "owned" });
});

it("configures the VPC CNI through its environment, the program's values first", async () => {
  const registered = await construct("eks:index:VpcCniAddon", {
    clusterName: "jeju",
    addonVersion: "v1.21.0-eksbuild.1",
    enableNetworkPolicy: true,
    warmIpTarget: 5,
    configurationValues: { env: { WARM_ENI_TARGET: "3" } },
  });
  const { inputs } = registered.find(({ type }) => type === "aws:eks/addon:Addon") ?? {};
  expect(inputs).toMatchObject({ addonName: "vpc-cni", addonVersion: "v1.21.0-eksbuild.1", preserve: true });
  expect(JSON.parse(inputs.configurationValues)).toMatchObject({
    enableNetworkPolicy: "true",
    env: { WARM_ENI_TARGET: "3", WARM_IP_TARGET: "5", ENABLE_POD_ENI: "false", AWS_VPC_ENI_MTU: "9001" },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } },
  });
});
