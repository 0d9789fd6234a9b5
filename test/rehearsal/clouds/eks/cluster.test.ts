import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../../rehearsal/clouds/eks/cluster";
import { type Registered, registeredBy, site } from "./registered";

const network = { vpcId: "vpc-1", privateSubnetIds: ["subnet-a", "subnet-b"] };
const bare: eks.ClusterArgs = { ...network, skipDefaultNodeGroup: true };

function build(args: eks.ClusterArgs, preview = false): Promise<Registered[]> {
  return registeredBy(() => new Cluster("c", args, {}, site), preview);
}

function tree(registered: readonly Registered[]): string[] {
  return registered.map(({ type, name, parent }) => `${parent || "-"} > ${type} ${name}`).sort();
}

function only(registered: readonly Registered[], type: string): Registered {
  const found = registered.filter((resource) => resource.type === type);
  expect(found).toHaveLength(1);
  return found[0] as Registered;
}

const always = [
  "- > eks:index:Cluster c",
  "c > eks:index:ServiceRole c-eksRole",
  "c-eksRole > aws:iam/role:Role c-eksRole-role",
  "c-eksRole > aws:iam/rolePolicyAttachment:RolePolicyAttachment c-eksRole-4b490823",
  "c > aws:eks/cluster:Cluster c-eksCluster",
  "c > pulumi:providers:kubernetes c-eks-k8s",
];

const securityGroups = [
  "c > aws:ec2/securityGroup:SecurityGroup c-eksClusterSecurityGroup",
  "c > aws:ec2/securityGroup:SecurityGroup c-nodeSecurityGroup",
  ...[
    "eksClusterInternetEgressRule",
    "eksNodeIngressRule",
    "eksNodeClusterIngressRule",
    "eksExtApiServerClusterIngressRule",
    "eksNodeInternetEgressRule",
    "eksClusterIngressRule",
  ].map((rule) => `c > aws:ec2/securityGroupRule:SecurityGroupRule c-${rule}`),
];

const vpcCni = ["c > eks:index:VpcCniAddon c-vpc-cni", "c-vpc-cni > aws:eks/addon:Addon c-vpc-cni"];

describe("children of eks.Cluster", () => {
  it("are those of the real component with an aws-auth ConfigMap when no authentication mode is set", async () => {
    expect(tree(await build(bare))).toEqual(
      [
        ...always,
        ...securityGroups,
        ...vpcCni,
        "c > aws:eks/addon:Addon c-kube-proxy",
        "c > kubernetes:core/v1:ConfigMap c-nodeAccess",
      ].sort(),
    );
  });

  it("are a control plane and its access entries when the program does everything else itself", async () => {
    const registered = await build({
      ...bare,
      authenticationMode: "API",
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
      useDefaultVpcCni: true,
      kubeProxyAddonOptions: { enabled: false },
      corednsAddonOptions: { enabled: false },
      accessEntries: {
        admin: {
          principalArn: "arn:aws:iam::111111111111:role/admin",
          accessPolicies: { all: { policyArn: "arn:p", accessScope: { type: "cluster" } } },
        },
      },
    });
    expect(tree(registered)).toEqual(
      [
        ...always,
        "c > aws:eks/accessEntry:AccessEntry c-admin",
        "c-admin > aws:eks/accessPolicyAssociation:AccessPolicyAssociation c-admin-all",
      ].sort(),
    );
  });

  it("has roles for the nodes that EKS Auto Mode starts, and no add-ons but coredns", async () => {
    const registered = await build({ ...network, authenticationMode: "API", autoMode: { enabled: true } });
    const names = registered.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["c-nodeRole", "c-instanceRole", "c-coredns"]));
    expect(names).not.toEqual(expect.arrayContaining(["c-kube-proxy", "c-vpc-cni"]));
    const { inputs } = only(registered, "aws:eks/cluster:Cluster");
    expect(inputs).toMatchObject({
      bootstrapSelfManagedAddons: false,
      computeConfig: {
        enabled: true,
        nodePools: ["general-purpose", "system"],
        nodeRoleArn: expect.stringContaining("c-nodeRole"),
      },
      storageConfig: { blockStorage: { enabled: true } },
      kubernetesNetworkConfig: { ipFamily: "ipv4", elasticLoadBalancing: { enabled: true } },
    });
  });

  it("has an OIDC provider and storage classes when the program asks for them", async () => {
    const registered = await build({ ...bare, createOidcProvider: true, storageClasses: "gp2" });
    expect(only(registered, "aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs).toMatchObject({
      clientIdLists: ["sts.amazonaws.com"],
      url: "https://oidc.eks.us-east-1.amazonaws.com/id/ABC",
    });
    const storageClass = only(registered, "kubernetes:storage.k8s.io/v1:StorageClass");
    expect(storageClass.name).toBe("c-gp2");
    expect(storageClass.inputs).toMatchObject({
      parameters: { type: "gp2" },
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    });
  });

  it("uses the default VPC and all its subnets when the program names none", async () => {
    const registered = await build({ skipDefaultNodeGroup: true });
    expect(only(registered, "aws:eks/cluster:Cluster").inputs.vpcConfig.subnetIds).toEqual(["subnet-a", "subnet-b"]);
  });
});

describe("the control plane", () => {
  it("gets what the program says", async () => {
    const registered = await build({
      ...bare,
      name: "jeju",
      version: "1.34",
      authenticationMode: "API",
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
      enabledClusterLogTypes: ["api", "audit"],
      encryptionConfigKeyArn: "arn:aws:kms:us-east-1:111111111111:key/k",
      deletionProtection: true,
      kubernetesServiceIpAddressRange: "172.20.0.0/16",
      tags: { system: "jeju" },
      clusterTags: { tier: "control" },
    });
    expect(only(registered, "aws:eks/cluster:Cluster").inputs).toEqual({
      name: "jeju",
      version: "1.34",
      roleArn: "arn:aws:test:::c-eksRole-role",
      bootstrapSelfManagedAddons: true,
      deletionProtection: true,
      enabledClusterLogTypes: ["api", "audit"],
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      encryptionConfig: { provider: { keyArn: "arn:aws:kms:us-east-1:111111111111:key/k" }, resources: ["secrets"] },
      kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", ipFamily: "ipv4" },
      vpcConfig: {
        securityGroupIds: ["c-eksClusterSecurityGroup-id"],
        subnetIds: ["subnet-a", "subnet-b"],
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
      },
      tags: { Name: "c-eksCluster", tier: "control", system: "jeju" },
    });
  });

  it("is reached by a kubeconfig that names a token file and carries no token", async () => {
    const registered = await build(bare);
    const { kubeconfig } = only(registered, "pulumi:providers:kubernetes").inputs;
    expect(JSON.parse(kubeconfig)).toMatchObject({
      clusters: [{ cluster: { server: site.endpoint, "certificate-authority-data": site.certificateAuthority } }],
      users: [{ user: { tokenFile: site.tokenFile } }],
    });
    expect(kubeconfig).not.toContain('"token"');
  });

  it("maps roles and users into aws-auth", async () => {
    const registered = await build({
      ...bare,
      createInstanceRole: true,
      roleMappings: [{ roleArn: "arn:role", username: "admin", groups: ["system:masters"] }],
      userMappings: [{ userArn: "arn:user", username: "user", groups: ["view"] }],
    });
    const { data } = only(registered, "kubernetes:core/v1:ConfigMap").inputs;
    expect(data.mapRoles).toContain("rolearn: arn:role");
    expect(data.mapRoles).toContain("rolearn: arn:aws:test:::c-instanceRole-role");
    expect(data.mapUsers).toContain("userarn: arn:user");
  });
});

describe("outputs of eks.Cluster", () => {
  it("are all that the SDK declares", async () => {
    let cluster: Cluster | undefined;
    await registeredBy(() => {
      cluster = new Cluster("c", { ...bare, authenticationMode: "API", skipDefaultSecurityGroups: true }, {}, site);
    });
    const values = await new Promise<Record<string, unknown>>((resolve) => {
      const { core: _core, eksCluster: _eksCluster, instanceRoles: _roles, ...plain } = cluster?.state ?? {};
      pulumi.output(plain).apply((known) => resolve(known));
    });
    expect(values).toMatchObject({
      clusterSecurityGroupId: "sg-vendor",
      nodeSecurityGroupId: "sg-vendor",
      clusterIngressRuleId: "",
      oidcProviderArn: "",
      oidcProviderUrl: "https://oidc.eks.us-east-1.amazonaws.com/id/ABC",
      oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/ABC",
      autoModeNodeRoleName: "",
    });
  });
});

it("registers the same children at a preview in which nothing is known", async () => {
  const known = await build(bare);
  const previewed = await build(bare, true);
  expect(tree(previewed)).toEqual(tree(known));
});
