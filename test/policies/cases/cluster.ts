import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { clusterOperationCases } from "./cluster-operation";
import { idsOf, key, routed, subnet, tier, vpc, zones } from "./places";

const privateTier = tier("private");
const internet = aws("ec2/InternetGateway", "internet", { vpcId: ref("vpc") });
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("eks/Cluster", "cluster", { roleArn: "arn:aws:iam::111111111111:role/cluster", name: "jeju", ...inputs });
const endpoint = (vpcConfig: unknown) => cluster({ vpcConfig });
const group = (name: string, inputs: Record<string, unknown>) =>
  aws("eks/NodeGroup", name, { clusterName: ref("cluster", "name"), labels: { role: name.split("-")[0] }, ...inputs });
const template = (metadataOptions: unknown) => aws("ec2/LaunchTemplate", "template", { metadataOptions });
const allLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const secrets = (provider: unknown) => cluster({ encryptionConfig: { provider, resources: ["secrets"] } });

export const clusterCases: readonly PolicyCases[] = [
  {
    policy: "eks-secrets-cmk",
    good: {
      "secrets under a key of the stack": [key, secrets({ keyArn: ref("key", "arn") })],
      "a setting that a component computes from the key": [
        key,
        cluster({ encryptionConfig: later({ provider: { keyArn: ref("key", "arn") }, resources: ["secrets"] }) }),
      ],
    },
    bad: {
      "a cluster without encryption": {
        resources: [cluster()],
        found: /encryptionConfig\.provider\.keyArn is not set/,
      },
      "secrets under AWS's key": {
        resources: [secrets({ keyArn: "alias/aws/eks" })],
        found: /is the AWS-managed alias/,
      },
    },
    unknown: { "a key that nothing in the stack tells of": [secrets({ keyArn: unknown })] },
  },
  {
    policy: "eks-logs-all",
    good: { "all five logs": [cluster({ enabledClusterLogTypes: allLogs })] },
    bad: {
      "a cluster without logs": { resources: [cluster()], found: /lacks api, audit, authenticator/ },
      "four of the five": {
        resources: [cluster({ enabledClusterLogTypes: allLogs.slice(1) })],
        found: /enabledClusterLogTypes lacks api$/m,
      },
    },
    unknown: { "a list that another resource computes": [cluster({ enabledClusterLogTypes: unknown })] },
  },
  {
    policy: "eks-endpoint-private",
    good: {
      "a private endpoint": [endpoint({ endpointPrivateAccess: true, endpointPublicAccess: false })],
      "a public one for listed addresses": [
        endpoint({ endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["198.51.100.7/32"] }),
      ],
    },
    bad: {
      "a cluster that says nothing": {
        resources: [endpoint({})],
        found: /endpointPublicAccess is not set, so AWS opens it/,
      },
      "a public endpoint for everybody": {
        resources: [
          endpoint({
            endpointPrivateAccess: true,
            endpointPublicAccess: true,
            publicAccessCidrs: ["198.51.100.7/32", "0.0.0.0/0"],
          }),
        ],
        found: /publicAccessCidrs\[1\] lets everybody in/,
      },
      "a public endpoint without a list": {
        resources: [endpoint({ endpointPrivateAccess: true, endpointPublicAccess: true })],
        found: /without publicAccessCidrs/,
      },
      "a closed public endpoint with no private one": {
        resources: [endpoint({ endpointPrivateAccess: false, endpointPublicAccess: false })],
        found: /endpointPrivateAccess is false/,
      },
    },
    unknown: {
      "a flag that another resource computes": [
        endpoint({ endpointPrivateAccess: true, endpointPublicAccess: unknown }),
      ],
      "addresses that another resource computes": [
        endpoint({ endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: [unknown] }),
      ],
    },
  },
  {
    policy: "eks-cluster-3az",
    good: { "subnets of three zones": [vpc, ...privateTier, endpoint({ subnetIds: idsOf(privateTier) })] },
    bad: {
      "subnets of two zones": {
        resources: [vpc, ...privateTier, endpoint({ subnetIds: idsOf(privateTier.slice(0, 2)) })],
        found: /subnetIds\[\] names 2 subnets in us-east-1a, us-east-1b/,
      },
    },
    unknown: { "a list that another resource computes": [vpc, ...privateTier, endpoint({ subnetIds: unknown })] },
  },
  {
    policy: "eks-nodes-3az-private",
    good: {
      "a group over three zones": [
        vpc,
        ...privateTier,
        cluster(),
        group("stateless", { subnetIds: idsOf(privateTier) }),
      ],
      "a group of the same labels in each zone": [
        vpc,
        ...privateTier,
        cluster(),
        ...privateTier.map(({ name }) => group(`stateful-${name}`, { subnetIds: [ref(name)] })),
      ],
    },
    bad: {
      "a group in one zone": {
        resources: [vpc, ...privateTier, cluster(), group("stateless", { subnetIds: [ref("private-0")] })],
        found: /names 1 subnet in us-east-1a/,
      },
      "groups of different labels in one zone each": {
        resources: [
          vpc,
          ...privateTier,
          cluster(),
          ...privateTier.map(({ name }, index) =>
            group(`stateful-${name}`, { subnetIds: [ref(name)], labels: { role: `stateful-${index}` } }),
          ),
        ],
        found: /stateful-private-1 \(labels: role\) names 1 subnet in us-east-1b/,
      },
      "nodes in a subnet with a route to the internet gateway": {
        resources: [
          vpc,
          internet,
          subnet("open", zones[0], "10.20.9.0/24"),
          ...routed("open", { gatewayId: ref("internet") }),
          cluster(),
          group("stateless", { subnetIds: [ref("open")] }),
        ],
        found: /subnetIds names open, which routes to an internet gateway/,
        // Made-up ids have no igw- in front.
        onlyAt: "preview",
      },
      "nodes in a subnet that routes to igw-": {
        resources: [
          vpc,
          subnet("open", zones[0], "10.20.9.0/24"),
          ...routed("open", { gatewayId: "igw-0123456789abcdef0" }),
          cluster(),
          group("stateless", { subnetIds: [ref("open")] }),
        ],
        found: /subnetIds names open/,
      },
    },
    unknown: {
      "a route that nothing in the stack tells of": [
        vpc,
        ...privateTier,
        ...routed("private-0", { gatewayId: unknown }),
        cluster(),
        group("stateless", { subnetIds: idsOf(privateTier) }),
      ],
      "a list that another resource computes": [
        vpc,
        ...privateTier,
        cluster(),
        group("stateless", { subnetIds: unknown }),
      ],
    },
  },
  {
    policy: "eks-nodes-launch-template",
    good: {
      "nodes from a template": [
        template({}),
        group("stateless", { launchTemplate: { id: ref("template"), version: "1" } }),
      ],
    },
    bad: {
      "nodes without a template": { resources: [group("stateless", {})], found: /launchTemplate is not set/ },
      "nodes with remote access": {
        resources: [
          group("stateless", { launchTemplate: { id: "lt-1", version: "1" }, remoteAccess: { ec2SshKey: "ops" } }),
        ],
        found: /remoteAccess is set/,
      },
    },
    unknown: "whether a property is written is known before its value",
  },
  {
    policy: "asg-3az",
    good: {
      "machines over three zones": [
        vpc,
        ...privateTier,
        aws("autoscaling/Group", "machines", { maxSize: 3, minSize: 3, vpcZoneIdentifiers: idsOf(privateTier) }),
      ],
    },
    bad: {
      "machines in one zone": {
        resources: [
          vpc,
          ...privateTier,
          aws("autoscaling/Group", "machines", { maxSize: 3, minSize: 3, vpcZoneIdentifiers: [ref("private-2")] }),
        ],
        found: /vpcZoneIdentifiers\[\] names 1 subnet in us-east-1c/,
      },
      "machines wherever the default VPC is": {
        resources: [aws("autoscaling/Group", "machines", { maxSize: 3, minSize: 3, availabilityZones: [...zones] })],
        found: /vpcZoneIdentifiers\[\] names 0 subnets/,
      },
    },
    unknown: {
      "a list that another resource computes": [
        vpc,
        aws("autoscaling/Group", "machines", { maxSize: 3, minSize: 3, vpcZoneIdentifiers: unknown }),
      ],
    },
  },
  {
    policy: "lt-imdsv2",
    good: { "tokens required, one hop": [template({ httpTokens: "required", httpPutResponseHopLimit: 1 })] },
    bad: {
      "a template that says nothing": { resources: [template({})], found: /metadataOptions\.httpTokens is not set/ },
      "tokens optional": {
        resources: [template({ httpTokens: "optional", httpPutResponseHopLimit: 1 })],
        found: /httpTokens is optional/,
      },
      "two hops": {
        resources: [template({ httpTokens: "required", httpPutResponseHopLimit: 2 })],
        found: /httpPutResponseHopLimit is 2/,
      },
    },
    unknown: { "options that another resource computes": [template(unknown)] },
  },
  {
    policy: "eks-auth-api",
    good: {
      "access entries, nothing for the creator": [
        cluster({ accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } }),
      ],
    },
    bad: {
      "a cluster that says nothing": { resources: [cluster()], found: /accessConfig\.authenticationMode is not set/ },
      "the config map beside entries": {
        resources: [cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } })],
        found: /authenticationMode is API_AND_CONFIG_MAP/,
      },
      "rights for whoever creates it": {
        resources: [cluster({ accessConfig: { authenticationMode: "API" } })],
        found: /bootstrapClusterCreatorAdminPermissions is not set/,
      },
    },
    unknown: {
      "a mode that another resource computes": [
        cluster({
          accessConfig: {
            authenticationMode: unknown,
            bootstrapClusterCreatorAdminPermissions: false,
          },
        }),
      ],
    },
  },
  ...clusterOperationCases,
];
