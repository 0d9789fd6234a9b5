import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { CLOUDFLARE_IPV4_RANGES } from "../cloudflare-ranges";
import { named } from "../naming";

export interface LoadBalancerFirewallArgs {
  /** VPC of the load balancer and the machines. */
  readonly vpcId: pulumi.Input<string>;
  /** Security group of the machines, which is opened for the load balancer. */
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  /** Ports on the machines that the load balancer reaches. */
  readonly nodePorts: readonly number[];
}

/**
 * Who may reach the load balancer (Cloudflare) and what it may reach (the node ports). That a request came through our
 * own zone and not through another of Cloudflare's customers, {@link OriginFirewall} checks.
 */
export class LoadBalancerFirewall extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;

  private readonly group: ec2.SecurityGroup;

  constructor(
    private readonly name: string,
    private readonly args: LoadBalancerFirewallArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:LoadBalancerFirewall", name, {}, opts);
    this.group = this.createGroup();
    this.admitCloudflare(this.createRanges());
    for (const port of args.nodePorts) this.openNodePort(port);
    this.securityGroupId = this.group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }

  private createGroup(): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      `${this.name}-group`,
      {
        vpcId: this.args.vpcId,
        description: "Load balancer of the origin: from Cloudflare to the RPC node ports",
        tags: named(`${this.name}-group`),
      },
      { parent: this },
    );
  }

  private createRanges(): ec2.ManagedPrefixList {
    return new ec2.ManagedPrefixList(
      `${this.name}-cloudflare`,
      {
        name: `${this.name}-cloudflare`,
        addressFamily: "IPv4",
        entries: CLOUDFLARE_IPV4_RANGES.map((cidr) => ({ cidr, description: "Cloudflare" })),
        // A rule that names the list weighs as much as this number: two rules stay under the 60 of a security group.
        maxEntries: 20,
      },
      { parent: this },
    );
  }

  private admitCloudflare(ranges: ec2.ManagedPrefixList): void {
    for (const [scheme, port] of Object.entries({ https: 443, http: 80 })) {
      new vpc.SecurityGroupIngressRule(
        `${this.name}-from-cloudflare-${scheme}`,
        {
          securityGroupId: this.group.id,
          description: `Cloudflare, ${scheme}`,
          prefixListId: ranges.id,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
        { parent: this },
      );
    }
  }

  private openNodePort(port: number): void {
    const { nodeSecurityGroupId } = this.args;
    const tcp = { ipProtocol: "tcp", fromPort: port, toPort: port };
    new vpc.SecurityGroupEgressRule(
      `${this.name}-to-node-${port}`,
      {
        securityGroupId: this.group.id,
        description: "RPC nodes",
        referencedSecurityGroupId: nodeSecurityGroupId,
        ...tcp,
      },
      { parent: this },
    );
    new vpc.SecurityGroupIngressRule(
      `${this.name}-node-from-origin-${port}`,
      {
        securityGroupId: nodeSecurityGroupId,
        description: "Load balancer of the origin",
        referencedSecurityGroupId: this.group.id,
        ...tcp,
      },
      { parent: this },
    );
  }
}
