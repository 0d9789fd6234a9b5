import { aws } from "../case";
import { type Described, ref } from "../engine-stub";

export const zones = ["us-east-1a", "us-east-1b", "us-east-1c"] as const;

export const vpc = aws("ec2/Vpc", "vpc", { cidrBlock: "10.20.0.0/16" });

export function subnet(name: string, zone: unknown, cidrBlock: unknown, inputs: Described["inputs"] = {}): Described {
  return aws("ec2/Subnet", name, { vpcId: ref("vpc"), availabilityZone: zone, cidrBlock, ...inputs });
}

/** A subnet in each of the zones, called `<tier>-0` and so on, with the tier as a tag. */
export function tier(name: string, inZones: readonly string[] = zones, third = 0): readonly Described[] {
  return inZones.map((zone, index) =>
    subnet(`${name}-${index}`, zone, `10.20.${third + index}.0/24`, { tags: { tier: name } }),
  );
}

export function idsOf(subnets: readonly Described[]): readonly unknown[] {
  return subnets.map(({ name }) => ref(name));
}

export const key = aws("kms/Key", "key", { enableKeyRotation: true }, { protect: true });

/** Routes a subnet through a route table of its own to the internet or to a NAT gateway. */
export function routed(subnetName: string, route: Described["inputs"]): readonly Described[] {
  const table = `${subnetName}-table`;
  return [
    aws("ec2/RouteTable", table, { vpcId: ref("vpc") }, { outputs: { routes: [] } }),
    aws("ec2/Route", `${subnetName}-route`, { routeTableId: ref(table), destinationCidrBlock: "0.0.0.0/0", ...route }),
    aws("ec2/RouteTableAssociation", `${subnetName}-association`, {
      subnetId: ref(subnetName),
      routeTableId: ref(table),
    }),
  ];
}
