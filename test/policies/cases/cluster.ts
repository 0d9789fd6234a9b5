import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { clusterNodeCases } from "./cluster-nodes";
import { clusterOperationCases } from "./cluster-operation";
import { idsOf, key, tier, vpc, zones } from "./places";

const privateTier = tier("private");
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("eks/Cluster", "cluster", { roleArn: "arn:aws:iam::111111111111:role/cluster", name: "jeju", ...inputs });
const endpoint = (vpcConfig: unknown) => cluster({ vpcConfig });
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
  ...clusterNodeCases,
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
