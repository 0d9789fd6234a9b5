import type { References, Resource } from "./resource";
import { show } from "./resource";
import type { Path, Value } from "./value";
import { pass, undecided, type Verdict, violation } from "./verdict";

export const subnetType = "aws:ec2/subnet:Subnet";

/** A region's fewest zones in which a majority survives the loss of one. */
export const zonesForMajority = 3;

export function zoneOf(subnet: Resource): Value<string> {
  const name = subnet.text("availabilityZone");
  return name.kind === "absent" ? subnet.text("availabilityZoneId") : name;
}

/** The subnets that a property names lie in so many different availability zones. */
export function spansZones(resource: Resource, path: Path, minimum: number): Verdict {
  return zonesAreEnough(resource.references(path, [subnetType]), show(path), minimum);
}

export function zonesAreEnough(subnets: References, path: string, minimum: number): Verdict {
  if (subnets.kind === "open") return undecided(subnets.because);
  const zones = subnets.resources.map(zoneOf);
  const distinct = [...new Set(zones.flatMap((zone) => (zone.kind === "known" ? [zone.value] : [])))].sort();
  const hidden = zones.filter((zone) => zone.kind !== "known").length;
  if (distinct.length + hidden < minimum) {
    const count = `${subnets.resources.length} subnet${subnets.resources.length === 1 ? "" : "s"}`;
    const where = distinct.length === 0 ? "no availability zone" : distinct.join(", ");
    return violation(`${path} names ${count} in ${where}`, `subnets in at least ${minimum} availability zones`);
  }
  if (subnets.kind === "at-most") return undecided(`which subnets ${path} names is known only after the update`);
  if (distinct.length < minimum)
    return undecided(`the zones of the subnets in ${path} are known only after the update`);
  return pass;
}
