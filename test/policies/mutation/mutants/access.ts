import { allowing, beside, drop, type Edit, flip, inDocument, set } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const dataKey = one("kms/Key", "keys-database");
const signer = one("kms/Key", "signer-batcher");
const rights = one("iam/RolePolicy", "flow-log-role-write");
const attachment = one("iam/RolePolicyAttachment", "backups-role-backup");
const role = one("iam/Role", "backups-role");
const external = added("aws:kms/externalKey:ExternalKey", "imported");
const user = added("aws:iam/user:User", "person");
const accessKey = added("aws:iam/accessKey:AccessKey", "person");

const account = "222222222222";
const stranger = { AWS: "arn:aws:iam::333333333333:root" };
const issuer = "token.actions.githubusercontent.com";
const federated = {
  Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
  Action: "sts:AssumeRoleWithWebIdentity",
};
const trusting = (statement: Readonly<Record<string, unknown>>) =>
  allowing("assumeRolePolicy", { Action: "sts:AssumeRole", ...statement });
const managed = (name: string) => set("policyArn", `arn:aws:iam::aws:policy/${name}`);

/** Once there is a boundary, every role needs it. */
const boundaryOfOthers: Edit = {
  apply: (state, subject) =>
    state
      .filter(({ type, urn }) => type === "aws:iam/role:Role" && urn !== subject.urn)
      .reduce((now, other) => set("permissionsBoundary", "arn:boundary").apply(now, other), state),
};

export const accessMutants: readonly Mutant[] = [
  ...mutants("kms-rotation", dataKey, {
    "never rotates": flip("enableKeyRotation"),
    "nothing said": drop("enableKeyRotation"),
  }),
  ...mutants("kms-asymmetric-no-rotation", signer, {
    "says that it rotates": flip("enableKeyRotation"),
    "says nothing of whose work it is": drop("tags.rotation"),
  }),
  ...mutants("kms-signer-spec", signer, {
    "in two regions": flip("multiRegion"),
    "another curve": set("customerMasterKeySpec", "ECC_NIST_P256"),
    "for encryption": set("keyUsage", "KEY_AGREEMENT"),
  }),
  ...mutants("kms-policy-no-wildcard", dataKey, {
    everybody: allowing("policy", { Principal: "*", Action: "kms:Decrypt", Resource: "*" }),
    "everybody under a condition that binds nobody": allowing("policy", {
      ...{ Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" },
      Condition: { StringLike: { "aws:PrincipalArn": "*" } },
    }),
    "everything for a role": allowing("policy", {
      ...{ Principal: { AWS: `arn:aws:iam::${account}:role/reader` }, Action: "kms:*", Resource: "*" },
    }),
    "no document": set("policy", "none"),
  }),
  ...mutants("kms-sign-admin-separation", signer, {
    "the administrator signs": inDocument("policy", ({ Statement }) => {
      const administering = Statement.find(({ Sid }) => Sid === "Administer");
      if (administering) Statement.push({ ...administering, Action: "kms:Sign" });
    }),
    "the signer administers": inDocument("policy", ({ Statement }) => {
      const signing = Statement.find(({ Action }) => JSON.stringify(Action).includes("kms:Sign"));
      if (signing) Statement.push({ ...signing, Action: "kms:PutKeyPolicy" });
    }),
  }),
  ...mutants("kms-sign-admin-separation", rights, {
    "signs with every key": allowing("policy", { Action: "kms:Sign", Resource: "*" }),
  }),
  ...mutants("kms-deletion-window", dataKey, {
    "a day too few": set("deletionWindowInDays", 29),
    week: set("deletionWindowInDays", 7),
  }),
  ...mutants("kms-enabled", dataKey, { "turned off": flip("isEnabled") }),
  ...mutants("kms-no-lockout-bypass", dataKey, { "may lock itself out": flip("bypassPolicyLockoutSafetyCheck") }),
  ...mutants(
    "kms-material-from-kms",
    dataKey,
    {
      "material from outside": beside("aws:kms/externalKey:ExternalKey", "imported", ({ inputs }) => ({
        ...{ keyMaterialBase64: "withheld", deletionWindowInDays: 30, enabled: true, tagsAll: inputs?.tagsAll },
      })),
    },
    { at: external },
  ),
  ...mutants(
    "iam-no-admin",
    rights,
    {
      "everything on everything": allowing("policy", { Action: "*", Resource: "*" }),
      "everything spelled otherwise": allowing("policy", { Action: ["*:*"], Resource: ["*"] }),
    },
    {
      also: [
        ["iam-passrole-scoped", rights],
        ["kms-sign-admin-separation", rights],
      ],
    },
  ),
  ...mutants("iam-no-admin", attachment, { "AWS's own": managed("AdministratorAccess") }),
  ...mutants("iam-no-service-wildcard", rights, { "all of S3": allowing("policy", { Action: "s3:*", Resource: "*" }) }),
  ...mutants("iam-passrole-scoped", rights, {
    "every role": allowing("policy", {
      Action: "iam:PassRole",
      Resource: "*",
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    }),
    "a role to every service": allowing("policy", {
      Action: "iam:PassRole",
      Resource: `arn:aws:iam::${account}:role/nodes`,
    }),
    "by a pattern": allowing("policy", { Action: "iam:Pass*", Resource: `arn:aws:iam::${account}:role/*` }),
  }),
  ...mutants("iam-trust-narrow", role, {
    everybody: trusting({ Principal: "*" }),
    "every account": trusting({ Principal: { AWS: "*" } }),
    "another account as it is": trusting({ Principal: stranger }),
    "any repository of a pipeline": trusting({
      ...federated,
      Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } },
    }),
    "a pipeline whoever it asks for": trusting({
      ...federated,
      Condition: { StringEquals: { [`${issuer}:sub`]: "repo:jeju/jeju:ref:refs/heads/main" } },
    }),
  }),
  ...mutants(
    "iam-no-users-keys",
    role,
    { "a person": beside("aws:iam/user:User", "person", ({ inputs }) => ({ tagsAll: inputs?.tagsAll })) },
    { at: user },
  ),
  ...mutants(
    "iam-no-users-keys",
    role,
    { "a key of a person": beside("aws:iam/accessKey:AccessKey", "person", { user: "person" }) },
    { at: accessKey },
  ),
  ...mutants("iam-no-cloudshell-full", attachment, { "all of it": managed("AWSCloudShellFullAccess") }),
  ...mutants("iam-boundary", role, { "the only role without one": boundaryOfOthers }),
];
