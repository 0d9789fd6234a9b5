import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { idsOf, subnet, tier, vpc } from "./places";

const privateTier = tier("private");
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("eks/Cluster", "cluster", { roleArn: "arn:aws:iam::111111111111:role/cluster", name: "jeju", ...inputs });
const addon = (inputs: Record<string, unknown>) =>
  aws("eks/Addon", "addon", { clusterName: "jeju", addonName: "vpc-cni", ...inputs });
const group = (inputs: Record<string, unknown>) =>
  aws("eks/NodeGroup", "nodes", { clusterName: ref("cluster", "name"), subnetIds: idsOf(privateTier), ...inputs });
const sized = (minSize: unknown) => group({ scalingConfig: { minSize, desiredSize: 3, maxSize: 6 } });
const association = (inputs: Record<string, unknown> = {}) =>
  aws("eks/AccessPolicyAssociation", "association", {
    clusterName: "jeju",
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    principalArn: "arn:aws:iam::222222222222:role/jeju-deployer",
    accessScope: { type: "cluster" },
    ...inputs,
  });
const another = { principalArn: "arn:aws:iam::222222222222:role/not-jeju-deployer" };
const issuer = "oidc.eks.us-east-1.amazonaws.com/id/ABC";
const claims = { [`${issuer}:sub`]: "system:serviceaccount:chain:batcher", [`${issuer}:aud`]: "sts.amazonaws.com" };
const trusting = (condition: unknown) =>
  aws("iam/Role", "pods", {
    assumeRolePolicy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::222222222222:oidc-provider/${issuer}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: condition,
        },
      ],
    }),
  });
const identity = (inputs: Record<string, unknown> = {}) =>
  aws("eks/PodIdentityAssociation", "identity", {
    clusterName: "jeju",
    namespace: "chain",
    serviceAccount: "batcher",
    roleArn: "arn:aws:iam::222222222222:role/batcher",
    ...inputs,
  });
const role = aws("iam/Role", "role", { assumeRolePolicy: "{}" }, { outputs: { name: "name-of-role" } });
const attached = (policyArn: unknown) =>
  aws("iam/RolePolicyAttachment", "attachment", { role: ref("role", "name"), policyArn });
const ofRole = group({ nodeRoleArn: ref("role", "arn") });
const template = (networkInterfaces?: unknown) => aws("ec2/LaunchTemplate", "template", { networkInterfaces });

export const clusterOperationCases: readonly PolicyCases[] = [
  {
    policy: "eks-version-supported",
    good: { "the floor": [cluster({ version: "1.34" })], "a newer one": [cluster({ version: "1.35" })] },
    bad: {
      "an old version": { resources: [cluster({ version: "1.33" })], found: /version is 1\.33/ },
      "no version": { resources: [cluster()], found: /version is not set/ },
      "what is no version": { resources: [cluster({ version: "newest" })], found: /version is newest/ },
      "a tag of Kubernetes": { resources: [cluster({ version: "v1.35" })], found: /version is v1\.35/ },
      "a patch, which AWS chooses": { resources: [cluster({ version: "1.35.1" })], found: /version is 1\.35\.1/ },
    },
    unknown: { "a version that another resource computes": [cluster({ version: unknown })] },
  },
  {
    policy: "eks-deletion-protection",
    good: { "a cluster that refuses to go": [cluster({ deletionProtection: true })] },
    bad: { "a cluster that goes": { resources: [cluster()], found: /deletionProtection is not set/ } },
    unknown: { "a flag that another resource computes": [cluster({ deletionProtection: unknown })] },
  },
  {
    policy: "eks-access-no-broad-admin",
    good: {
      "the deployer": [association()],
      "an administrator of a namespace": [
        association({ principalArn: "arn:aws:iam::1:role/dev", accessScope: { type: "namespace" } }),
      ],
      "a reader": [
        association({
          principalArn: "arn:aws:iam::1:role/dev",
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        }),
      ],
    },
    bad: {
      "another role": {
        resources: [association(another)],
        found: /role\/not-jeju-deployer administers the cluster/,
      },
    },
    unknown: {
      "a principal that another resource computes": [association({ principalArn: unknown })],
      "a policy that another resource computes": [association({ ...another, policyArn: unknown })],
      "a scope that another resource computes": [association({ ...another, accessScope: { type: unknown } })],
    },
  },
  {
    policy: "eks-cni-netpol",
    good: {
      "the add-on with the switch": [cluster(), addon({ configurationValues: '{"enableNetworkPolicy":"true"}' })],
      "the switch in wide JSON": [cluster(), addon({ configurationValues: '{ "enableNetworkPolicy" : true }' })],
      "the switch in YAML": [cluster(), addon({ configurationValues: "enableNetworkPolicy: true\n" })],
      "the add-on beside another one": [
        cluster(),
        { ...addon({ addonName: "coredns" }), name: "names" },
        addon({ configurationValues: "enableNetworkPolicy: 'true'" }),
      ],
    },
    bad: {
      "no add-on": { resources: [cluster()], found: /no Addon vpc-cni names it/ },
      "another add-on": {
        resources: [cluster(), addon({ addonName: "coredns", configurationValues: "enableNetworkPolicy: true" })],
        found: /no Addon vpc-cni names it/,
      },
      "another add-on of a cluster that nothing tells of": {
        resources: [cluster(), addon({ addonName: "coredns", clusterName: unknown })],
        found: /no Addon vpc-cni names it/,
        onlyAt: "preview",
      },
      "the add-on without the switch": {
        resources: [cluster(), addon({})],
        found: /does not turn network policies on/,
      },
      "the switch off": {
        resources: [cluster(), addon({ configurationValues: '{"enableNetworkPolicy":"false"}' })],
        found: /does not turn network policies on/,
      },
    },
    unknown: {
      "settings that another resource computes": [cluster(), addon({ configurationValues: unknown })],
      "an add-on that another resource names": [cluster(), addon({ addonName: unknown })],
      "an add-on of a cluster that nothing tells of": [
        cluster(),
        addon({ clusterName: unknown, configurationValues: "enableNetworkPolicy: true" }),
      ],
      "an add-on of a cluster that nothing tells of, beside another one": [
        cluster(),
        { ...addon({ addonName: "coredns" }), name: "names" },
        addon({ clusterName: unknown, configurationValues: "enableNetworkPolicy: true" }),
      ],
    },
  },
  {
    policy: "eks-workload-identity",
    good: {
      "a trust of one service account": [trusting({ StringEquals: claims })],
      "a trust of one service account, as a single statement": [
        aws("iam/Role", "pods", {
          assumeRolePolicy: JSON.stringify({
            Statement: { Effect: "Allow", Principal: { Federated: issuer }, Condition: { StringEquals: claims } },
          }),
        }),
      ],
      "a trust of a pipeline outside the cluster": [
        aws("iam/Role", "pipeline", {
          assumeRolePolicy: JSON.stringify({
            Statement: [{ Effect: "Allow", Principal: { Federated: "token.actions.githubusercontent.com" } }],
          }),
        }),
      ],
      "a role that trusts nobody yet": [aws("iam/Role", "role", {})],
      "a role of a service of AWS": [aws("iam/Role", "service", { assumeRolePolicy: '{"Statement":{}}' })],
      "Pod Identity": [identity()],
    },
    bad: {
      "a trust of every service account": { resources: [trusting({})], found: /does not bind :sub and :aud exactly/ },
      "a trust of two service accounts": {
        resources: [trusting({ StringEquals: { ...claims, [`${issuer}:sub`]: ["one", "two"] } })],
        found: /does not bind :sub exactly/,
      },
      "a trust of no service account": {
        resources: [trusting({ StringEquals: { ...claims, [`${issuer}:sub`]: "" } })],
        found: /does not bind :sub exactly/,
      },
      "a single statement that trusts every service account": {
        resources: [
          aws("iam/Role", "pods", {
            assumeRolePolicy: JSON.stringify({ Statement: { Effect: "Allow", Principal: { Federated: issuer } } }),
          }),
        ],
        found: /does not bind :sub and :aud exactly/,
      },
      "a pattern": {
        resources: [
          trusting({
            StringLike: { [`${issuer}:sub`]: "system:serviceaccount:chain:*" },
            StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" },
          }),
        ],
        found: /does not bind :sub exactly/,
      },
      "an association without a service account": {
        resources: [identity({ serviceAccount: undefined })],
        found: /serviceAccount is not set/,
      },
    },
    unknown: { "a trust that another resource computes": [aws("iam/Role", "pods", { assumeRolePolicy: unknown })] },
  },
  {
    policy: "eks-nodes-min-per-az",
    good: {
      "a node in each zone": [vpc, ...privateTier, cluster(), sized(3)],
      "a node in each zone of some subnets of three": [
        vpc,
        ...privateTier,
        cluster(),
        group({ subnetIds: later(idsOf(privateTier)), scalingConfig: { minSize: 3 } }),
      ],
      "one node in one zone": [
        vpc,
        ...privateTier,
        cluster(),
        group({ subnetIds: [ref("private-0")], scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 } }),
      ],
    },
    bad: {
      "two nodes for three zones": {
        resources: [vpc, ...privateTier, cluster(), sized(2)],
        found: /scalingConfig\.minSize is 2/,
      },
    },
    unknown: {
      "a number that another resource computes": [vpc, ...privateTier, cluster(), sized(unknown)],
      "some subnets of three, for two nodes": [
        vpc,
        ...privateTier,
        cluster(),
        group({ subnetIds: later(idsOf(privateTier)), scalingConfig: { minSize: 2 } }),
      ],
      "a zone that another resource computes": [
        vpc,
        subnet("private-0", unknown, "10.20.0.0/24"),
        cluster(),
        group({ subnetIds: [ref("private-0")], scalingConfig: { minSize: 1 } }),
      ],
    },
  },
  {
    policy: "lt-no-public-ip",
    good: {
      "no interface named": [template()],
      "no public address": [template([{ associatePublicIpAddress: "false" }])],
    },
    bad: {
      "a public address": {
        resources: [template([{ associatePublicIpAddress: "true" }])],
        found: /networkInterfaces\[0\]\.associatePublicIpAddress is true/,
      },
    },
    unknown: { "interfaces that another resource computes": [template([unknown])] },
  },
  {
    policy: "eks-node-role-minimal",
    good: { "the worker policy": [ofRole, role, attached("arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy")] },
    bad: {
      "an administrator": {
        resources: [ofRole, role, attached("arn:aws:iam::aws:policy/AdministratorAccess")],
        found: /policyArn is arn:aws:iam::aws:policy\/AdministratorAccess/,
      },
      "a policy of ours with AWS's name": {
        resources: [ofRole, role, attached("arn:aws:iam::222222222222:policy/AmazonEKSWorkerNodePolicy")],
        found: /policyArn is arn:aws:iam::222222222222/,
      },
    },
    unknown: {
      "a policy that another resource computes": [ofRole, role, attached(unknown)],
      "an attachment to a role that nothing tells of": [
        ofRole,
        role,
        aws("iam/RolePolicyAttachment", "attachment", {
          role: unknown,
          policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ],
      "a role that nothing in the stack tells of": [group({ nodeRoleArn: unknown })],
    },
  },
  {
    policy: "ebs-snapshots-not-public",
    good: {
      "sharing refused": [template(), aws("ebs/SnapshotBlockPublicAccess", "block", { state: "block-all-sharing" })],
    },
    bad: {
      "nothing said": { resources: [template()], found: /no SnapshotBlockPublicAccess/ },
      "sharing allowed": {
        resources: [aws("ebs/SnapshotBlockPublicAccess", "block", { state: "unblocked" })],
        found: /state is unblocked/,
      },
    },
    unknown: {
      "a state that another resource computes": [aws("ebs/SnapshotBlockPublicAccess", "block", { state: unknown })],
    },
  },
];
