import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { named } from "../naming";

export interface PublicAccessBlockArgs {
  /** Subnets that clients reach from the internet, by zone. */
  readonly publicSubnetIds: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Keeps what comes from the internet out of every VPC of the region, whatever its routes and security groups say, but for
 * the subnets that the load balancer is in. Traffic through NAT gateways goes on: it comes from inside.
 *
 * Free. Blast radius: every VPC of the account in this region, those that somebody made by hand too; that is its purpose.
 *
 * @example
 * new PublicAccessBlock("jeju-mainnet-network-public-access", { publicSubnetIds: { "us-east-1a": id } }, { parent: this });
 */
export class PublicAccessBlock extends pulumi.ComponentResource {
  constructor(name: string, args: PublicAccessBlockArgs, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:PublicAccessBlock", name, args, opts);
    const exclusions = Object.entries(args.publicSubnetIds).map(
      ([zone, subnetId]) =>
        new ec2.VpcBlockPublicAccessExclusion(
          `${name}-exclusion-${zone}`,
          { subnetId, internetGatewayExclusionMode: "allow-bidirectional", tags: named(`${name}-exclusion-${zone}`) },
          { parent: this },
        ),
    );
    new ec2.VpcBlockPublicAccessOptions(
      name,
      { internetGatewayBlockMode: "block-ingress" },
      // AWS takes exclusions before anything is blocked, so that clients are never shut out.
      { parent: this, dependsOn: exclusions },
    );
    this.registerOutputs();
  }
}
