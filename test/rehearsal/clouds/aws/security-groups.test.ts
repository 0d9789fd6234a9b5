import type { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const missing = "sg-00000000000000000";

describe("security groups", () => {
  testRules([
    {
      rule: "security-group-name",
      refuses: "a name that looks like an id",
      code: "InvalidParameterValue",
      type: GROUP,
      wrong: { name: "sg-database" },
    },
    {
      rule: "security-group-description",
      refuses: "a description with characters that EC2 does not take",
      code: "InvalidParameterValue",
      type: GROUP,
      fine: { description: "Nodes (stateless), port 443" },
      wrong: { description: "Datenbank für RPC" },
    },
    {
      rule: "security-group-in-use",
      refuses: "to delete a group that a load balancer uses",
      code: "DependencyViolation",
      mayGo: ({ group }) => group,
      mayNot: (account) => {
        account.add("aws:lb/loadBalancer:LoadBalancer", {
          subnets: account.subnetIds,
          securityGroups: [account.group.id],
        });
        return account.group;
      },
    },
    {
      rule: "security-group-in-use",
      refuses: "to delete a group that another group's rule names",
      code: "DependencyViolation",
      mayGo: (account) => {
        account.add(INGRESS, { securityGroupId: account.group.id, referencedSecurityGroupId: account.group.id });
        return account.group;
      },
      mayNot: (account) => {
        account.add(INGRESS, { securityGroupId: account.group.id, referencedSecurityGroupId: account.otherGroup.id });
        return account.otherGroup;
      },
    },
    {
      rule: "ingress-rule-groups",
      refuses: "an inbound rule for a group that does not exist",
      code: "InvalidGroup.NotFound",
      type: INGRESS,
      fine: ({ vpc }) => ({ securityGroupId: vpc.outputs.defaultSecurityGroupId }),
      wrong: { securityGroupId: missing },
    },
    {
      rule: "ingress-rule-groups",
      refuses: "an inbound rule from a group of another VPC",
      code: "InvalidGroup.NotFound",
      type: INGRESS,
      fine: ({ cluster }) => {
        const { clusterSecurityGroupId } = cluster.outputs.vpcConfig as { clusterSecurityGroupId: string };
        return { cidrIpv4: undefined, referencedSecurityGroupId: clusterSecurityGroupId };
      },
      wrong: ({ otherGroup }) => ({ cidrIpv4: undefined, referencedSecurityGroupId: otherGroup.id }),
    },
    {
      rule: "egress-rule-groups",
      refuses: "an outbound rule to a group of another VPC",
      code: "InvalidGroup.NotFound",
      type: EGRESS,
      wrong: ({ otherGroup }) => ({ cidrIpv4: undefined, referencedSecurityGroupId: otherGroup.id }),
    },
    {
      rule: "security-group-rule-groups",
      refuses: "a rule from a group that does not exist",
      code: "InvalidGroup.NotFound",
      type: RULE,
      wrong: { cidrBlocks: undefined, sourceSecurityGroupId: missing },
    },
    {
      rule: "ingress-rule-port-range",
      refuses: "ports that run backwards",
      code: "InvalidParameterValue",
      type: INGRESS,
      wrong: { fromPort: 8546, toPort: 8545 },
    },
    {
      rule: "egress-rule-port-range",
      refuses: "TCP without ports",
      code: "InvalidParameterValue",
      type: EGRESS,
      fine: { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
      wrong: { fromPort: undefined, toPort: undefined },
    },
    {
      rule: "security-group-rule-port-range",
      refuses: "a port over 65535",
      code: "InvalidParameterValue",
      type: RULE,
      wrong: { toPort: 65536 },
    },
    ...[
      { type: INGRESS, rule: "ingress-rule-duplicate" },
      { type: EGRESS, rule: "egress-rule-duplicate" },
    ].map(({ type, rule }) => ({
      rule,
      refuses: `a permission that the group has (${rule})`,
      code: "InvalidPermission.Duplicate",
      type,
      wrong: (account: FurnishedAccount) => {
        const permission = { securityGroupId: account.group.id, ipProtocol: "tcp", fromPort: 22, toPort: 22 };
        account.add(type, permission);
        return { ...permission, cidrIpv4: undefined };
      },
    })),
    {
      rule: "security-group-rule-duplicate",
      refuses: "a rule that the group has",
      code: "InvalidPermission.Duplicate",
      type: RULE,
      wrong: (account) => {
        const rule = { securityGroupId: account.group.id, type: "ingress", protocol: "-1", fromPort: 0, toPort: 0 };
        account.add(RULE, rule);
        return { ...rule, cidrBlocks: undefined };
      },
    },
    {
      rule: "prefix-list-capacity",
      refuses: "more entries than the prefix list holds",
      code: "PrefixListMaxEntriesExceeded",
      type: "aws:ec2/managedPrefixList:ManagedPrefixList",
      fine: { entries: [{ cidr: "192.0.2.0/24" }] },
      wrong: { maxEntries: 1, entries: [{ cidr: "192.0.2.0/24" }, { cidr: "198.51.100.0/24" }] },
    },
    {
      rule: "prefix-list-entry-duplicate",
      refuses: "an entry that the prefix list has",
      code: "InvalidPrefixListModification",
      type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
      wrong: { cidr: "192.0.2.0/24" },
    },
  ]);
});
