import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { named } from "../naming";

export interface DatabaseAccessArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Security group of those who may connect. Source: {@link Cluster}. */
  readonly clientGroupId: pulumi.Input<string>;
}

/** The port of PostgreSQL. */
export const POSTGRES_PORT = 5432;

/**
 * Who may talk to whom: nodes to the proxy and to the database (read replicas have no proxy), the proxy to the database,
 * the database to nobody.
 *
 * @example
 * const access = new DatabaseAccess("jeju-mainnet-database-access", { vpcId, clientGroupId: cluster.nodeGroupId });
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  /** Security group of the instances. */
  readonly databaseGroupId: pulumi.Output<string>;
  /** Security group of the proxy. */
  readonly proxyGroupId: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: DatabaseAccessArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:DatabaseAccess", name, args, opts);
    this.databaseGroupId = this.createGroup("instances", "PostgreSQL instances");
    this.proxyGroupId = this.createGroup("proxy", "Connection pool in front of PostgreSQL");
    this.admit("instances-from-nodes", this.databaseGroupId, args.clientGroupId, "PostgreSQL from the cluster's nodes");
    this.admit("instances-from-proxy", this.databaseGroupId, this.proxyGroupId, "PostgreSQL from the proxy");
    this.admit("proxy-from-nodes", this.proxyGroupId, args.clientGroupId, "PostgreSQL from the cluster's nodes");
    this.letOut("proxy-to-instances", this.proxyGroupId, this.databaseGroupId, "PostgreSQL to the instances");
    this.registerOutputs({ databaseGroupId: this.databaseGroupId, proxyGroupId: this.proxyGroupId });
  }

  private createGroup(suffix: string, description: string): pulumi.Output<string> {
    const name = `${this.name}-${suffix}`;
    const group = new ec2.SecurityGroup(
      name,
      { vpcId: this.args.vpcId, description, tags: named(name) },
      { parent: this },
    );
    return group.id;
  }

  private admit(suffix: string, to: pulumi.Input<string>, from: pulumi.Input<string>, description: string): void {
    const name = `${this.name}-${suffix}`;
    new vpc.SecurityGroupIngressRule(
      name,
      { securityGroupId: to, referencedSecurityGroupId: from, description, ...POSTGRES, tags: named(name) },
      { parent: this },
    );
  }

  private letOut(suffix: string, from: pulumi.Input<string>, to: pulumi.Input<string>, description: string): void {
    const name = `${this.name}-${suffix}`;
    new vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: from, referencedSecurityGroupId: to, description, ...POSTGRES, tags: named(name) },
      { parent: this },
    );
  }
}

const POSTGRES = { ipProtocol: "tcp", fromPort: POSTGRES_PORT, toPort: POSTGRES_PORT } as const;
