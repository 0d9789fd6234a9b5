import { isPresent, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import { boundTo, covers, isOnEverything, judgeStatements, namesEverybody } from "./assessment/policy-document";
import type { Resource } from "./assessment/resource";
import { about, pass, type Verdict, violation } from "./assessment/verdict";

const policyType = "aws:iam/policy:Policy";
const documentTypes = [policyType, "aws:iam/rolePolicy:RolePolicy"] as const;
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const roleType = "aws:iam/role:Role";

/** Refuses the attachment of these policies of AWS; a policy of this stack is judged by its own document. */
function isNotManaged(attachment: Resource, refused: readonly string[]): Verdict {
  const arn = attachment.text("policyArn");
  if (arn.kind === "unknown") {
    const isOurs = attachment.dependenciesOf("policyArn")?.some((source) => source.is(policyType));
    return isOurs ? pass : notKnownYet("policyArn");
  }
  const name = arn.kind === "known" ? arn.value.split("/").pop() : undefined;
  return name && refused.includes(name) ? violation(`policyArn is AWS's ${name}`, "the actions that are needed") : pass;
}

const noAdministrator = resourcePolicy({
  id: "iam-no-admin",
  title: "No policy gives every right on everything",
  severity: "critical",
  rationale: "one credential of such a role is the whole account, keys and backups with it",
  remedy: "list the actions and the resources that the role needs",
  controls: { fsbp: ["IAM.1"], cisAws: ["1.15"] },
  types: [...documentTypes, attachmentType],
  settings: { refused: ["AdministratorAccess"] as readonly string[] },
  check: (subject, { refused }) => {
    if (subject.is(attachmentType)) return isNotManaged(subject, refused);
    return judgeStatements(subject.at("policy"), (statement) => {
      const isWhole = statement.notActions.length > 0 || statement.actions.some((action) => /^\*(:\*)?$/.test(action));
      const isAdministrator = statement.isAllow && isWhole && isOnEverything(statement);
      return isAdministrator ? violation("policy allows * on *", "the actions that are needed") : pass;
    });
  },
});

const noWholeService = resourcePolicy({
  id: "iam-no-service-wildcard",
  title: "No policy gives all of a service on everything",
  severity: "high",
  rationale: "all of a service means its deletions and its permissions too, and what AWS adds to it later",
  remedy: "list the actions, or name the resources",
  controls: { fsbp: ["IAM.21"] },
  types: documentTypes,
  check: (policy) =>
    judgeStatements(policy.at("policy"), (statement) => {
      const whole = statement.actions.find((action) => /^[\w-]+:\*$/.test(action));
      if (!statement.isAllow || whole === undefined || !isOnEverything(statement)) return pass;
      return violation(`policy allows ${whole} on *`, "listed actions, or named resources");
    }),
});

const passRoleScoped = resourcePolicy({
  id: "iam-passrole-scoped",
  title: "A role is handed only to the service that it is for",
  severity: "high",
  rationale: "who may hand any role to a machine of theirs has the rights of every role",
  remedy: "name the role in Resource and the service in a condition on iam:PassedToService",
  types: documentTypes,
  check: (policy) =>
    judgeStatements(policy.at("policy"), (statement) => {
      if (!statement.isAllow || !covers(statement, "iam:PassRole")) return pass;
      const isWide = isOnEverything(statement) || statement.resources.some((arn) => arn.endsWith(":role/*"));
      if (isWide) return violation("policy allows iam:PassRole of every role", "the ARN of the role");
      if (boundTo(statement, "iam:PassedToService").length > 0) return pass;
      return violation("policy allows iam:PassRole to every service", "a condition on iam:PassedToService");
    }),
});

const trustIsNarrow = resourcePolicy({
  id: "iam-trust-narrow",
  title: "A role is assumed only by whom it is for",
  severity: "critical",
  rationale: "a trust policy is the role's front door: what it does not check, anybody may claim",
  remedy: "name the principals; bind sub and aud of an OIDC token, and sts:ExternalId of another account",
  types: [roleType],
  check: (role) => {
    const document = role.at("assumeRolePolicy");
    if (document.value.kind === "absent") return isPresent(document);
    return judgeStatements(document, (statement): readonly Verdict[] => {
      if (!statement.isAllow) return [pass];
      if (namesEverybody(statement)) return [violation("assumeRolePolicy trusts everybody", "named principals")];
      const federated = (statement.principals.get("Federated") ?? []).flatMap((arn) => {
        const issuer = arn.split("oidc-provider/")[1];
        const claims = issuer === undefined ? [] : ["sub", "aud"];
        return claims.map((claim) =>
          boundTo(statement, `${issuer}:${claim}`).length > 0
            ? pass
            : violation(`assumeRolePolicy does not check ${claim} of ${issuer}`, `a condition on ${issuer}:${claim}`),
        );
      });
      const accounts = (statement.principals.get("AWS") ?? []).map((principal): Verdict => {
        const account = /\d{12}/.exec(principal)?.[0];
        if (account === undefined || boundTo(statement, "sts:ExternalId").length > 0) return pass;
        const own = accountsOf(role);
        if (own.length === 0) return notKnownYet("the role's own account");
        if (own.includes(account)) return pass;
        return violation(`assumeRolePolicy trusts account ${account} as it is`, "a condition on sts:ExternalId");
      });
      return [...federated, ...accounts];
    });
  },
});

/** The account in which a role is: that of its ARN, or before there is one the accounts of its provider. */
function accountsOf(role: Resource): readonly string[] {
  const arn = role.text("arn");
  const ofArn = arn.kind === "known" ? /:(\d{12}):/.exec(arn.value)?.[1] : undefined;
  if (ofArn !== undefined) return [ofArn];
  return String(role.description.provider?.properties.allowedAccountIds ?? "").match(/\d{12}/g) ?? [];
}

const noUsers = resourcePolicy({
  id: "iam-no-users-keys",
  title: "There are no users and no access keys",
  severity: "high",
  rationale: "a key that does not expire is found in a laptop's backup years later",
  remedy: "use roles: SSO for people, Pod Identity for pods, OIDC for pipelines",
  controls: { fsbp: ["IAM.2"], cisAws: ["1.14"] },
  types: ["aws:iam/user:User", "aws:iam/accessKey:AccessKey"],
  check: (subject) => violation(`it is a ${subject.type.split(":").pop()}`, "a role"),
});

const bounded = stackPolicy({
  id: "iam-boundary",
  title: "Every role has a permissions boundary, once there is one",
  severity: "medium",
  level: "advisory",
  rationale: "with a boundary no later policy, however wide, gives a role more than was decided on",
  remedy: "set permissionsBoundary on every role; set `required` to yes once the account has a boundary",
  types: [roleType],
  // The boundary belongs to the account baseline, which is not part of the program yet.
  settings: { required: "no" },
  appliesTo: (stack, { required }) =>
    required === "yes" || stack.all(roleType).some((role) => role.value("permissionsBoundary").kind !== "absent"),
  check: (stack) =>
    stack.all(roleType).map((role) => {
      const boundary = role.at("permissionsBoundary");
      return about(role, boundary.value.kind === "unknown" ? notKnownYet(boundary.path) : isPresent(boundary));
    }),
});

const noCloudShell = resourcePolicy({
  id: "iam-no-cloudshell-full",
  title: "Nobody has all of CloudShell",
  severity: "low",
  level: "advisory",
  rationale: "it uploads and downloads files past every control on networks and laptops",
  remedy: "leave AWSCloudShellFullAccess unattached",
  controls: { fsbp: ["IAM.27"], cisAws: ["1.21"] },
  types: [attachmentType],
  check: (attachment) => isNotManaged(attachment, ["AWSCloudShellFullAccess"]),
});

export const iamPolicies = [
  noAdministrator,
  noWholeService,
  passRoleScoped,
  trustIsNarrow,
  noUsers,
  bounded,
  noCloudShell,
] as const;
