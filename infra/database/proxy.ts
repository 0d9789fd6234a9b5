import * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../iam";
import { named } from "../naming";

export interface DatabaseProxyArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  /** Instance to which the proxy connects. */
  readonly instanceIdentifier: pulumi.Input<string>;
  /** Secret with the master password, which RDS manages. */
  readonly secretArn: pulumi.Input<string>;
  /** Key that encrypts the secret. Source: {@link Keys}. */
  readonly secretsKeyArn: pulumi.Input<string>;
  /** Subnets of the database tier, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
}

/** Share of the instance's connections that the proxy may take; the rest is for people and replication. */
const MAX_CONNECTIONS_PERCENT = 80;
const IDLE_CLIENT_TIMEOUT_SECONDS = 1800;

/**
 * Pools the connections of many pods and survives a failover without dropping them. Clients authenticate with IAM over
 * TLS; only the proxy reads the password.
 *
 * @example
 * new DatabaseProxy("jeju-mainnet-database-proxy", { instanceIdentifier: instance.identifier, secretArn, ... });
 */
export class DatabaseProxy extends pulumi.ComponentResource {
  /** Host name of the proxy. */
  readonly endpoint: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: DatabaseProxyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:DatabaseProxy", name, args, opts);
    const proxy = this.createProxy(this.createRole());
    this.pool(proxy);
    this.endpoint = proxy.endpoint;
    this.registerOutputs({ endpoint: this.endpoint });
  }

  private createRole(): iam.Role {
    const name = `${this.name}-role`;
    const { accountId, region } = this.args;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: serviceTrust("rds.amazonaws.com", accountId) },
      { parent: this },
    );
    new iam.RolePolicy(
      `${name}-secret`,
      {
        role: role.name,
        policy: pulumi.all([this.args.secretArn, this.args.secretsKeyArn]).apply(([secretArn, keyArn]) =>
          policyDocument(
            { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn },
            {
              Effect: "Allow",
              Action: "kms:Decrypt",
              Resource: keyArn,
              Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
            },
          ),
        ),
      },
      { parent: this },
    );
    return role;
  }

  private createProxy(role: iam.Role): rds.Proxy {
    return new rds.Proxy(
      this.name,
      {
        name: this.name,
        engineFamily: "POSTGRESQL",
        auths: [{ authScheme: "SECRETS", iamAuth: "REQUIRED", secretArn: this.args.secretArn }],
        requireTls: true,
        roleArn: role.arn,
        vpcSubnetIds: [...this.args.subnetIds],
        vpcSecurityGroupIds: [this.args.securityGroupId],
        idleClientTimeout: IDLE_CLIENT_TIMEOUT_SECONDS,
        tags: named(this.name),
      },
      { parent: this },
    );
  }

  private pool(proxy: rds.Proxy): void {
    const group = new rds.ProxyDefaultTargetGroup(
      `${this.name}-pool`,
      { dbProxyName: proxy.name, connectionPoolConfig: { maxConnectionsPercent: MAX_CONNECTIONS_PERCENT } },
      { parent: this },
    );
    new rds.ProxyTarget(
      `${this.name}-target`,
      {
        dbProxyName: proxy.name,
        targetGroupName: group.name,
        dbInstanceIdentifier: this.args.instanceIdentifier,
      },
      { parent: this },
    );
  }
}
