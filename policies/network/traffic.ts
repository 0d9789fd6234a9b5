import type { Item, Resource } from "../assessment/resource";
import { type Located, locate } from "../assessment/value";

export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";
export const ruleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const egressRuleType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export type Direction = "ingress" | "egress";

/** What a rule of a security group or of a network ACL lets pass, in whatever of the SDK's forms it is written. */
export interface Opening {
  /** Path of the rule in its resource, empty for a rule that is a resource. */
  readonly path: string;
  readonly blocks: readonly Located[];
  readonly protocol: Located;
  readonly from: Located;
  readonly to: Located;
  readonly description: Located;
}

/** Openings in this direction that the program wrote in a security group or as a rule of its own. */
export function openingsOf(resource: Resource, direction: Direction): readonly Opening[] {
  const written = resource.asWritten();
  if (resource.is(securityGroupType)) return written.items(direction).map((item) => fromItem(item));
  if (resource.is(ruleType)) {
    const kind = written.text("type");
    if (kind.kind === "known" && kind.value !== direction) return [];
    const blocks = ["cidrBlocks[]", "ipv6CidrBlocks[]"].flatMap((path) => written.elements(path));
    return [{ ...partsOf(written, "protocol"), blocks }];
  }
  if (!resource.is(direction === "ingress" ? ingressRuleType : egressRuleType)) return [];
  return [{ ...partsOf(written, "ipProtocol"), blocks: [written.at("cidrIpv4"), written.at("cidrIpv6")] }];
}

function partsOf(rule: Resource, protocol: string): Omit<Opening, "blocks"> {
  return {
    path: "",
    protocol: rule.at(protocol),
    from: rule.at("fromPort"),
    to: rule.at("toPort"),
    description: rule.at("description"),
  };
}

export function fromItem(item: Item, blockProperties = ["cidrBlocks", "ipv6CidrBlocks"]): Opening {
  return {
    path: item.path,
    blocks: blockProperties.flatMap((property) => listed(item.at(property))),
    protocol: item.at("protocol"),
    from: item.at("fromPort"),
    to: item.at("toPort"),
    description: item.at("description"),
  };
}

function listed(located: Located): readonly Located[] {
  const { path, value } = located;
  if (value.kind !== "known" || !Array.isArray(value.value)) return [located];
  return locate(value.value, ["[]"]).map((element) => ({ path: `${path}${element.path}`, value: element.value }));
}

/** Whether everybody may use the opening, and the block that says so. */
export function worldOf({ blocks }: Opening): { readonly open: string } | "closed" | "unknown" {
  const world = blocks.find(({ value }) => value.kind === "known" && /\/0$/.test(String(value.value)));
  if (world?.value.kind === "known") return { open: String(world.value.value) };
  return blocks.some(({ value }) => value.kind === "unknown") ? "unknown" : "closed";
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

export function where(path: string, text: string): string {
  return path === "" ? text : `${path} ${text}`;
}
