import { isOneOf, isTrue, notKnownYet } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import { leadsToInternetGateway, tierOf, vpcType } from "../assessment/routing";
import type { Stack } from "../assessment/stack";
import { knownText } from "../assessment/value";
import { about, either, pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { subnetType } from "../assessment/zones";
import { noAdminPort } from "./security-groups";
import { aclForm, openingOf } from "./traffic";

const aclTypes = ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"] as const;
const aclRuleType = "aws:ec2/networkAclRule:NetworkAclRule";
const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";
const blockType = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions";

const aclNoWorldAdmin = resourcePolicy({
  id: "net-nacl-no-world-admin",
  title: "No network ACL lets everybody reach SSH or remote desktop",
  severity: "high",
  rationale: "the ACL is what still holds when a security group is opened by mistake",
  remedy: "leave 22 and 3389 out of the ranges that ingress allows the world",
  controls: { fsbp: ["EC2.21"], cisAws: ["5.2"] },
  types: [...aclTypes, aclRuleType],
  check: (acl) => {
    if (acl.is(aclRuleType)) {
      const isOutwards = isTrue(acl.at("egress"));
      return either([noAdminPort(openingOf(acl, aclForm)), isOutwards, isOneOf(acl.at("ruleAction"), ["deny"])]);
    }
    const rules = acl.asWritten().items("ingress");
    return rules.map((rule) => either([noAdminPort(openingOf(rule, aclForm)), isOneOf(rule.at("action"), ["deny"])]));
  },
});

const noDefaultVpc = resourcePolicy({
  id: "net-no-default-vpc",
  title: "Nothing uses the account's default VPC",
  severity: "medium",
  rationale: "its subnets are all public and give addresses by themselves",
  remedy: "make a VPC of your own, as infra/network.ts does, and remove the DefaultVpc",
  types: ["aws:ec2/defaultVpc:DefaultVpc"],
  check: () => violation("the default VPC is adopted", "a VPC of the stack"),
});

const closedTiersStayClosed = stackPolicy({
  id: "net-private-no-igw",
  title: "Private and database tiers have no route to an internet gateway",
  severity: "high",
  rationale: "such a route makes the tier public: one address away from the internet",
  remedy: "route the private tier to NAT gateways and leave the database tier without a way out",
  controls: { fsbp: ["RDS.46"] },
  types: [subnetType],
  settings: { tiers: ["private", "database", "isolated"] },
  check: (stack, { tiers }) =>
    stack.all(subnetType).map((subnet) => {
      const tier = tierOf(stack, subnet);
      if ("open" in tier) return undecided(`its tier: ${tier.open}`, subnet);
      if (!tiers.includes(tier.known)) return pass;
      const internet = leadsToInternetGateway(stack, subnet);
      if ("open" in internet) return undecided(internet.open, subnet);
      if (!internet.known) return pass;
      return violation(`the ${tier.known} tier routes to an internet gateway`, "no such route", subnet);
    }),
});

const endpoints = stackPolicy({
  id: "net-endpoints",
  title: "Every VPC reaches the services it lives on without the internet",
  severity: "medium",
  level: "advisory",
  rationale: "without the endpoints, images, secrets and signatures depend on the NAT gateways",
  remedy: "add a VpcEndpoint for each service, as infra/network/endpoints.ts does",
  controls: { fsbp: ["EC2.10", "EC2.55", "EC2.56"] },
  types: [vpcType],
  settings: { services: ["s3", "ecr.api", "ecr.dkr", "kms", "secretsmanager", "logs", "sts", "ec2"] },
  check: (stack, { services }) => stack.all(vpcType).map((vpc) => about(vpc, reaches(stack, vpc, services))),
});

function reaches(stack: Stack, vpc: Resource, services: readonly string[]): Verdict {
  const { surely, perhaps } = stack.referring([endpointType], "vpcId", vpc);
  const names = surely.map((endpoint) => endpoint.text("serviceName"));
  // com.amazonaws.<region>.<service>
  const reached = names.map((name) => knownText(name)?.split(".").slice(3).join("."));
  const missing = services.filter((service) => !reached.includes(service));
  if (missing.length === 0) return pass;
  if (perhaps.length > 0 || names.some(({ kind }) => kind === "unknown")) {
    return undecided("the service or the VPC of an endpoint is known only after the update");
  }
  return violation(`no endpoint for ${missing.join(", ")}`, `endpoints for ${services.join(", ")}`);
}

const narrowPeering = resourcePolicy({
  id: "net-peering-least-route",
  title: "Routes to peered networks name what is needed there",
  severity: "low",
  level: "advisory",
  rationale: "a route to the whole peer lets whoever holds a machine here try every machine there",
  remedy: "route to the peer's subnets that are needed; the prefix is in the policy's settings",
  controls: { cisAws: ["5.6"] },
  types: ["aws:ec2/route:Route"],
  settings: { prefix: 20 },
  check: (route, { prefix }) => {
    if (route.value("vpcPeeringConnectionId").kind === "absent") return pass;
    const block = route.text("destinationCidrBlock");
    if (block.kind === "unknown") return notKnownYet("destinationCidrBlock");
    if (block.kind === "absent" || Number(block.value.split("/")[1] ?? 0) >= prefix) return pass;
    return violation(`destinationCidrBlock is ${block.value}`, `a block of /${prefix} or smaller`);
  },
});

const publicAccessBlocked = stackPolicy({
  id: "net-block-public-access",
  title: "The region blocks public access to VPCs that nobody excluded",
  severity: "low",
  level: "advisory",
  rationale: "a VPC that somebody makes by hand cannot be reached from the internet then",
  remedy: "add VpcBlockPublicAccessOptions, and a VpcBlockPublicAccessExclusion for the public subnets",
  controls: { fsbp: ["EC2.172"] },
  types: [vpcType, blockType],
  check: (stack) => {
    const options = stack.all(blockType);
    if (options.length === 0) return violation("no VpcBlockPublicAccessOptions", "one, with block-ingress");
    return options.map((option) =>
      about(option, isOneOf(option.at("internetGatewayBlockMode"), ["block-ingress", "block-bidirectional"])),
    );
  },
});

export const pathPolicies = [
  aclNoWorldAdmin,
  noDefaultVpc,
  closedTiersStayClosed,
  endpoints,
  narrowPeering,
  publicAccessBlocked,
] as const;
