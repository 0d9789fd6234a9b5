import type { Refusal, ResourceType, Rule, World } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { checksum, ec2Id } from "./ids";
import { flag, number, objects, text, texts } from "./inputs";
import { siblings, vpcOfSubnet } from "./siblings";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT_NETWORK_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const NETWORK_ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule";

function vpcOfNetworkAcl(world: World, networkAclId: string | undefined): string | undefined {
  if (networkAclId === undefined) return undefined;
  const made = world.get(NETWORK_ACL, networkAclId);
  return made ? text(made.inputs, "vpcId") : world.findBy(VPC, "defaultNetworkAclId", networkAclId)?.id;
}

function refuseNumber(ruleNumber: number | undefined): Refusal | undefined {
  if (ruleNumber === undefined || (ruleNumber >= 1 && ruleNumber <= 32766)) return undefined;
  return {
    code: "InvalidParameterValue",
    message: `Value (${ruleNumber}) for parameter ruleNumber is invalid. It must be between 1 and 32766.`,
  };
}

const existing = (ruleNumber: number | undefined): Refusal => ({
  code: "NetworkAclEntryAlreadyExists",
  message: `The network acl entry identified by ${ruleNumber} already exists.`,
});

const ruleNumberRange: Rule = {
  name: "network-acl-rule-number",
  operation: "CreateNetworkAclEntry",
  on: ["create"],
  refuse: ({ inputs }) => refuseNumber(number(inputs, "ruleNumber")),
};

const ruleNumberOnce: Rule = {
  name: "network-acl-rule-duplicate",
  operation: "CreateNetworkAclEntry",
  on: ["create"],
  refuse(request) {
    const { world, inputs } = request;
    const aclId = text(inputs, "networkAclId") ?? "";
    const ruleNumber = number(inputs, "ruleNumber");
    const twin = siblings(request, NETWORK_ACL_RULE).some(
      ({ inputs: other }) =>
        other.networkAclId === aclId &&
        other.ruleNumber === ruleNumber &&
        flag(other, "egress") === flag(inputs, "egress"),
    );
    const acl = world.get(NETWORK_ACL, aclId) ?? world.get(DEFAULT_NETWORK_ACL, aclId);
    const direction = flag(inputs, "egress") ? "egress" : "ingress";
    const inline = objects(acl?.inputs ?? {}, direction).some((entry) => number(entry, "ruleNo") === ruleNumber);
    return twin || inline ? existing(ruleNumber) : undefined;
  },
};

const networkAclExists: Rule = {
  name: "network-acl-exists",
  operation: "CreateNetworkAclEntry",
  on: ["create"],
  refuse({ world, inputs }) {
    const aclId = text(inputs, "networkAclId");
    if (vpcOfNetworkAcl(world, aclId)) return undefined;
    return { code: "InvalidNetworkAclID.NotFound", message: `The networkAcl ID '${aclId}' does not exist` };
  },
};

const inlineRuleNumbers = (kind: string): Rule => ({
  name: `${kind}-inline-rule-numbers`,
  operation: "CreateNetworkAclEntry",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const direction of ["ingress", "egress"]) {
      const numbers = objects(inputs, direction).map((entry) => number(entry, "ruleNo"));
      const outside = numbers.map(refuseNumber).find((refusal) => refusal !== undefined);
      if (outside) return outside;
      const twin = numbers.find((ruleNumber, index) => numbers.indexOf(ruleNumber) !== index);
      if (twin !== undefined) return existing(twin);
    }
    return undefined;
  },
});

const refuseForeignSubnet = (world: World, aclId: string, vpcId: string | undefined, subnetIds: readonly string[]) => {
  const foreign = subnetIds.find((subnetId) => {
    const subnetVpcId = vpcOfSubnet(world, subnetId);
    return vpcId && subnetVpcId && subnetVpcId !== vpcId;
  });
  return (
    foreign && {
      code: "InvalidParameterValue",
      message: `network acl ${aclId} and subnet ${foreign} belong to different networks`,
    }
  );
};

const subnetsOfVpc: Rule = {
  name: "network-acl-same-network",
  operation: "ReplaceNetworkAclAssociation",
  on: ["create", "update"],
  refuse({ world, inputs, name }) {
    return refuseForeignSubnet(world, name, text(inputs, "vpcId"), texts(inputs, "subnetIds")) || undefined;
  },
};

const associationOfVpc: Rule = {
  name: "network-acl-association-same-network",
  operation: "ReplaceNetworkAclAssociation",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const aclId = text(inputs, "networkAclId") ?? "";
    const subnetId = text(inputs, "subnetId");
    return refuseForeignSubnet(world, aclId, vpcOfNetworkAcl(world, aclId), subnetId ? [subnetId] : []) || undefined;
  },
};

export const networkAclTypes: readonly ResourceType[] = [
  awsType({
    type: NETWORK_ACL,
    service: "EC2",
    label: "EC2 Network ACL",
    replaceOn: ["vpcId"],
    id: (request) => ec2Id(request, "acl"),
    arn: (request, id) => arn(request, "ec2", `network-acl/${id}`),
    computed: ({ world }) => ({ ownerId: world.accountId }),
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound", blocksDeletion: "DependencyViolation" },
      { property: "subnetIds[]", to: [SUBNET], missing: "InvalidSubnetID.NotFound" },
    ],
    rules: [inlineRuleNumbers("network-acl"), subnetsOfVpc],
  }),
  awsType({
    type: DEFAULT_NETWORK_ACL,
    service: "EC2",
    label: "EC2 Default Network ACL",
    replaceOn: ["defaultNetworkAclId"],
    id: ({ inputs }) => text(inputs, "defaultNetworkAclId") ?? "",
    arn: (request, id) => arn(request, "ec2", `network-acl/${id}`),
    computed: ({ world }, id) => ({ ownerId: world.accountId, vpcId: vpcOfNetworkAcl(world, id) ?? "" }),
    references: [
      {
        property: "defaultNetworkAclId",
        to: [VPC],
        by: "defaultNetworkAclId",
        missing: "InvalidNetworkAclID.NotFound",
      },
      { property: "subnetIds[]", to: [SUBNET], missing: "InvalidSubnetID.NotFound" },
    ],
    rules: [inlineRuleNumbers("default-network-acl")],
  }),
  awsType({
    type: NETWORK_ACL_RULE,
    service: "EC2",
    label: "EC2 Network ACL Rule",
    replaceOn: [
      "cidrBlock",
      "egress",
      "fromPort",
      "icmpCode",
      "icmpType",
      "ipv6CidrBlock",
      "networkAclId",
      "protocol",
      "ruleAction",
      "ruleNumber",
      "toPort",
    ],
    defaults: { egress: false },
    id: ({ inputs }) =>
      `nacl-${checksum(["networkAclId", "ruleNumber", "egress", "protocol"].map((key) => inputs[key]).join("-"))}`,
    rules: [networkAclExists, ruleNumberRange, ruleNumberOnce],
  }),
  awsType({
    type: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    service: "EC2",
    label: "EC2 Network ACL Association",
    replaceOn: ["networkAclId", "subnetId"],
    id: (request) => ec2Id(request, "aclassoc"),
    references: [
      {
        property: "networkAclId",
        to: [NETWORK_ACL],
        missing: "InvalidNetworkAclID.NotFound",
        blocksDeletion: "DependencyViolation",
      },
      { property: "subnetId", to: [SUBNET], missing: "InvalidSubnetID.NotFound" },
    ],
    rules: [associationOfVpc],
  }),
];
