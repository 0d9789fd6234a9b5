import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { holdingData, named } from "./naming";

/** Days that an audit may look back; CloudWatch.16 of the AWS security standard. */
export const AUDIT_RETENTION_DAYS = 365;

export interface LogsArgs<G extends string> {
  /** Names of the log groups by what they hold, e.g. `{ postgresql: "/aws/rds/instance/db/postgresql" }`. */
  readonly groups: Readonly<Record<G, string>>;
  /** Days that entries are kept. Default {@link AUDIT_RETENTION_DAYS}. */
  readonly retentionDays?: number;
  /** Key that encrypts the groups. Source: {@link Keys}. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Whether the groups are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * Log groups, made before the AWS service that writes into them: a service that finds none makes one itself, without a
 * key and kept for ever.
 *
 * @example
 * const logs = new Logs("jeju-mainnet-cluster-logs", {
 *   groups: { controlPlane: "/aws/eks/jeju-mainnet-cluster/cluster" }, logsKeyArn: keys.data.logs, protectData: true,
 * });
 * new eks.Cluster("cluster", { ... }, { dependsOn: logs });
 */
export class Logs<G extends string> extends pulumi.ComponentResource {
  /** ARNs of the log groups. */
  readonly arns: Readonly<Record<G, pulumi.Output<string>>>;

  constructor(name: string, args: LogsArgs<G>, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:Logs", name, args, opts);
    const arns: Partial<Record<G, pulumi.Output<string>>> = {};
    for (const key of Object.keys(args.groups) as G[]) {
      const group = new cloudwatch.LogGroup(
        `${name}-${kebab(key)}`,
        {
          name: args.groups[key],
          retentionInDays: args.retentionDays ?? AUDIT_RETENTION_DAYS,
          kmsKeyId: args.logsKeyArn,
          tags: named(args.groups[key]),
        },
        { parent: this, ...holdingData(args.protectData) },
      );
      arns[key] = group.arn;
    }
    this.arns = arns as Record<G, pulumi.Output<string>>;
    this.registerOutputs({ arns: this.arns });
  }
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
