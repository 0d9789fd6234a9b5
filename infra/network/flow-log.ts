import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../iam";
import { Logs } from "../logs";
import { named } from "../naming";

export interface FlowLogArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** Days that the records are kept. Source: `network.flowLogRetentionDays`. */
  readonly retentionDays: number;
  /** Key that encrypts the log group. Source: {@link Keys}. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Whether the log group is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * Records every accepted and rejected connection of a VPC, per minute, in an encrypted log group.
 *
 * @example
 * new FlowLog("jeju-mainnet-network-flow-log", { accountId, region, vpcId, retentionDays: 365, logsKeyArn, ... }, { parent: this });
 */
export class FlowLog extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: FlowLogArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:FlowLog", name, args, opts);
    const logGroup = `/jeju/${name}`;
    const logGroupArn = this.createLogs(logGroup).arns.flows;
    const role = this.createRole(logGroup);
    new ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestination: logGroupArn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
        tags: named(name),
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  private createLogs(flows: string): Logs<"flows"> {
    const { logsKeyArn, retentionDays, protectData } = this.args;
    return new Logs(
      `${this.name}-logs`,
      { groups: { flows }, retentionDays, logsKeyArn, protectData },
      { parent: this },
    );
  }

  private createRole(logGroup: string): iam.Role {
    const { accountId, region } = this.args;
    const name = `${this.name}-role`;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: serviceTrust("vpc-flow-logs.amazonaws.com", accountId) },
      { parent: this },
    );
    new iam.RolePolicy(
      `${name}-write`,
      {
        role: role.name,
        // By its name, which is known before the group is: so the first preview shows, and judges, what is allowed.
        policy: policyDocument({
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:*`,
        }),
      },
      { parent: this },
    );
    return role;
  }
}
