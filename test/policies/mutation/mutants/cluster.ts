import { both, change, drop, flip, gone, inDocument, on, point, set } from "../edits";
import { type Mutant, mutants, one } from "../mutant";

const cluster = one("eks/Cluster");
const template = one("ec2/LaunchTemplate", "nodes-stateless");
const stateless = one("eks/NodeGroup", "nodes-stateless");
const stateful = one("eks/NodeGroup", "stateful-us-east-1a");
const administrator = one("eks/AccessPolicyAssociation");
const identity = one("eks/PodIdentityAssociation", "vpc-cni");
const cni = one("eks/Addon", "addons-vpc-cni");
const nodesRole = one("iam/RolePolicyAttachment", "AmazonEKSWorkerNodePolicy");
const machine = one("ec2/Instance", "machine");
const machines = one("autoscaling/Group", "machines");
const snapshots = one("ebs/SnapshotBlockPublicAccess");
const volumesByDefault = one("ebs/EncryptionByDefault");
const volume = one("ebs/Volume", "volume");
const files = one("efs/FileSystem", "files");
const mountTarget = one("efs/MountTarget", "files-1");
const publicSubnet = one("ec2/Subnet", "public-us-east-1a");

const awsKey = "arn:aws:kms:us-east-1:222222222222:alias/aws/ebs";
const fewer = (ids: unknown) => (Array.isArray(ids) ? ids.slice(1) : ids);
const without = (name: string) => (names: unknown) =>
  Array.isArray(names) ? names.filter((each) => each !== name) : names;

export const clusterMutants: readonly Mutant[] = [
  ...mutants("eks-secrets-cmk", cluster, {
    "no key": drop("encryptionConfig"),
    "AWS's own key": set("encryptionConfig.provider.keyArn", awsKey),
  }),
  ...mutants(
    "eks-logs-all",
    cluster,
    Object.fromEntries(
      ["api", "audit", "authenticator", "controllerManager", "scheduler"].map((name) => [
        `no ${name}`,
        change("enabledClusterLogTypes", without(name)),
      ]),
    ),
  ),
  ...mutants("eks-endpoint-private", cluster, {
    "no private endpoint": flip("vpcConfig.endpointPrivateAccess"),
  }),
  ...mutants("eks-endpoint-private", cluster, {
    "open to everybody": both(
      set("vpcConfig.endpointPublicAccess", true),
      set("vpcConfig.publicAccessCidrs", ["0.0.0.0/0"]),
    ),
    "open to whom nobody lists": both(set("vpcConfig.endpointPublicAccess", true), drop("vpcConfig.publicAccessCidrs")),
    "as AWS opens it": both(drop("vpcConfig.endpointPublicAccess"), drop("vpcConfig.publicAccessCidrs")),
  }),
  ...mutants("eks-cluster-3az", cluster, { "a subnet fewer": change("vpcConfig.subnetIds", fewer) }),
  ...mutants("eks-nodes-3az-private", stateless, { "a subnet fewer": change("subnetIds", fewer) }),
  ...mutants("eks-nodes-3az-private", stateful, { "a public subnet": point("subnetIds[0]", publicSubnet) }),
  ...mutants("eks-nodes-min-per-az", stateless, { "a node fewer than zones": set("scalingConfig.minSize", 2) }),
  ...mutants(
    "eks-nodes-launch-template",
    stateless,
    {
      "SSH to the nodes": set("remoteAccess", { ec2SshKey: "ops" }),
      "no template": drop("launchTemplate"),
    },
    { settled: "what is not known yet is there all the same" },
  ),
  ...mutants("lt-imdsv2", template, {
    "tokens optional": set("metadataOptions.httpTokens", "optional"),
    "tokens left out": drop("metadataOptions.httpTokens"),
    "one hop too many": set("metadataOptions.httpPutResponseHopLimit", 2),
    "nothing said": drop("metadataOptions"),
  }),
  ...mutants("lt-imdsv2", machine, { "tokens optional": set("metadataOptions.httpTokens", "optional") }),
  ...mutants("lt-volumes-cmk", template, {
    "a disk in clear": flip("blockDeviceMappings[0].ebs.encrypted"),
    "AWS's own key": set("blockDeviceMappings[0].ebs.kmsKeyId", awsKey),
    "no key": drop("blockDeviceMappings[0].ebs.kmsKeyId"),
    "no disk named": drop("blockDeviceMappings"),
  }),
  ...mutants("lt-no-public-ip", template, {
    "a public address": flip("networkInterfaces[0].associatePublicIpAddress"),
  }),
  ...mutants("eks-version-supported", cluster, {
    "one version below the floor": set("version", "1.33"),
    "no number": set("version", "latest"),
  }),
  ...mutants("eks-deletion-protection", cluster, {
    off: flip("deletionProtection"),
    "left out": drop("deletionProtection"),
  }),
  ...mutants("eks-auth-api", cluster, {
    "the config map too": set("accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
    "the creator administers": flip("accessConfig.bootstrapClusterCreatorAdminPermissions"),
  }),
  ...mutants("eks-access-no-broad-admin", administrator, {
    "another role": set("principalArn", "arn:aws:iam::222222222222:role/developers"),
    "a role whose name ends alike": set("principalArn", "arn:aws:iam::222222222222:role/not-jeju-deployer"),
  }),
  ...mutants(
    "eks-cni-netpol",
    cni,
    {
      "network policies off": set("configurationValues", '{"enableNetworkPolicy":"false"}'),
      "nothing said": drop("configurationValues"),
    },
    { openAt: cluster },
  ),
  ...mutants("eks-cni-netpol", cluster, { "no add-on": on(cni, gone) }),
  ...mutants("eks-node-role-minimal", nodesRole, {
    "all of S3 for nodes": set("policyArn", "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
    "a policy of ours by an allowed name": set(
      "policyArn",
      "arn:aws:iam::222222222222:policy/AmazonEKSWorkerNodePolicy",
    ),
  }),
  ...mutants(
    "eks-workload-identity",
    identity,
    {
      "no account": drop("serviceAccount"),
      "no namespace": drop("namespace"),
    },
    { settled: "what is not known yet is there all the same" },
  ),
  ...mutants("eks-workload-identity", one("iam/Role", "addons-vpc-cni"), {
    "any pod of the cluster": inDocument("assumeRolePolicy", ({ Statement }) => {
      Statement.push({
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringLike: {
            "oidc.eks.us-east-1.amazonaws.com/id/A:sub": "system:serviceaccount:a:*",
            "oidc.eks.us-east-1.amazonaws.com/id/A:aud": "sts.amazonaws.com",
          },
        },
      });
    }),
  }),
  ...mutants("asg-3az", machines, { "a subnet fewer": change("vpcZoneIdentifiers", fewer) }),
  ...mutants("ebs-snapshots-not-public", snapshots, {
    "new ones only": set("state", "block-new-sharing"),
    unblocked: set("state", "unblocked"),
  }),
  ...mutants(
    "ebs-snapshots-not-public",
    snapshots,
    { "not said": gone },
    { at: "stack", also: [["stack-inventory", "stack"]] },
  ),
  ...mutants("ebs-default-encryption", volumesByDefault, { off: flip("enabled") }),
  ...mutants(
    "ebs-default-encryption",
    volumesByDefault,
    { "not said": gone },
    { at: "stack", also: [["stack-inventory", "stack"]] },
  ),
  ...mutants("ebs-volumes-cmk", volume, {
    "in clear": flip("encrypted"),
    "no key": drop("kmsKeyId"),
    "AWS's own key": set("kmsKeyId", awsKey),
  }),
  ...mutants("ec2-volumes-cmk", machine, {
    "the root disk in clear": flip("rootBlockDevice.encrypted"),
    "another disk in clear": flip("ebsBlockDevices[0].encrypted"),
    "a disk without a key": drop("ebsBlockDevices[0].kmsKeyId"),
  }),
  ...mutants("efs-encrypted-cmk", files, { "in clear": flip("encrypted"), "no key": drop("kmsKeyId") }),
  ...mutants("efs-mount-targets-3az", files, { "a zone without a mount target": on(mountTarget, gone) }),
];
