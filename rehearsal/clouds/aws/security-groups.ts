import type { Properties } from "../../../safes/plugin/provider";
import type { Reference, ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { checksum, ec2Id, hexFor } from "./ids";
import { flag, number, text, texts, value } from "./inputs";
import { siblings, vpcOfSecurityGroup } from "./siblings";

const VPC = "aws:ec2/vpc:Vpc";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** What puts network interfaces into a group, which keeps the group from deletion. */
const users: readonly { type: string; path: string }[] = [
  { type: "aws:rds/instance:Instance", path: "vpcSecurityGroupIds" },
  { type: "aws:rds/proxy:Proxy", path: "vpcSecurityGroupIds" },
  { type: "aws:lb/loadBalancer:LoadBalancer", path: "securityGroups" },
  { type: "aws:ec2/vpcEndpoint:VpcEndpoint", path: "securityGroupIds" },
  { type: "aws:eks/cluster:Cluster", path: "vpcConfig.securityGroupIds" },
];

/** The types that name another group as a peer, and where. */
const peers: readonly { type: string; path: string }[] = [
  { type: RULE, path: "sourceSecurityGroupId" },
  { type: INGRESS, path: "referencedSecurityGroupId" },
  { type: EGRESS, path: "referencedSecurityGroupId" },
];

const groupUnused: Rule = {
  name: "security-group-in-use",
  operation: "DeleteSecurityGroup",
  on: ["delete"],
  refuse({ world, before }) {
    const groupId = before?.id ?? "";
    const user = users.flatMap(({ type, path }) =>
      world.all(type).filter((resource) => texts(resource.inputs, path).includes(groupId)),
    )[0];
    const peer = peers.flatMap(({ type, path }) =>
      world.all(type).filter(({ inputs }) => value(inputs, path) === groupId && inputs.securityGroupId !== groupId),
    )[0];
    const holder = user ?? peer;
    if (!holder) return undefined;
    return { code: "DependencyViolation", message: `resource ${groupId} has a dependent object (${holder.id})` };
  },
};

const groupName: Rule = {
  name: "security-group-name",
  operation: "CreateSecurityGroup",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || (name.length <= 255 && !/^sg-/i.test(name))) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Invalid value '${name}' for groupName: at most 255 characters, and it cannot begin with sg-.`,
    };
  },
};

const groupDescription: Rule = {
  name: "security-group-description",
  operation: "CreateSecurityGroup",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const description = text(inputs, "description") ?? "";
    if (/^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]{0,255}$/.test(description)) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Invalid security group description '${description}': at most 255 of a-z A-Z 0-9 and ._-:/()#,@[]+=&;{}!$*.`,
    };
  },
};

/** What makes two rules the same permission. */
function permissionOf(inputs: Properties): string {
  const parts = [
    "securityGroupId",
    "type",
    "protocol",
    "ipProtocol",
    "fromPort",
    "toPort",
    "cidrIpv4",
    "cidrIpv6",
    "cidrBlocks",
    "ipv6CidrBlocks",
    "prefixListId",
    "prefixListIds",
    "referencedSecurityGroupId",
    "sourceSecurityGroupId",
  ];
  return JSON.stringify([...parts.map((part) => inputs[part] ?? null), flag(inputs, "self")]);
}

const permissionOnce = (type: string, kind: string, operation: string): Rule => ({
  name: `${kind}-duplicate`,
  operation,
  on: ["create", "update"],
  refuse(request) {
    const permission = permissionOf(request.inputs);
    const twin = siblings(request, type).find((other) => permissionOf(other.inputs) === permission);
    if (!twin) return undefined;
    const { securityGroupId } = request.inputs;
    return {
      code: "InvalidPermission.Duplicate",
      message: `the specified rule already exists in ${String(securityGroupId)} (${twin.id})`,
    };
  },
});

const portRange = (kind: string, operation: string): Rule => ({
  name: `${kind}-port-range`,
  operation,
  on: ["create", "update"],
  refuse({ inputs }) {
    const protocol = text(inputs, "protocol") ?? text(inputs, "ipProtocol") ?? "-1";
    const [from, to] = [number(inputs, "fromPort"), number(inputs, "toPort")];
    if (!["tcp", "udp", "6", "17"].includes(protocol)) return undefined;
    const fine = from !== undefined && to !== undefined && from >= 0 && from <= to && to <= 65535;
    if (fine) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Invalid value 'from ${from} to ${to}' for portRange with ${protocol}.`,
    };
  },
});

/** The group and the peer exist and lie in one VPC. */
const peerOfVpc = (kind: string, operation: string, peerProperty: string): Rule => ({
  name: `${kind}-groups`,
  operation,
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const groupId = text(inputs, "securityGroupId") ?? "";
    const peerId = text(inputs, peerProperty);
    const vpcId = vpcOfSecurityGroup(world, groupId);
    const missing = vpcId === undefined ? groupId : peerId && !vpcOfSecurityGroup(world, peerId) ? peerId : undefined;
    if (missing !== undefined) {
      return { code: "InvalidGroup.NotFound", message: `The security group '${missing}' does not exist` };
    }
    if (!peerId || vpcOfSecurityGroup(world, peerId) === vpcId) return undefined;
    return {
      code: "InvalidGroup.NotFound",
      message: `You have specified two resources that belong to different networks: ${groupId} and ${peerId}.`,
    };
  },
});

const prefixListReference = (property: string): Reference => ({
  property,
  to: [PREFIX_LIST],
  missing: "InvalidPrefixListID.NotFound",
});

const singleRule = (type: string, kind: string, operation: string): ResourceType =>
  awsType({
    type,
    service: "EC2",
    label: type === INGRESS ? "VPC Security Group Ingress Rule" : "VPC Security Group Egress Rule",
    // Everything but the group itself changes in place (ModifySecurityGroupRules).
    replaceOn: ["securityGroupId"],
    id: (request) => ec2Id(request, "sgr"),
    arn: (request, id) => arn(request, "ec2", `security-group-rule/${id}`),
    computed: (_, id) => ({ securityGroupRuleId: id }),
    rules: [
      peerOfVpc(kind, operation, "referencedSecurityGroupId"),
      portRange(kind, operation),
      permissionOnce(type, kind, operation),
    ],
  });

export const securityGroupTypes: readonly ResourceType[] = [
  awsType({
    type: GROUP,
    service: "EC2",
    label: "EC2 Security Group",
    replaceOn: ["description", "name", "namePrefix", "vpcId"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    id: (request) => ec2Id(request, "sg"),
    arn: (request, id) => arn(request, "ec2", `security-group/${id}`),
    computed: ({ world }) => ({ ownerId: world.accountId }),
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound", blocksDeletion: "DependencyViolation" },
    ],
    rules: [groupName, groupDescription, groupUnused],
  }),
  awsType({
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    service: "EC2",
    label: "EC2 Default Security Group",
    replaceOn: ["vpcId"],
    defaults: { revokeRulesOnDelete: false },
    // The VPC's own group is adopted, not made.
    id: ({ world, inputs }) =>
      text(world.get(VPC, text(inputs, "vpcId") ?? "")?.outputs ?? {}, "defaultSecurityGroupId") ?? "",
    arn: (request, id) => arn(request, "ec2", `security-group/${id}`),
    computed: ({ world }) => ({
      description: "default VPC security group",
      name: "default",
      namePrefix: "",
      ownerId: world.accountId,
    }),
    references: [{ property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound" }],
  }),
  awsType({
    type: RULE,
    service: "EC2",
    label: "EC2 Security Group Rule",
    replaceOn: [
      "cidrBlocks",
      "fromPort",
      "ipv6CidrBlocks",
      "prefixListIds",
      "protocol",
      "securityGroupId",
      "self",
      "sourceSecurityGroupId",
      "toPort",
      "type",
    ],
    defaults: { self: false },
    // A group takes no two rules of one permission; the real provider deletes first as well.
    deleteBeforeReplace: true,
    id: ({ inputs }) => `sgrule-${checksum(permissionOf(inputs))}`,
    computed: (request) => ({
      securityGroupRuleId: `sgr-0${hexFor(request, "sgr", 16)}`,
    }),
    references: [prefixListReference("prefixListIds[]")],
    rules: [
      peerOfVpc("security-group-rule", "AuthorizeSecurityGroupIngress", "sourceSecurityGroupId"),
      portRange("security-group-rule", "AuthorizeSecurityGroupIngress"),
      permissionOnce(RULE, "security-group-rule", "AuthorizeSecurityGroupIngress"),
    ],
  }),
  singleRule(INGRESS, "ingress-rule", "AuthorizeSecurityGroupIngress"),
  singleRule(EGRESS, "egress-rule", "AuthorizeSecurityGroupEgress"),
];

/** A rule that the groups which a resource names exist, and lie in the VPC that `vpcIdOf` finds. */
export function securityGroupsExist(
  kind: string,
  operation: string,
  path: string,
  vpcIdOf: (request: Parameters<Rule["refuse"]>[0]) => string | undefined,
  code = "InvalidGroup.NotFound",
): Rule {
  return {
    name: `${kind}-security-groups`,
    operation,
    on: ["create", "update"],
    refuse(request) {
      for (const groupId of texts(request.inputs, path)) {
        const vpcId = vpcOfSecurityGroup(request.world, groupId);
        if (vpcId === undefined) return { code, message: `The security group '${groupId}' does not exist` };
        const expected = vpcIdOf(request);
        if (expected === undefined || vpcId === expected) continue;
        return { code, message: `The security group '${groupId}' of ${vpcId} does not belong to VPC ${expected}` };
      }
      return undefined;
    },
  };
}
