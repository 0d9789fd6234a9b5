import type { CloudResource, Request, World } from "../resource-type";
import { object, text } from "./inputs";

/** Resources of the type in the request's region, without the one that the request is about. */
export function siblings(request: Request, type: string): CloudResource[] {
  const { world, region, before } = request;
  return world.all(type).filter((other) => {
    const itself = before?.type === type && before.urn === other.urn && before.id === other.id;
    return !itself && (other.region === region || other.region === "");
  });
}

/** The VPC in which a subnet lies. */
export function vpcOfSubnet(world: World, subnetId: string | undefined): string | undefined {
  return subnetId && text(world.get("aws:ec2/subnet:Subnet", subnetId)?.inputs ?? {}, "vpcId");
}

export function zoneOfSubnet(world: World, subnetId: string | undefined): string | undefined {
  return subnetId && text(world.get("aws:ec2/subnet:Subnet", subnetId)?.outputs ?? {}, "availabilityZone");
}

/** Distinct availability zones of the subnets, sorted. */
export function zonesOfSubnets(world: World, subnetIds: readonly string[]): string[] {
  const zones = subnetIds.map((id) => zoneOfSubnet(world, id)).filter((zone) => zone !== undefined);
  return [...new Set(zones)].sort();
}

/** Distinct VPCs of the subnets. */
export function vpcsOfSubnets(world: World, subnetIds: readonly string[]): string[] {
  return [...new Set(subnetIds.map((id) => vpcOfSubnet(world, id)).filter((vpc) => vpc !== undefined))];
}

/**
 * The VPC of a security group, whoever made it: the program, the VPC (its default group) or EKS (the cluster's group).
 * Undefined when there is no such group.
 */
export function vpcOfSecurityGroup(world: World, groupId: string): string | undefined {
  const made = world.get("aws:ec2/securityGroup:SecurityGroup", groupId);
  if (made) return text(made.outputs, "vpcId") ?? text(made.inputs, "vpcId");
  const vpc = world.findBy("aws:ec2/vpc:Vpc", "defaultSecurityGroupId", groupId);
  if (vpc) return vpc.id;
  for (const cluster of world.all("aws:eks/cluster:Cluster")) {
    const config = object(cluster.outputs, "vpcConfig");
    if (config.clusterSecurityGroupId === groupId) return text(config, "vpcId");
  }
  return undefined;
}
