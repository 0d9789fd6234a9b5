import type { Properties } from "../../safes/plugin/provider";
import { zoneIdOf, zonesOf } from "./aws/regions";
import type { CloudFunction } from "./cloud";

/** Functions of the AWS provider that programs may call, as seen from a region. */
export function awsFunctions(region: string): Readonly<Record<string, CloudFunction>> {
  const regionOf = (args: Properties) => (typeof args.region === "string" ? args.region : region);
  return {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId, partition }) => ({
      id: accountId,
      accountId,
      arn: `arn:${partition}:sts::${accountId}:assumed-role/rehearsal/operator`,
      userId: "AROAREHEARSALOPERATOR:operator",
    }),
    "aws:index/getPartition:getPartition": (_args, { partition }) => ({
      id: partition,
      partition,
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getRegion:getRegion": (args) => {
      const name = regionOf(args);
      return { id: name, name, region: name, endpoint: `ec2.${name}.amazonaws.com`, description: name };
    },
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args) => {
      const name = regionOf(args);
      const names = zonesOf(name);
      const zoneIds = names.map((zone) => zoneIdOf(name, zone));
      return { id: name, region: name, names, zoneIds, groupNames: [name] };
    },
  };
}
