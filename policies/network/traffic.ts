import type { Item, Resource } from "../assessment/resource";
import { knownText, type Located } from "../assessment/value";

export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";
export const ruleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const egressRuleType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export type Direction = "ingress" | "egress";

/** What a rule of a security group or of a network ACL lets pass, in whatever of the SDK's forms it is written. */
export interface Opening {
  /** How messages begin: with the path of the rule in its resource, empty for a rule that is a resource. */
  readonly prefix: string;
  readonly blocks: readonly Located[];
  readonly protocol: Located;
  readonly from: Located;
  readonly to: Located;
}

/** The properties in which a kind of rule differs from others. */
interface Form {
  readonly protocol: string;
  readonly blocks: readonly string[];
}

const listForm: Form = { protocol: "protocol", blocks: ["cidrBlocks[]", "ipv6CidrBlocks[]"] };
const singleForm: Form = { protocol: "ipProtocol", blocks: ["cidrIpv4", "cidrIpv6"] };
export const aclForm: Form = { protocol: "protocol", blocks: ["cidrBlock", "ipv6CidrBlock"] };

/** Openings in this direction that the program wrote in a security group or as a rule of its own. */
export function openingsOf(resource: Resource, direction: Direction): readonly Opening[] {
  const written = resource.asWritten();
  if (resource.is(securityGroupType)) return written.items(direction).map((item) => openingOf(item, listForm));
  if (!resource.is(ruleType)) return [openingOf(written, singleForm)];
  const other = direction === "ingress" ? "egress" : "ingress";
  return knownText(written.value("type")) === other ? [] : [openingOf(written, listForm)];
}

export function openingOf(rule: Resource | Item, { protocol, blocks }: Form): Opening {
  return {
    prefix: "path" in rule ? `${rule.path} ` : "",
    blocks: blocks.flatMap((path) => rule.elements(path)),
    protocol: rule.at(protocol),
    from: rule.at("fromPort"),
    to: rule.at("toPort"),
  };
}

export interface Ports {
  readonly from: number;
  readonly to: number;
  readonly isEveryProtocol: boolean;
}

const everyProtocol = ["-1", "all"];
const withPorts = ["tcp", "udp", "6", "17"];

/** Ports of TCP and UDP that an opening covers; `none` for protocols that have no ports. */
export function portsOf({ protocol, from, to }: Opening): Ports | "none" | "unknown" {
  if (protocol.value.kind === "unknown") return "unknown";
  const name = protocol.value.kind === "known" ? String(protocol.value.value).toLowerCase() : "-1";
  if (everyProtocol.includes(name)) return { from: 0, to: 65_535, isEveryProtocol: true };
  if (!withPorts.includes(name)) return "none";
  if (from.value.kind === "unknown" || to.value.kind === "unknown") return "unknown";
  if (from.value.kind === "absent" || to.value.kind === "absent") {
    return { from: 0, to: 65_535, isEveryProtocol: false };
  }
  return { from: Number(from.value.value), to: Number(to.value.value), isEveryProtocol: false };
}
