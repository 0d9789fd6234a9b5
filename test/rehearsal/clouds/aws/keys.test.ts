import { allow, FurnishedAccount, keyPolicy, policy, trust } from "./furnished-account";
import { testRules } from "./rule-cases";

const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";
const KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";
const gone = "arn:aws:iam::111111111111:role/gone";
const assume = (principal: object) => policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });

describe("roles and policies", () => {
  testRules([
    {
      rule: "role-trust-principals",
      refuses: "to trust a role that does not exist",
      code: "MalformedPolicyDocument",
      type: ROLE,
      fine: ({ role }) => ({ assumeRolePolicy: assume({ AWS: role.outputs.arn }) }),
      wrong: { assumeRolePolicy: assume({ AWS: gone }) },
    },
    {
      rule: "role-trust-principals",
      refuses: "to trust an identity provider that does not exist",
      code: "MalformedPolicyDocument",
      type: ROLE,
      fine: { assumeRolePolicy: assume({ AWS: "arn:aws:iam::999999999999:role/auditor" }) },
      wrong: { assumeRolePolicy: assume({ Federated: "arn:aws:iam::111111111111:oidc-provider/gone" }) },
    },
    {
      rule: "role-trust-actions",
      refuses: "a trust policy that allows more than to assume the role",
      code: "MalformedPolicyDocument",
      type: ROLE,
      fine: {
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
        }),
      },
      wrong: {
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { Service: "ec2.amazonaws.com" },
          Action: "s3:GetObject",
        }),
      },
    },
    {
      rule: "role-session-duration",
      refuses: "a session of more than twelve hours",
      code: "ValidationError",
      type: ROLE,
      fine: { maxSessionDuration: 43200 },
      wrong: { maxSessionDuration: 43201 },
    },
    {
      rule: "role-in-use",
      refuses: "to delete a role that has policies",
      code: "DeleteConflict",
      mayGo: ({ role }) => role,
      mayNot: (account) => {
        account.add(ATTACHMENT, { role: account.role.id, policyArn: account.policy.id });
        return account.role;
      },
    },
    {
      rule: "role-in-use",
      refuses: "to delete a role of an instance profile, even by force",
      code: "DeleteConflict",
      mayGo: (account) => {
        const role = account.add(ROLE, { assumeRolePolicy: trust("ec2.amazonaws.com"), forceDetachPolicies: true });
        account.add(ATTACHMENT, { role: role.id, policyArn: account.policy.id });
        return role;
      },
      mayNot: (account) => {
        const role = account.add(ROLE, { assumeRolePolicy: trust("ec2.amazonaws.com"), forceDetachPolicies: true });
        account.add("aws:iam/instanceProfile:InstanceProfile", { role: role.id });
        return role;
      },
    },
    {
      rule: "policy-attached",
      refuses: "to delete a policy that is attached",
      code: "DeleteConflict",
      mayGo: ({ policy: unattached }) => unattached,
      mayNot: (account) => {
        account.add(ATTACHMENT, { role: account.role.id, policyArn: account.policy.id });
        return account.policy;
      },
    },
    {
      rule: "attached-policy-exists",
      refuses: "an AWS-managed policy under the wrong path",
      code: "NoSuchEntity",
      type: ATTACHMENT,
      fine: { policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy" },
      wrong: { policyArn: "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy" },
    },
    {
      rule: "instance-profile-role-exists",
      refuses: "an instance profile of a role that does not exist",
      code: "NoSuchEntity",
      type: "aws:iam/instanceProfile:InstanceProfile",
      wrong: { role: "gone" },
    },
    {
      rule: "oidc-provider-url",
      refuses: "an identity provider without TLS",
      code: "ValidationError",
      type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      wrong: { url: "http://token.actions.githubusercontent.com" },
    },
  ]);
});

describe("KMS keys", () => {
  testRules([
    {
      rule: "kms-deletion-window",
      refuses: "a deletion window under seven days",
      code: "ValidationException",
      type: KEY,
      fine: { deletionWindowInDays: 7 },
      wrong: { deletionWindowInDays: 6 },
    },
    {
      rule: "kms-rotation-period",
      refuses: "a rotation period under 90 days",
      code: "ValidationException",
      type: KEY,
      fine: { enableKeyRotation: true, rotationPeriodInDays: 90 },
      wrong: { enableKeyRotation: true, rotationPeriodInDays: 30 },
    },
    {
      rule: "kms-rotation-asymmetric",
      refuses: "to rotate a signing key",
      code: "UnsupportedOperationException",
      type: KEY,
      fine: { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" },
      wrong: { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY", enableKeyRotation: true },
    },
    {
      rule: "kms-key-usage",
      refuses: "an elliptic curve for encryption",
      code: "ValidationException",
      type: KEY,
      wrong: { customerMasterKeySpec: "ECC_SECG_P256K1" },
    },
    {
      rule: "kms-policy-principals",
      refuses: "a key policy for a role that does not exist",
      code: "MalformedPolicyDocumentException",
      type: KEY,
      fine: ({ role }) => ({ policy: policy(allow({ AWS: role.outputs.arn }, "kms:*")) }),
      wrong: { policy: policy(allow({ AWS: ["arn:aws:iam::111111111111:root", gone] }, "kms:*")) },
    },
    {
      rule: "kms-policy-lockout",
      refuses: "a key policy that nobody could change again",
      code: "MalformedPolicyDocumentException",
      type: KEY,
      fine: {
        policy: policy(allow({ AWS: "arn:aws:iam::111111111111:root" }, "kms:Encrypt")),
        bypassPolicyLockoutSafetyCheck: true,
      },
      wrong: { policy: policy(allow({ AWS: "arn:aws:iam::111111111111:root" }, "kms:Encrypt")) },
    },
    {
      rule: "kms-alias-name",
      refuses: "an alias without its prefix",
      code: "InvalidAliasNameException",
      type: ALIAS,
      wrong: { name: "jeju-database" },
    },
    {
      rule: "kms-alias-reserved",
      refuses: "an alias in the name of AWS",
      code: "NotAuthorizedException",
      type: ALIAS,
      wrong: { name: "alias/aws/rds" },
    },
    {
      rule: "kms-alias-key-exists",
      refuses: "an alias for a key of another region",
      code: "NotFoundException",
      type: ALIAS,
      fine: ({ key }) => ({ targetKeyId: key.outputs.arn }),
      wrong: (account) => ({ targetKeyId: account.add(KEY, {}, "eu-west-1").id }),
    },
    {
      rule: "kms-alias-key-exists",
      refuses: "an alias for a key that waits for its deletion",
      code: "KMSInvalidStateException",
      type: ALIAS,
      wrong: (account) => {
        account.remove(account.key);
        return {};
      },
    },
    {
      rule: "kms-key-policy-key-exists",
      refuses: "a policy of a key that does not exist",
      code: "NotFoundException",
      type: KEY_POLICY,
      wrong: { keyId: "00000000-0000-4000-8000-000000000000" },
    },
    {
      rule: "kms-key-policy-principals",
      refuses: "a separate key policy for a role that does not exist",
      code: "MalformedPolicyDocumentException",
      type: KEY_POLICY,
      fine: { policy: keyPolicy("logs.us-east-1.amazonaws.com") },
      wrong: { policy: policy(allow({ AWS: gone }, "kms:*")) },
    },
    {
      rule: "kms-key-policy-lockout",
      refuses: "a separate key policy that leaves out the account",
      code: "MalformedPolicyDocumentException",
      type: KEY_POLICY,
      wrong: { policy: policy(allow({ Service: "logs.us-east-1.amazonaws.com" }, "kms:*")) },
    },
  ]);

  it("counts rotation in days only where it is on", () => {
    const account = new FurnishedAccount();
    expect(account.add(KEY, { enableKeyRotation: true }).outputs.rotationPeriodInDays).toBe(365);
    expect(account.add(KEY).outputs.rotationPeriodInDays).toBe(0);
  });
});
