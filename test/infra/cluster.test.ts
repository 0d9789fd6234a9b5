import * as pulumi from "@pulumi/pulumi";
import { Cluster, type ClusterArgs } from "../../infra/cluster";
import { ADDONS } from "../../infra/cluster/addon-versions";
import { ComponentRecording, statementsOf } from "./component-recording";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const args: ClusterArgs = {
  accountId: "111111111111",
  vpcId: "vpc-0",
  azs: zones,
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  version: "1.34",
  publicAccessCidrs: [],
  administrators: ["arn:aws:iam::111111111111:role/teams/jeju-deployer"],
  stateful: { instanceType: "r7i.2xlarge", nodesPerAz: { min: 1, max: 3 }, volumeSizeGb: 100 },
  stateless: { instanceTypes: ["m7i.xlarge"], nodes: { min: 3, desired: 4, max: 12 }, volumeSizeGb: 80 },
  keyArns: { cluster: "key/cluster", volumes: "key/volumes", logs: "key/logs" },
  tags: { system: "jeju", environment: "test" },
  protectData: true,
};

let built: Cluster;
const build = (changes: Partial<ClusterArgs> = {}) =>
  ComponentRecording.of(
    (opts) => {
      built = new Cluster("jeju-test-cluster", { ...args, ...changes }, opts);
    },
    ({ type, name }) => OUTPUTS[type]?.(name) ?? {},
  );

/** What AWS would tell, as far as the component asks for it. */
const OUTPUTS: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  "eks:index:Cluster": () => ({
    kubeconfigJson: "{}",
    eksCluster: { name: "jeju-test-cluster", vpcConfig: { clusterSecurityGroupId: "sg-cluster" } },
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:eks/nodeGroup:NodeGroup": (name) => ({ resources: [{ autoscalingGroups: [{ name: `${name}-asg` }] }] }),
};

describe("the cluster", () => {
  let cluster: ComponentRecording;
  beforeAll(async () => {
    cluster = await build();
  });

  it("answers inside the VPC only", () => {
    const inputs = cluster.inputs("eks:index:Cluster");
    expect(inputs).toMatchObject({ endpointPrivateAccess: true, endpointPublicAccess: false });
    expect(inputs.publicAccessCidrs).toBeUndefined();
  });

  it("answers those outside who are on the list", async () => {
    const open = await build({ publicAccessCidrs: ["203.0.113.7/32"] });
    expect(open.inputs("eks:index:Cluster")).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.7/32"],
    });
  });

  it("encrypts Kubernetes secrets with a key of their own and logs all that the control plane has", () => {
    const { encryptionConfigKeyArn, enabledClusterLogTypes } = cluster.inputs("eks:index:Cluster");
    expect(encryptionConfigKeyArn).toBe("key/cluster");
    expect(enabledClusterLogTypes).toEqual(["api", "audit", "authenticator", "controllerManager", "scheduler"]);
    expect(cluster.inputs("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
      name: "/aws/eks/jeju-test-cluster/cluster",
      kmsKeyId: "key/logs",
      retentionInDays: 365,
    });
  });

  it("takes rights from access entries only", () => {
    expect(cluster.inputs("eks:index:Cluster")).toMatchObject({
      authenticationMode: "API",
      accessEntries: {
        "teams-jeju-deployer": {
          principalArn: "arn:aws:iam::111111111111:role/teams/jeju-deployer",
          accessPolicies: {
            admin: {
              policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
              accessScope: { type: "cluster" },
            },
          },
        },
      },
    });
  });

  it("gives whoever creates it no rights, and does not let Pulumi delete it", async () => {
    const [harden] = cluster.only("eks:index:Cluster").options.transforms ?? [];
    const changed = await harden?.({
      type: "aws:eks/cluster:Cluster",
      name: "jeju-test-cluster-eksCluster",
      custom: true,
      props: { accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true } },
      opts: { ignoreChanges: ["bootstrapSelfManagedAddons"] },
    });
    expect(changed).toEqual({
      props: { accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } },
      opts: { ignoreChanges: ["bootstrapSelfManagedAddons"], protect: true },
    });
  });

  it("is protected against deletion until it is decommissioned", async () => {
    expect(cluster.inputs("eks:index:Cluster").deletionProtection).toBe(true);
    expect((await build({ protectData: false })).inputs("eks:index:Cluster").deletionProtection).toBe(false);
  });

  it("has a stateful node group in each zone, since a volume cannot follow its pod, and a stateless one in all", () => {
    const groups = cluster.ofType("aws:eks/nodeGroup:NodeGroup").map(({ name, inputs }) => ({
      name: name.replace("jeju-test-cluster-nodes-", ""),
      subnets: inputs.subnetIds,
      scaling: inputs.scalingConfig,
    }));
    const perZone = zones.map((zone, index) => ({
      name: `stateful-${zone}`,
      subnets: [args.subnetIds[index]],
      scaling: { minSize: 1, desiredSize: 1, maxSize: 3 },
    }));
    const everywhere = {
      name: "stateless",
      subnets: args.subnetIds,
      scaling: { minSize: 3, desiredSize: 4, maxSize: 12 },
    };
    expect(groups).toEqual(expect.arrayContaining([...perZone, everywhere]));
    expect(groups).toHaveLength(4);
  });

  it("tells a load balancer which machines carry the stateful pods of a zone", async () => {
    await build();
    const names = await new Promise((resolve) => {
      pulumi.all(built.statefulAutoscalingGroups).apply(resolve);
    });
    expect(names).toEqual(
      Object.fromEntries(zones.map((zone) => [zone, `jeju-test-cluster-nodes-stateful-${zone}-asg`])),
    );
  });

  it("leaves the number of nodes to the autoscaler", () => {
    for (const { options } of cluster.ofType("aws:eks/nodeGroup:NodeGroup")) {
      expect(options.ignoreChanges).toEqual(["scalingConfig.desiredSize"]);
    }
  });

  it("keeps the stateful nodes for pods that ask for them", () => {
    const groups = cluster.ofType("aws:eks/nodeGroup:NodeGroup");
    for (const { name, inputs } of groups) {
      const isStateful = name.includes("-stateful-");
      expect(inputs.labels).toEqual({ "jeju.network/pool": isStateful ? "stateful" : "stateless" });
      expect(inputs.taints).toEqual(
        isStateful ? [{ key: "jeju.network/stateful", value: "true", effect: "NO_SCHEDULE" }] : [],
      );
    }
  });

  it("gives no pod the credentials of its node, and no node an open disk or a public address", () => {
    const templates = cluster.ofType("aws:ec2/launchTemplate:LaunchTemplate").map(({ inputs }) => inputs);
    expect(templates).toHaveLength(2);
    for (const template of templates) {
      expect(template).toMatchObject({
        metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [{ ebs: { encrypted: "true", kmsKeyId: "key/volumes", volumeType: "gp3" } }],
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-cluster"] }],
      });
    }
  });

  it("tags what EC2 makes for a node, which the provider's default tags do not reach", () => {
    const [template] = cluster.ofType("aws:ec2/launchTemplate:LaunchTemplate");
    const tagged = template?.inputs.tagSpecifications as { resourceType: string; tags: Record<string, string> }[];
    expect(tagged.map(({ resourceType }) => resourceType)).toEqual(["instance", "volume", "network-interface"]);
    for (const { tags } of tagged) expect(tags).toMatchObject(args.tags);
  });

  it("gives nodes what they need to join and to pull images", () => {
    const policies = cluster
      .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter(({ inputs }) => inputs.role === "jeju-test-cluster-nodes-role")
      .map(({ inputs }) => inputs.policyArn);
    expect(policies.sort()).toEqual([
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    ]);
  });

  it("installs every add-on in the version that is pinned for its Kubernetes", () => {
    const addons = cluster.ofType("aws:eks/addon:Addon").map(({ inputs }) => inputs);
    expect(addons.map(({ addonName }) => addonName).sort()).toEqual([...ADDONS].sort());
    for (const { addonVersion } of addons) expect(addonVersion).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
  });

  it("takes another version of an add-on from the configuration", async () => {
    const other = await build({ addonVersions: { coredns: "v1.13.1-eksbuild.1" } });
    expect(other.inputs("aws:eks/addon:Addon", "coredns").addonVersion).toBe("v1.13.1-eksbuild.1");
    expect(other.inputs("aws:eks/addon:Addon", "kube-proxy").addonVersion).toBe("v1.34.1-eksbuild.2");
  });

  it("enforces network policies", () => {
    const { configurationValues } = cluster.inputs("aws:eks/addon:Addon", "vpc-cni");
    expect(JSON.parse(String(configurationValues))).toMatchObject({ enableNetworkPolicy: "true" });
  });

  it("gives the two add-ons that talk to AWS an identity of their own", () => {
    const associations = cluster.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    expect(associations.map(({ inputs }) => `${inputs.namespace}/${inputs.serviceAccount}`).sort()).toEqual([
      "kube-system/aws-node",
      "kube-system/ebs-csi-controller-sa",
    ]);
    for (const { inputs } of cluster.ofType("aws:iam/role:Role").filter(({ name }) => name.includes("-addons-"))) {
      const [trust] = statementsOf(inputs.assumeRolePolicy);
      expect(trust).toMatchObject({
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      });
    }
  });

  it("lets the volume driver use the volumes' key", () => {
    const statements = statementsOf(cluster.inputs("aws:iam/rolePolicy:RolePolicy", "ebs-csi-driver-own").policy);
    expect(statements.map(({ Resource }) => Resource)).toEqual(["key/volumes", "key/volumes"]);
  });
});
