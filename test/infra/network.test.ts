import type * as pulumi from "@pulumi/pulumi";
import { Network, type NetworkArgs } from "../../infra/network";
import { INTERFACE_SERVICES } from "../../infra/network/endpoints";
import { planSubnets } from "../../infra/subnet-plan";
import { ComponentRecording, statementsOf } from "./component-recording";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const args: NetworkArgs = {
  accountId: "111111111111",
  region: "us-east-1",
  cidr: "10.20.0.0/16",
  azs: zones,
  subnets: planSubnets({ first: 10 * 2 ** 24 + 20 * 2 ** 16, prefix: 16 }, 3),
  natGateways: "per-az",
  flowLogRetentionDays: 365,
  logsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/logs",
  protectData: true,
};

const build = (changes: Partial<NetworkArgs> = {}) =>
  ComponentRecording.of((opts) => {
    new Network("jeju-test-network", { ...args, ...changes }, opts);
  });

/** Ids that the recording gives, by the end of the resource's name. */
const id = (name: string) => `jeju-test-network-${name}-id`;

describe("the network", () => {
  let network: ComponentRecording;
  beforeAll(async () => {
    network = await build();
  });

  it("puts every tier into every zone", () => {
    const places = network.ofType("aws:ec2/subnet:Subnet").map(({ inputs }) => {
      const { tier } = inputs.tags as { tier: string };
      return `${tier} ${inputs.availabilityZone}`;
    });
    const wanted = ["public", "private", "database"].flatMap((tier) => zones.map((zone) => `${tier} ${zone}`));
    expect(places.sort()).toEqual(wanted.sort());
  });

  it("gives no machine a public address by itself", () => {
    for (const { inputs } of network.ofType("aws:ec2/subnet:Subnet")) expect(inputs.mapPublicIpOnLaunch).toBe(false);
  });

  it("tells the load balancer controller which subnets are for it", () => {
    const role = (nameEnd: string) => network.inputs("aws:ec2/subnet:Subnet", nameEnd).tags;
    expect(role("public-us-east-1b")).toMatchObject({ "kubernetes.io/role/elb": "1" });
    expect(role("private-us-east-1b")).toMatchObject({ "kubernetes.io/role/internal-elb": "1" });
  });

  it("sends each zone's private traffic through a NAT gateway of that zone", () => {
    for (const zone of zones) {
      expect(network.inputs("aws:ec2/natGateway:NatGateway", zone)).toMatchObject({ subnetId: id(`public-${zone}`) });
      expect(network.inputs("aws:ec2/route:Route", `private-${zone}`)).toMatchObject({
        routeTableId: id(`routes-private-${zone}`),
        natGatewayId: id(`nat-${zone}`),
      });
      expect(network.inputs("aws:ec2/routeTableAssociation:RouteTableAssociation", `private-${zone}`)).toEqual({
        subnetId: id(`private-${zone}`),
        routeTableId: id(`routes-private-${zone}`),
      });
    }
  });

  it("saves two gateways where the configuration wants one", async () => {
    const single = await build({ natGateways: "single" });
    expect(single.ofType("aws:ec2/natGateway:NatGateway")).toHaveLength(1);
    const routes = single.ofType("aws:ec2/route:Route").filter(({ inputs }) => inputs.natGatewayId !== undefined);
    expect(routes.map(({ inputs }) => inputs.natGatewayId)).toEqual(zones.map(() => id("nat-us-east-1a")));
  });

  it("leaves the database tier without a way to the internet", () => {
    const tables = network
      .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
      .filter(({ inputs }) => String(inputs.subnetId).includes("-database-"))
      .map(({ inputs }) => inputs.routeTableId);
    expect(tables).toEqual(zones.map(() => id("routes-database")));
    const routed = network.ofType("aws:ec2/route:Route").map(({ inputs }) => inputs.routeTableId);
    expect(routed).not.toContain(id("routes-database"));
    const blocks = aclBlocks(network, "database");
    expect(blocks).not.toContain("0.0.0.0/0");
    expect(blocks.length).toBeGreaterThan(0);
  });

  it("lets nobody in the world reach SSH or remote desktop, whatever a security group says", () => {
    for (const tier of ["public", "private", "database"]) {
      for (const port of [22, 3389]) {
        const open = aclRules(network, tier, "ingress").filter(
          ({ cidrBlock, fromPort, toPort }) => cidrBlock === "0.0.0.0/0" && fromPort <= port && port <= toPort,
        );
        expect(open).toEqual([]);
      }
    }
  });

  it("lets replies come back to clients in the private tier", () => {
    const ports = aclRules(network, "private", "ingress").filter(({ cidrBlock }) => cidrBlock === "0.0.0.0/0");
    for (const protocol of ["tcp", "udp"]) {
      const covers = (port: number) =>
        ports.some((rule) => rule.protocol === protocol && rule.fromPort <= port && port <= rule.toPort);
      // Linux and NAT gateways pick the port of a connection from here.
      expect([1024, 32_768, 60_999, 65_535].filter((port) => !covers(port))).toEqual([]);
    }
  });

  it("numbers the rules of each ACL without a clash", () => {
    for (const tier of ["public", "private", "database"]) {
      for (const direction of ["ingress", "egress"] as const) {
        const numbers = aclRules(network, tier, direction).map(({ ruleNo }) => ruleNo);
        expect(new Set(numbers).size).toBe(numbers.length);
      }
    }
  });

  it("closes what resources fall back to", () => {
    const group = network.inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    const acl = network.inputs("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl");
    for (const inputs of [group, acl]) expect([inputs.ingress, inputs.egress]).toEqual([undefined, undefined]);
  });

  it("reaches AWS services in all zones without leaving the VPC", () => {
    const endpoints = network.ofType("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => inputs);
    const interfaces = endpoints.filter(({ vpcEndpointType }) => vpcEndpointType === "Interface");
    expect(interfaces.map(({ serviceName }) => serviceName).sort()).toEqual(
      INTERFACE_SERVICES.map((service) => `com.amazonaws.us-east-1.${service}`).sort(),
    );
    for (const { subnetIds, privateDnsEnabled } of interfaces) {
      expect(subnetIds).toEqual(zones.map((zone) => id(`private-${zone}`)));
      expect(privateDnsEnabled).toBe(true);
    }
    expect(endpoints.filter(({ vpcEndpointType }) => vpcEndpointType === "Gateway")).toEqual([
      expect.objectContaining({
        serviceName: "com.amazonaws.us-east-1.s3",
        routeTableIds: zones.map((zone) => id(`routes-private-${zone}`)),
      }),
    ]);
  });

  it("admits only the VPC to the endpoints", () => {
    const rules = network.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(rules.map(({ inputs }) => inputs.cidrIpv4)).toEqual(["10.20.0.0/16"]);
  });

  it("keeps the internet out of all but the public subnets, and opens those before it does", () => {
    const options = network.only("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions");
    expect(options.inputs).toEqual({ internetGatewayBlockMode: "block-ingress" });
    const exclusions = network.ofType("aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion");
    expect(exclusions.map(({ inputs }) => [inputs.subnetId, inputs.internetGatewayExclusionMode])).toEqual(
      zones.map((zone) => [id(`public-${zone}`), "allow-bidirectional"]),
    );
    const { dependsOn } = options.options as pulumi.ResourceOptions;
    expect(dependsOn).toHaveLength(zones.length);
  });

  it("logs all flows into an encrypted group that outlives a mistake", () => {
    expect(network.inputs("aws:ec2/flowLog:FlowLog")).toMatchObject({ trafficType: "ALL", vpcId: id("vpc") });
    const group = network.only("aws:cloudwatch/logGroup:LogGroup");
    expect(group.inputs).toMatchObject({ retentionInDays: 365, kmsKeyId: args.logsKeyArn });
    expect(group.options).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("lets the flow logs' role write to its own group only, for this account only", () => {
    const [write] = statementsOf(network.inputs("aws:iam/rolePolicy:RolePolicy").policy);
    const { name } = network.inputs("aws:cloudwatch/logGroup:LogGroup");
    expect(write?.Resource).toBe(`arn:aws:logs:us-east-1:111111111111:log-group:${name}:*`);
    const [trust] = statementsOf(network.inputs("aws:iam/role:Role").assumeRolePolicy);
    expect(trust?.Condition).toEqual({ StringEquals: { "aws:SourceAccount": "111111111111" } });
  });
});

interface AclRule {
  readonly ruleNo: number;
  readonly protocol: string;
  readonly cidrBlock: string;
  readonly fromPort: number;
  readonly toPort: number;
}

function aclRules(network: ComponentRecording, tier: string, direction: "ingress" | "egress"): AclRule[] {
  return network.inputs("aws:ec2/networkAcl:NetworkAcl", `acl-${tier}`)[direction] as AclRule[];
}

function aclBlocks(network: ComponentRecording, tier: string): string[] {
  return [...aclRules(network, tier, "ingress"), ...aclRules(network, tier, "egress")].map(
    ({ cidrBlock }) => cidrBlock,
  );
}
