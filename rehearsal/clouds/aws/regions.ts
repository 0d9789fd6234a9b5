/** Facts of a region that computed outputs and rules need. */
export interface RegionFacts {
  /** Letters of its availability zones and the account-independent number of each. */
  readonly zones: Readonly<Record<string, number>>;
  /** Prefix of availability zone ids, `use1` of `use1-az1`. */
  readonly zoneIdPrefix: string;
  /** Hosted zones that alias records to the services' endpoints name. */
  readonly hostedZones: { readonly alb: string; readonly nlb: string; readonly s3: string; readonly rds: string };
  /** AWS-managed prefix lists of the gateway endpoints. */
  readonly prefixLists: { readonly s3: string; readonly dynamodb: string };
}

const abc = (one: number, two: number, three: number) => ({ a: one, b: two, c: three });

/**
 * Regions that the rehearsal knows. Hosted zones: AWS General Reference, pages elb, s3 and rds. Zone letters map to zone
 * ids differently in each account; this is one such mapping. Prefix lists: `aws ec2 describe-prefix-lists`.
 */
export const regions: Readonly<Record<string, RegionFacts>> = {
  "us-east-1": {
    zones: { a: 1, b: 2, c: 4, d: 6, e: 3, f: 5 },
    zoneIdPrefix: "use1",
    hostedZones: { alb: "Z35SXDOTRQ7X7K", nlb: "Z26RNL4JYFTOTI", s3: "Z3AQBSTGFYJSTF", rds: "Z2R2ITUGPM61AM" },
    prefixLists: { s3: "pl-63a5400a", dynamodb: "pl-02cd2c6b" },
  },
  "us-east-2": {
    zones: abc(1, 2, 3),
    zoneIdPrefix: "use2",
    hostedZones: { alb: "Z3AADJGX6KTTL2", nlb: "ZLMOA37VPKANP", s3: "Z2O1EMRO9K5GLX", rds: "Z2XHWR1WZ565X2" },
    prefixLists: { s3: "pl-7ba54012", dynamodb: "pl-4ca54025" },
  },
  "us-west-1": {
    zones: { a: 3, b: 1 },
    zoneIdPrefix: "usw1",
    hostedZones: { alb: "Z368ELLRRE2KJ0", nlb: "Z24FKFUX50B4VW", s3: "Z2F56UZL2M1ACD", rds: "Z10WI91S59XXQN" },
    prefixLists: { s3: "pl-6ba54002", dynamodb: "pl-6ea54007" },
  },
  "us-west-2": {
    zones: { a: 2, b: 1, c: 3, d: 4 },
    zoneIdPrefix: "usw2",
    hostedZones: { alb: "Z1H1FL5HABSF5", nlb: "Z18D5FSROUN65G", s3: "Z3BJ6K6RIION7M", rds: "Z1PVIF0B656C1W" },
    prefixLists: { s3: "pl-68a54001", dynamodb: "pl-00a54069" },
  },
  "eu-west-1": {
    zones: abc(2, 3, 1),
    zoneIdPrefix: "euw1",
    hostedZones: { alb: "Z32O12XQLNTSW2", nlb: "Z2IFOLAFXWLO4F", s3: "Z1BKCTXD74EZPE", rds: "Z29XKXDKYMONMX" },
    prefixLists: { s3: "pl-6da54004", dynamodb: "pl-6fa54006" },
  },
  "eu-west-2": {
    zones: abc(2, 3, 1),
    zoneIdPrefix: "euw2",
    hostedZones: { alb: "ZHURV8PSTC4K8", nlb: "ZD4D7Y8KGAS4G", s3: "Z3GKZC51ZF0DB4", rds: "Z1TTGA775OQIYO" },
    prefixLists: { s3: "pl-7ca54015", dynamodb: "pl-b3a742da" },
  },
  "eu-central-1": {
    zones: abc(2, 3, 1),
    zoneIdPrefix: "euc1",
    hostedZones: { alb: "Z215JYRZR1TBD5", nlb: "Z3F0SRJ5LGBH90", s3: "Z21DNDUVLTQW6Q", rds: "Z1RLNUO7B9Q6NB" },
    prefixLists: { s3: "pl-6ea54007", dynamodb: "pl-66a5400f" },
  },
};

export function factsOf(region: string): RegionFacts {
  const facts = regions[region];
  if (facts) return facts;
  throw new Error(
    `The rehearsal has no facts of region ${JSON.stringify(region)}; it knows ${Object.keys(regions).join(", ")}. ` +
      "Add the region to rehearsal/clouds/aws/regions.ts, with the source of each id.",
  );
}

/** `us-east-1a`, `us-east-1b`, ... */
export function zonesOf(region: string): string[] {
  return Object.keys(factsOf(region).zones).map((letter) => region + letter);
}

/** `use1-az1` for `us-east-1a`; undefined when the region has no such zone. */
export function zoneIdOf(region: string, zone: string): string | undefined {
  const facts = factsOf(region);
  const number = zone.startsWith(region) ? facts.zones[zone.slice(region.length)] : undefined;
  return number === undefined ? undefined : `${facts.zoneIdPrefix}-az${number}`;
}

export function zoneOfId(region: string, zoneId: string): string | undefined {
  return zonesOf(region).find((zone) => zoneIdOf(region, zone) === zoneId);
}
