import type { Rule } from "../resource-type";
import { text } from "./inputs";
import { parsePolicy } from "./policy-document";

interface PolicyProperty {
  readonly type: string;
  readonly operation: string;
  readonly property: string;
  readonly code: string;
  /** A policy on a resource must say to whom it speaks; a policy on an identity must not. */
  readonly attachedTo: "identity" | "resource";
  /** Characters without white space, by the service's quota. */
  readonly maxLength: number;
}

// biome-ignore format: a table reads best with one entry a line
export const policyProperties: readonly PolicyProperty[] = [
  { type: "aws:iam/role:Role", operation: "CreateRole", property: "assumeRolePolicy", code: "MalformedPolicyDocument", attachedTo: "resource", maxLength: 2048 },
  { type: "aws:iam/policy:Policy", operation: "CreatePolicy", property: "policy", code: "MalformedPolicyDocument", attachedTo: "identity", maxLength: 6144 },
  { type: "aws:iam/rolePolicy:RolePolicy", operation: "PutRolePolicy", property: "policy", code: "MalformedPolicyDocument", attachedTo: "identity", maxLength: 10240 },
  { type: "aws:kms/key:Key", operation: "CreateKey", property: "policy", code: "MalformedPolicyDocumentException", attachedTo: "resource", maxLength: 32768 },
  { type: "aws:kms/keyPolicy:KeyPolicy", operation: "PutKeyPolicy", property: "policy", code: "MalformedPolicyDocumentException", attachedTo: "resource", maxLength: 32768 },
  { type: "aws:s3/bucketPolicy:BucketPolicy", operation: "PutBucketPolicy", property: "policy", code: "MalformedPolicy", attachedTo: "resource", maxLength: 20480 },
  { type: "aws:secretsmanager/secretPolicy:SecretPolicy", operation: "PutResourcePolicy", property: "policy", code: "MalformedPolicyDocumentException", attachedTo: "resource", maxLength: 20480 },
  { type: "aws:sns/topicPolicy:TopicPolicy", operation: "SetTopicAttributes", property: "policy", code: "InvalidParameter", attachedTo: "resource", maxLength: 30720 },
  { type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", operation: "PutResourcePolicy", property: "policyDocument", code: "InvalidParameterException", attachedTo: "resource", maxLength: 5120 },
  { type: "aws:ec2/vpcEndpoint:VpcEndpoint", operation: "CreateVpcEndpoint", property: "policy", code: "InvalidParameter", attachedTo: "resource", maxLength: 20480 },
];

/** The rules that policies are well formed and fit; the provider parses the JSON when it plans, AWS judges the rest. */
export function policyRules(type: string): Rule[] {
  return policyProperties
    .filter((entry) => entry.type === type)
    .flatMap((entry) => [syntaxRule(entry), lengthRule(entry)]);
}

const kindOf = (type: string) => (type.split("/")[1] ?? type).split(":")[0];

function syntaxRule({ type, operation, property, code, attachedTo }: PolicyProperty): Rule {
  return {
    name: `policy-syntax-${kindOf(type)}`,
    operation,
    on: ["create", "update"],
    atPreview: true,
    refuse({ inputs }) {
      const document = text(inputs, property);
      if (document === undefined) return undefined;
      const policy = parsePolicy(document);
      if ("fault" in policy) return { code, message: `${property} is malformed: ${policy.fault}` };
      const silent = policy.statements.findIndex(
        ({ principals }) => (principals === undefined) === (attachedTo === "resource"),
      );
      if (silent < 0) return undefined;
      const fault = attachedTo === "resource" ? "has no Principal" : "must not have a Principal: it is attached to one";
      return { code, message: `${property} is malformed: Statement[${silent}] ${fault}.` };
    },
  };
}

function lengthRule({ type, operation, property, maxLength }: PolicyProperty): Rule {
  return {
    name: `policy-length-${kindOf(type)}`,
    operation,
    on: ["create", "update"],
    refuse({ inputs }) {
      const length = (text(inputs, property) ?? "").replace(/\s/g, "").length;
      if (length <= maxLength) return undefined;
      return {
        code: "LimitExceeded",
        status: 409,
        message: `${property} has ${length} characters; the quota is ${maxLength}.`,
      };
    },
  };
}
