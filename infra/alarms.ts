import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./iam";
import { named } from "./naming";

export interface AlarmsArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  /** Who is told; the address must confirm the subscription once. Source: `alerts.email`. */
  readonly email: string;
  /** Key that encrypts the topic. Source: {@link Keys}. */
  readonly alarmsKeyArn: pulumi.Input<string>;
}

/**
 * Where alarms of AWS go: an encrypted topic that only CloudWatch and AWS Backup of this account publish to.
 *
 * @example
 * const alarms = new Alarms("jeju-mainnet-alarms", { accountId, region, email: config.alerts.email, alarmsKeyArn });
 */
export class Alarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:Alarms", name, args, opts);
    const topic = new sns.Topic(name, { name, kmsMasterKeyId: args.alarmsKeyArn, tags: named(name) }, { parent: this });
    const policy = new sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: policyDocument({
          Sid: "PublishFromThisAccount",
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com", "backup.amazonaws.com"] },
          Action: "sns:Publish",
          Resource: `arn:aws:sns:${args.region}:${args.accountId}:${name}`,
          Condition: { StringEquals: { "aws:SourceAccount": args.accountId } },
        }),
      },
      { parent: this },
    );
    new sns.TopicSubscription(
      `${name}-email`,
      { topic: topic.arn, protocol: "email", endpoint: args.email },
      { parent: this },
    );
    // By way of the policy: AWS Backup refuses a topic that does not admit it yet.
    this.topicArn = policy.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/** When an alarm goes off. */
export interface AlarmRule {
  /** What is wrong and what to look at first; the message that a person gets. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Length of a period in seconds. Default 300. */
  readonly periodSeconds?: number;
  /** Periods in a row that have to be bad. Default 3. */
  readonly periods?: number;
}

/** An alarm that tells the topic when it goes off and when it is over; missing data count as bad. */
export function createAlarm(
  name: string,
  rule: AlarmRule,
  topicArn: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
  return new cloudwatch.MetricAlarm(
    name,
    {
      name,
      alarmDescription: rule.description,
      namespace: rule.namespace,
      metricName: rule.metric,
      dimensions: rule.dimensions,
      statistic: rule.statistic,
      comparisonOperator: rule.comparison,
      threshold: rule.threshold,
      period: rule.periodSeconds ?? 300,
      evaluationPeriods: rule.periods ?? 3,
      treatMissingData: "breaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
      tags: named(name),
    },
    opts,
  );
}
