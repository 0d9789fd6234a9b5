import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../iam";
import { Logs } from "../logs";
import { named } from "../naming";

export interface FlowLogArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
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
 * new FlowLog("jeju-mainnet-network-flow-log", { accountId, vpcId, retentionDays: 365, logsKeyArn, ... }, { parent: this });
 */
export class FlowLog extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: FlowLogArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:FlowLog", name, args, opts);
    const logGroupArn = this.createLogs().arns.flows;
    const role = this.createRole(logGroupArn);
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

  private createLogs(): Logs<"flows"> {
    const { logsKeyArn, retentionDays, protectData } = this.args;
    return new Logs(
      `${this.name}-logs`,
      { groups: { flows: `/jeju/${this.name}` }, retentionDays, logsKeyArn, protectData },
      { parent: this },
    );
  }

  private createRole(logGroupArn: pulumi.Output<string>): iam.Role {
    const name = `${this.name}-role`;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: serviceTrust("vpc-flow-logs.amazonaws.com", this.args.accountId) },
      { parent: this },
    );
    new iam.RolePolicy(
      `${name}-write`,
      {
        role: role.name,
        policy: logGroupArn.apply((arn) =>
          policyDocument({
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: `${arn}:*`,
          }),
        ),
      },
      { parent: this },
    );
    return role;
  }
}
