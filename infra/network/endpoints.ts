import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { named } from "../naming";

export interface EndpointsArgs {
  /** AWS region. Source: `region`. */
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** Block of the VPC, whose addresses may use the endpoints. Source: `network.cidr`. */
  readonly cidr: string;
  /** Subnets that get an address of each interface endpoint, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Route tables that get a route to the gateway endpoint. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
}

/** AWS services that nodes and pods reach through an address inside the VPC. */
export const INTERFACE_SERVICES = [
  "ecr.api",
  "ecr.dkr",
  "sts",
  "kms",
  "secretsmanager",
  "logs",
  "ec2",
  "elasticloadbalancing",
] as const;

/**
 * Ways to AWS services that do not leave the VPC: a gateway endpoint for S3 (free) and interface endpoints for the rest
 * (paid per zone and hour). Without them images, secrets and signatures would depend on the NAT gateways.
 *
 * @example
 * new Endpoints("jeju-mainnet-network-endpoint", { region, vpcId, cidr, subnetIds, routeTableIds }, { parent: this });
 */
export class Endpoints extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: EndpointsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Endpoints", name, args, opts);
    this.createGateway();
    const group = this.createGroup();
    for (const service of INTERFACE_SERVICES) this.createInterface(service, group);
    this.registerOutputs();
  }

  private createGateway(): void {
    const name = `${this.name}-s3`;
    new ec2.VpcEndpoint(
      name,
      {
        vpcId: this.args.vpcId,
        serviceName: this.serviceName("s3"),
        vpcEndpointType: "Gateway",
        routeTableIds: [...this.args.routeTableIds],
        tags: named(name),
      },
      { parent: this },
    );
  }

  private createGroup(): ec2.SecurityGroup {
    const name = `${this.name}-group`;
    const group = new ec2.SecurityGroup(
      name,
      { vpcId: this.args.vpcId, description: "Interface endpoints of AWS services", tags: named(name) },
      { parent: this },
    );
    new vpc.SecurityGroupIngressRule(
      `${name}-https`,
      {
        securityGroupId: group.id,
        description: "HTTPS from inside the VPC",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: this.args.cidr,
        tags: named(`${name}-https`),
      },
      { parent: this },
    );
    return group;
  }

  private createInterface(service: string, group: ec2.SecurityGroup): void {
    const name = `${this.name}-${service.replace(".", "-")}`;
    new ec2.VpcEndpoint(
      name,
      {
        vpcId: this.args.vpcId,
        serviceName: this.serviceName(service),
        vpcEndpointType: "Interface",
        subnetIds: [...this.args.subnetIds],
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        tags: named(name),
      },
      { parent: this },
    );
  }

  private serviceName(service: string): string {
    return `com.amazonaws.${this.args.region}.${service}`;
  }
}
