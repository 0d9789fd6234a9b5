import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../iam";
import { named } from "../naming";

export interface FlowLogArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  readonly vpcId: pulumi.Input<string>;
  /** Days that the records are kept. Source: `network.flowLogRetentionDays`. */
  readonly retentionDays: number;
  /** Key that encrypts the log group. Source: {@link Keys}. */
  readonly logsKeyArn: pulumi.Input<string>;
}

/**
 * Records every accepted and rejected connection of a VPC, per minute, in an encrypted log group.
 *
 * @example
 * new FlowLog("jeju-mainnet-network-flow-log", { accountId, vpcId, retentionDays: 365, logsKeyArn }, { parent: this });
 */
export class FlowLog extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: FlowLogArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:FlowLog", name, args, opts);
    const group = this.createLogGroup();
    const role = this.createRole(group);
    new ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
        tags: named(name),
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  private createLogGroup(): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      `${this.name}-group`,
      {
        name: `/jeju/${this.name}`,
        retentionInDays: this.args.retentionDays,
        kmsKeyId: this.args.logsKeyArn,
        tags: named(this.name),
      },
      { parent: this },
    );
  }

  private createRole(group: cloudwatch.LogGroup): iam.Role {
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
        policy: group.arn.apply((arn) =>
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
