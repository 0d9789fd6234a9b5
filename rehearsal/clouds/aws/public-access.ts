import type { ResourceType, Rule } from "../resource-type";
import { awsType } from "./aws-type";
import { ec2Id } from "./ids";
import { isSet, text } from "./inputs";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";

/** An enumeration of the API that the provider knows at preview. */
function oneOf(name: string, operation: string, property: string, allowed: readonly string[]): Rule {
  return {
    name,
    operation,
    on: ["create", "update"],
    atPreview: true,
    refuse({ inputs }) {
      const value = text(inputs, property);
      if (value === undefined || allowed.includes(value)) return undefined;
      return {
        code: "InvalidParameterValue",
        message: `${property} is ${allowed.join(" or ")}, got ${value}.`,
        property,
      };
    },
  };
}

const oneTarget: Rule = {
  name: "public-access-exclusion-one-target",
  operation: "CreateVpcBlockPublicAccessExclusion",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    if (isSet(inputs, "vpcId") !== isSet(inputs, "subnetId")) return undefined;
    return { code: "InvalidParameterCombination", message: "An exclusion is of one VPC or of one subnet." };
  },
};

/** What keeps the internet out of a whole region, and what is left open. */
export const publicAccessTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
    service: "EC2",
    label: "EC2 VPC Block Public Access Options",
    replaceOn: [],
    id: ({ region }) => region,
    computed: ({ world, region }) => ({ awsAccountId: world.accountId, awsRegion: region }),
    rules: [
      oneOf("public-access-block-mode", "ModifyVpcBlockPublicAccessOptions", "internetGatewayBlockMode", [
        "off",
        "block-bidirectional",
        "block-ingress",
      ]),
    ],
  }),
  awsType({
    type: "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion",
    service: "EC2",
    label: "EC2 VPC Block Public Access Exclusion",
    replaceOn: ["subnetId", "vpcId"],
    id: (request) => ec2Id(request, "vpcbpa-exclude"),
    computed: ({ world, inputs }) => {
      const excluded = world.get(SUBNET, text(inputs, "subnetId") ?? "") ?? world.get(VPC, text(inputs, "vpcId") ?? "");
      return { resourceArn: text(excluded?.outputs ?? {}, "arn") ?? "" };
    },
    references: [
      { property: "subnetId", to: [SUBNET], missing: "InvalidSubnetID.NotFound" },
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound" },
    ],
    rules: [
      oneTarget,
      oneOf("public-access-exclusion-mode", "CreateVpcBlockPublicAccessExclusion", "internetGatewayExclusionMode", [
        "allow-egress",
        "allow-bidirectional",
      ]),
    ],
  }),
];
