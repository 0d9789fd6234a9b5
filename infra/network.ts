import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { named } from "./naming";
import { aclRulesOf } from "./network/acl-rules";
import { Endpoints } from "./network/endpoints";
import { FlowLog } from "./network/flow-log";
import { PublicAccessBlock } from "./network/public-access";
import { type SubnetPlan, TIERS, type Tier } from "./subnet-plan";

export interface NetworkArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  /** Block of the VPC. Source: `network.cidr`. */
  readonly cidr: string;
  /** Availability zones, in the order of the subnets' blocks. Source: `network.azs`. */
  readonly azs: readonly string[];
  /** Blocks of the subnets, one per zone and tier. Source: `network.subnets`, or {@link planSubnets}. */
  readonly subnets: SubnetPlan;
  /** One NAT gateway per zone, or a single one in the first zone. Source: `network.natGateways`. */
  readonly natGateways: "per-az" | "single";
  /** Days that flow logs are kept. Source: `network.flowLogRetentionDays`. */
  readonly flowLogRetentionDays: number;
  /** Key that encrypts the flow logs. Source: {@link Keys}. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Whether the flow logs are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Tags by which the load balancer controller finds subnets. */
const SUBNET_ROLES: Readonly<Record<Tier, Record<string, string>>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  database: {},
};

/**
 * A VPC with a public, a private and a database subnet in every zone. Nodes and pods live in the private tier and reach
 * the internet through NAT; the database tier has no route out of the VPC.
 *
 * Cost: the NAT gateways, the interface endpoints per zone and hour, and what flows through them. Blast radius: the
 * whole environment; nothing here holds data.
 *
 * @example
 * const network = new Network("jeju-mainnet-network", {
 *   ...config.network, subnets: planSubnets(block, 3), logsKeyArn: keys.data.logs, ...
 * }, { providers: { aws } });
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** Subnet ids by tier, in the order of the zones. */
  readonly subnetIds: Readonly<Record<Tier, readonly pulumi.Output<string>[]>>;
  /** Public addresses from which the network's traffic leaves, one per NAT gateway: RPC providers may want them. */
  readonly egressAddresses: readonly pulumi.Output<string>[];

  private readonly vpc: ec2.Vpc;
  private readonly subnets: Readonly<Record<Tier, readonly ec2.Subnet[]>>;

  constructor(
    private readonly name: string,
    private readonly args: NetworkArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Network", name, args, opts);
    this.vpc = this.createVpc();
    this.closeDefaults();
    this.subnets = {
      public: this.createSubnets("public"),
      private: this.createSubnets("private"),
      database: this.createSubnets("database"),
    };
    const addresses = this.createAddresses();
    const gateways = this.createNatGateways(addresses);
    const privateTables = this.createRoutes(gateways);
    this.createAcls();
    this.createEndpoints(privateTables);
    this.logFlows();
    this.blockPublicAccess();

    this.vpcId = this.vpc.id;
    this.subnetIds = {
      public: this.subnets.public.map(({ id }) => id),
      private: this.subnets.private.map(({ id }) => id),
      database: this.subnets.database.map(({ id }) => id),
    };
    this.egressAddresses = addresses.map(({ publicIp }) => publicIp);
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds, egressAddresses: this.egressAddresses });
  }

  private createVpc(): ec2.Vpc {
    const name = `${this.name}-vpc`;
    return new ec2.Vpc(
      name,
      // Interface endpoints answer under the services' own names only with both DNS settings.
      { cidrBlock: this.args.cidr, enableDnsHostnames: true, enableDnsSupport: true, tags: named(name) },
      { parent: this },
    );
  }

  /** What a resource falls back to when it names no security group or ACL lets nothing pass. */
  private closeDefaults(): void {
    const group = `${this.name}-default-group`;
    new ec2.DefaultSecurityGroup(group, { vpcId: this.vpc.id, tags: named(`${group}-closed`) }, { parent: this });
    const acl = `${this.name}-default-acl`;
    new ec2.DefaultNetworkAcl(
      acl,
      { defaultNetworkAclId: this.vpc.defaultNetworkAclId, tags: named(`${acl}-closed`) },
      // AWS puts every new subnet here until its own ACL takes it over.
      { parent: this, ignoreChanges: ["subnetIds"] },
    );
  }

  private createSubnets(tier: Tier): ec2.Subnet[] {
    return this.args.azs.map((zone, index) => {
      const name = `${this.name}-${tier}-${zone}`;
      return new ec2.Subnet(
        name,
        {
          vpcId: this.vpc.id,
          cidrBlock: this.args.subnets[tier][index],
          availabilityZone: zone,
          mapPublicIpOnLaunch: false,
          tags: named(name, { tier, ...SUBNET_ROLES[tier] }),
        },
        { parent: this },
      );
    });
  }

  private createAddresses(): ec2.Eip[] {
    const zones = this.args.natGateways === "single" ? this.args.azs.slice(0, 1) : this.args.azs;
    return zones.map((zone) => {
      const name = `${this.name}-nat-address-${zone}`;
      return new ec2.Eip(name, { domain: "vpc", tags: named(name) }, { parent: this });
    });
  }

  private createNatGateways(addresses: readonly ec2.Eip[]): ec2.NatGateway[] {
    return addresses.map((address, index) => {
      const name = `${this.name}-nat-${this.args.azs[index]}`;
      return new ec2.NatGateway(
        name,
        { allocationId: address.allocationId, subnetId: at(this.subnets.public, index).id, tags: named(name) },
        { parent: this },
      );
    });
  }

  /** Returns the private tier's tables, one per zone, so that traffic leaves through the gateway of its own zone. */
  private createRoutes(gateways: readonly ec2.NatGateway[]): ec2.RouteTable[] {
    const internet = new ec2.InternetGateway(
      `${this.name}-internet`,
      { vpcId: this.vpc.id, tags: named(`${this.name}-internet`) },
      { parent: this },
    );
    const publicTable = this.createTable("public");
    this.createDefaultRoute("public", publicTable, { gatewayId: internet.id });
    this.associate("public", () => publicTable);

    const privateTables = this.args.azs.map((zone, index) => {
      const table = this.createTable(`private-${zone}`);
      const gateway = gateways[index] ?? at(gateways, 0);
      this.createDefaultRoute(`private-${zone}`, table, { natGatewayId: gateway.id });
      return table;
    });
    this.associate("private", (index) => at(privateTables, index));

    const databaseTable = this.createTable("database");
    this.associate("database", () => databaseTable);
    return privateTables;
  }

  private createTable(suffix: string): ec2.RouteTable {
    const name = `${this.name}-routes-${suffix}`;
    return new ec2.RouteTable(name, { vpcId: this.vpc.id, tags: named(name) }, { parent: this });
  }

  private createDefaultRoute(suffix: string, table: ec2.RouteTable, target: Partial<ec2.RouteArgs>): void {
    new ec2.Route(
      `${this.name}-route-${suffix}`,
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
      { parent: this },
    );
  }

  private associate(tier: Tier, tableOf: (zoneIndex: number) => ec2.RouteTable): void {
    for (const [index, zone] of this.args.azs.entries()) {
      new ec2.RouteTableAssociation(
        `${this.name}-routes-of-${tier}-${zone}`,
        { subnetId: at(this.subnets[tier], index).id, routeTableId: tableOf(index).id },
        { parent: this },
      );
    }
  }

  private createAcls(): void {
    for (const tier of TIERS) {
      const name = `${this.name}-acl-${tier}`;
      new ec2.NetworkAcl(
        name,
        {
          vpcId: this.vpc.id,
          subnetIds: this.subnets[tier].map(({ id }) => id),
          ...aclRulesOf(tier, this.args.cidr, this.args.subnets),
          tags: named(name),
        },
        { parent: this },
      );
    }
  }

  private createEndpoints(privateTables: readonly ec2.RouteTable[]): void {
    new Endpoints(
      `${this.name}-endpoint`,
      {
        region: this.args.region,
        vpcId: this.vpc.id,
        cidr: this.args.cidr,
        subnetIds: this.subnets.private.map(({ id }) => id),
        routeTableIds: privateTables.map(({ id }) => id),
      },
      { parent: this },
    );
  }

  private logFlows(): void {
    new FlowLog(
      `${this.name}-flow-log`,
      {
        accountId: this.args.accountId,
        region: this.args.region,
        vpcId: this.vpc.id,
        retentionDays: this.args.flowLogRetentionDays,
        logsKeyArn: this.args.logsKeyArn,
        protectData: this.args.protectData,
      },
      { parent: this },
    );
  }

  private blockPublicAccess(): void {
    const ids = this.args.azs.map((zone, index) => [zone, at(this.subnets.public, index).id]);
    new PublicAccessBlock(`${this.name}-public-access`, { publicSubnetIds: Object.fromEntries(ids) }, { parent: this });
  }
}

/** The element of a list that is known to be long enough: one entry per zone. */
function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no entry for zone ${index}`);
  return item;
}
