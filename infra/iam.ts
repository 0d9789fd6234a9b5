/** A statement of an IAM policy, as JSON wants it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as text, with statements in the order given. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * Lets an AWS service assume a role, on behalf of this account only: without the condition another account could make
 * the service use our role (the "confused deputy" of the IAM user guide).
 */
export function serviceTrust(service: string, accountId: string): string {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });
}

/** Lets pods assume a role through EKS Pod Identity; which pods, the association says. */
export function podIdentityTrust(accountId: string): string {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });
}

/**
 * ARN of a role by its name. Names are fixed, so that policies which name each other need no order of creation and
 * previews show them.
 */
export function roleArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** ARN of a policy that AWS manages. */
export function managedPolicyArn(path: string): string {
  return `arn:aws:iam::aws:policy/${path}`;
}
