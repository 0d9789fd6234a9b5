import type { Properties } from "../../../safes/plugin/provider";
import type { Rule } from "../resource-type";
import { formatCidr, isCanonical, parseCidr } from "./cidr";
import { isObject, objects, texts, value } from "./inputs";

interface Blocks {
  readonly type: string;
  readonly operation: string;
  /** `[]` steps into a list. */
  readonly paths: readonly string[];
  /** The provider leaves the block to EC2, which clears host bits by itself. Default: it validates while it plans. */
  readonly leftToEc2?: boolean;
}

/** Where types take IPv4 blocks. */
const blocks: readonly Blocks[] = [
  { type: "aws:ec2/vpc:Vpc", operation: "CreateVpc", paths: ["cidrBlock"] },
  { type: "aws:ec2/subnet:Subnet", operation: "CreateSubnet", paths: ["cidrBlock"] },
  { type: "aws:ec2/route:Route", operation: "CreateRoute", paths: ["destinationCidrBlock"] },
  {
    type: "aws:ec2/networkAclRule:NetworkAclRule",
    operation: "CreateNetworkAclEntry",
    paths: ["cidrBlock"],
    leftToEc2: true,
  },
  {
    type: "aws:ec2/networkAcl:NetworkAcl",
    operation: "CreateNetworkAclEntry",
    paths: ["ingress[].cidrBlock", "egress[].cidrBlock"],
  },
  {
    type: "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    operation: "CreateNetworkAclEntry",
    paths: ["ingress[].cidrBlock", "egress[].cidrBlock"],
  },
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    operation: "AuthorizeSecurityGroupIngress",
    paths: ["ingress[].cidrBlocks", "egress[].cidrBlocks"],
  },
  {
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    operation: "AuthorizeSecurityGroupIngress",
    paths: ["cidrBlocks"],
  },
  {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    operation: "AuthorizeSecurityGroupIngress",
    paths: ["cidrIpv4"],
  },
  {
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    operation: "AuthorizeSecurityGroupEgress",
    paths: ["cidrIpv4"],
  },
  { type: "aws:eks/cluster:Cluster", operation: "CreateCluster", paths: ["vpcConfig.publicAccessCidrs"] },
];

/** The rule that blocks are well formed, where the type takes any. */
export function cidrRules(type: string): Rule[] {
  return blocks
    .filter((entry) => entry.type === type)
    .map(({ operation, paths, leftToEc2 = false }) => ({
      name: `cidr-syntax-${(type.split("/")[1] ?? type).split(":")[0]}`,
      operation,
      on: ["create", "update"],
      atPreview: !leftToEc2,
      refuse({ inputs }) {
        for (const path of paths) {
          for (const notation of notationsAt(inputs, path)) {
            const block = parseCidr(notation);
            if (isCanonical(notation) || (block && leftToEc2)) continue;
            const remedy = block ? `did you mean ${formatCidr(block)}?` : "write it as 10.0.0.0/16.";
            return {
              code: "InvalidParameterValue",
              message: `${path}: ${JSON.stringify(notation)} is not a valid IPv4 CIDR block; ${remedy}`,
            };
          }
        }
        return undefined;
      },
    }));
}

function notationsAt(inputs: Properties, path: string): string[] {
  const [list, property] = path.split("[].");
  if (list !== undefined && property !== undefined) {
    return objects(inputs, list).flatMap((item) => notationsAt(item, property));
  }
  const single = value(inputs, path);
  // Blocks of IPv6 have properties of their own, except in an allow-list, where both may stand.
  const found = typeof single === "string" ? [single] : isObject(single) ? [] : texts(inputs, path);
  return found.filter((notation) => !notation.includes(":"));
}
