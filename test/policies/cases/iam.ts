import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { account, role as arnOf, document, root } from "./documents";

const policy = (...statements: readonly Record<string, unknown>[]) =>
  aws("iam/Policy", "policy", { policy: document(...statements) });
const attachment = (policyArn: unknown) => aws("iam/RolePolicyAttachment", "attachment", { role: "role", policyArn });
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const provider = { name: "ours-aws", inputs: { allowedAccountIds: JSON.stringify([account]) } };
const trust = (text: unknown) => aws("iam/Role", "role", { assumeRolePolicy: text }, { provider });
const role = (name: string, permissionsBoundary?: unknown) =>
  aws("iam/Role", name, {
    assumeRolePolicy: document({ Principal: root, Action: "sts:AssumeRole" }),
    permissionsBoundary,
  });
const other = "arn:aws:iam::333333333333:root";
const issuer = "token.actions.githubusercontent.com";
const pipeline = (StringEquals: Record<string, string>) =>
  document({
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals },
  });
const aud = { [`${issuer}:aud`]: "sts.amazonaws.com" };
const computed = { "a policy that another resource computes": [aws("iam/Policy", "policy", { policy: unknown })] };

export const iamCases: readonly PolicyCases[] = [
  {
    policy: "iam-no-admin",
    good: {
      "a few rights on one thing": [policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" })],
      "a denial of everything": [policy({ Effect: "Deny", Action: "*", Resource: "*" })],
      "a few rights on everything": [policy({ Action: ["s3:*", "*:Describe*"], Resource: "*" })],
      "a policy of AWS for one thing": [attachment(managed("AmazonEKSClusterPolicy"))],
      "a policy of this stack": [policy({ Action: "s3:GetObject", Resource: "arn" }), attachment(ref("policy", "arn"))],
    },
    bad: {
      "everything on everything": {
        resources: [policy({ Action: ["s3:GetObject", "*"], Resource: "*" })],
        found: /policy allows \* on \*/,
      },
      "everything but one service": {
        resources: [policy({ NotAction: "iam:*", Resource: "*" })],
        found: /policy allows \* on \*/,
      },
      "AWS's administrator": {
        resources: [attachment(managed("AdministratorAccess"))],
        found: /policyArn is AWS's AdministratorAccess/,
      },
      "what is no policy": { resources: [aws("iam/Policy", "policy", { policy: "[" })], found: /no JSON document/ },
    },
    unknown: { ...computed, "an attachment of something that nothing tells of": [attachment(unknown)] },
  },
  {
    policy: "iam-no-service-wildcard",
    good: {
      "all of a service on one thing": [policy({ Action: "s3:*", Resource: "arn:aws:s3:::bucket/*" })],
      "a part of a service on everything": [policy({ Action: ["s3:Get*", "s3:*Tagging"], Resource: "*" })],
      "all of a service denied": [policy({ Effect: "Deny", Action: "s3:*", Resource: "*" })],
    },
    bad: {
      "all of a service on everything": {
        resources: [policy({ Action: "s3:*", Resource: ["*"] })],
        found: /policy allows s3:\* on \*/,
      },
    },
    unknown: computed,
  },
  {
    policy: "iam-passrole-scoped",
    good: {
      "other rights on everything": [policy({ Action: "s3:ListAllMyBuckets", Resource: "*" })],
      "every role denied": [policy({ Effect: "Deny", Action: "iam:PassRole", Resource: "*" })],
      "one role for one service": [
        policy({
          Action: "iam:PassRole",
          Resource: arnOf("nodes"),
          Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
      ],
    },
    bad: {
      "every role among others": {
        resources: [
          policy({
            Action: "iam:PassRole",
            Resource: [arnOf("nodes"), `arn:aws:iam::${account}:role/*`],
            Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
          }),
        ],
        found: /iam:PassRole of every role/,
      },
      "every role": {
        resources: [policy({ Action: "iam:Pass*", Resource: "*" })],
        found: /iam:PassRole of every role/,
      },
      "one role for every service": {
        resources: [policy({ Action: "iam:PassRole", Resource: arnOf("nodes") })],
        found: /iam:PassRole to every service/,
      },
    },
    unknown: computed,
  },
  {
    policy: "iam-trust-narrow",
    good: {
      "a denial to everybody": [trust(document({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }))],
      "people by SAML": [
        trust(
          document({
            Principal: { Federated: `arn:aws:iam::${account}:saml-provider/people` },
            Action: "sts:AssumeRoleWithSAML",
          }),
        ),
      ],
      "its own account, as its ARN tells": [
        aws(
          "iam/Role",
          "role",
          { assumeRolePolicy: document({ Principal: root, Action: "sts:AssumeRole" }) },
          { outputs: { arn: arnOf("role") }, provider: { name: "ours-aws" } },
        ),
      ],
      "a service": [trust(document({ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }))],
      "the account itself": [trust(document({ Principal: root, Action: "sts:AssumeRole" }))],
      "a pipeline of one repository": [trust(pipeline({ ...aud, [`${issuer}:sub`]: "repo:jeju/infra:ref:main" }))],
      "another account with an external id": [
        trust(document({ Principal: { AWS: other }, Condition: { StringEquals: { "sts:ExternalId": "7b1f" } } })),
      ],
    },
    bad: {
      "no trust at all": { resources: [trust(undefined)], found: /assumeRolePolicy is not set/ },
      "another account, as its ARN tells": {
        resources: [
          aws(
            "iam/Role",
            "role",
            { assumeRolePolicy: document({ Principal: { AWS: other }, Action: "sts:AssumeRole" }) },
            { outputs: { arn: arnOf("role") }, provider: { name: "ours-aws" } },
          ),
        ],
        found: /trusts account 333333333333 as it is/,
      },
      everybody: {
        resources: [trust(document({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }))],
        found: /trusts everybody/,
      },
      "every pipeline of the issuer": { resources: [trust(pipeline(aud))], found: /does not check sub of token/ },
      "a pipeline for any audience": {
        resources: [trust(pipeline({ [`${issuer}:sub`]: "repo:jeju/infra:ref:main" }))],
        found: /does not check aud of token/,
      },
      "another account as it is": {
        resources: [trust(document({ Principal: { AWS: other }, Action: "sts:AssumeRole" }))],
        found: /trusts account 333333333333 as it is/,
      },
    },
    unknown: {
      "a trust that another resource computes": [trust(unknown)],
      "an account that may be its own": [
        aws("iam/Role", "role", {
          assumeRolePolicy: document({ Principal: { AWS: other }, Action: "sts:AssumeRole" }),
        }),
      ],
    },
  },
  {
    policy: "iam-no-users-keys",
    good: { "a role": [role("role")] },
    bad: {
      "a user": { resources: [aws("iam/User", "user", {})], found: /it is a User/ },
      "an access key": { resources: [aws("iam/AccessKey", "key", { user: "user" })], found: /it is a AccessKey/ },
    },
    unknown: "its being there is the violation",
  },
  {
    policy: "iam-boundary",
    good: {
      "roles before there is a boundary": [role("one"), role("two")],
      "roles within one": [role("one", managed("boundary"))],
    },
    bad: {
      "a role that was left out": {
        resources: [role("one", managed("boundary")), role("two")],
        found: /permissionsBoundary is not set/,
      },
    },
    unknown: { "a boundary that another resource computes": [role("one", unknown)] },
  },
  {
    policy: "iam-no-cloudshell-full",
    good: { "a policy for one thing": [attachment(managed("AmazonEKSClusterPolicy"))] },
    bad: {
      "all of CloudShell": {
        resources: [attachment(managed("AWSCloudShellFullAccess"))],
        found: /policyArn is AWS's AWSCloudShellFullAccess/,
      },
    },
    unknown: { "an attachment of something that nothing tells of": [attachment(unknown)] },
  },
];
