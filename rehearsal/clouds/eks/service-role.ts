import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ServiceRoleArgs {
  /** Principal that assumes the role, e.g. `eks.amazonaws.com`. */
  readonly service: pulumi.Input<string>;
  readonly description?: string;
  /** Names of AWS-managed policies, e.g. `AmazonEKSClusterPolicy`. */
  readonly managedPolicies: readonly string[];
  /** Default `sts:AssumeRole` alone. */
  readonly assumeRoleActions?: readonly string[];
  readonly partition: pulumi.Input<string>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An IAM role for an AWS service, with its managed policies. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  /** The role once all its policies are attached. */
  readonly readyRole: pulumi.Output<aws.iam.Role>;

  constructor(name: string, args: ServiceRoleArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:ServiceRole", name, {}, opts);
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        description: args.description,
        assumeRolePolicy: pulumi.output(args.service).apply((service) => trustPolicy(service, args.assumeRoleActions)),
        tags: args.tags,
      },
      { parent: this },
    );
    const attachments = args.managedPolicies.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policySuffix(policy)}`,
          { role: this.role, policyArn: pulumi.interpolate`arn:${args.partition}:iam::aws:policy/${policy}` },
          { parent: this },
        ),
    );
    this.readyRole = pulumi.all([this.role.arn, ...attachments.map(({ id }) => id)]).apply(() => this.role);
    this.registerOutputs({ role: this.readyRole });
  }
}

function trustPolicy(service: string, actions: readonly string[] = ["sts:AssumeRole"]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Action: actions, Effect: "Allow", Principal: { Service: [service] } }],
  });
}

/** The real component names an attachment by a hash of the policy's ARN in the standard partition. */
function policySuffix(policy: string): string {
  return createHash("sha1").update(`arn:aws:iam::aws:policy/${policy}`).digest("hex").slice(0, 8);
}
