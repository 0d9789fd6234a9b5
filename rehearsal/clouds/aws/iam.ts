import { ManagedPolicy } from "@pulumi/aws/types/enums/iam";
import type { Reference, ResourceType, Rule } from "../resource-type";
import { globalArn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { hexFor, iamId, timestamp } from "./ids";
import { flag, number, text } from "./inputs";
import { parsePolicy, unknownPrincipal } from "./policy-document";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const INLINE = "aws:iam/rolePolicy:RolePolicy";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";

/** AWS-managed policies: the SDK's list, and those that are newer than it. */
const managedPolicies = new Set<string>([
  ...Object.values(ManagedPolicy),
  ...[
    "AmazonEBSCSIDriverPolicyV2",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
    "AmazonEKSWorkerNodeMinimalPolicy",
  ].map((name) => `arn:aws:iam::aws:policy/${name}`),
]);

const trustPrincipals: Rule = {
  name: "role-trust-principals",
  operation: "CreateRole",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const policy = parsePolicy(text(inputs, "assumeRolePolicy") ?? "");
    if ("fault" in policy) return undefined;
    const federated = policy.statements
      .flatMap(({ principals }) => principals?.Federated ?? [])
      .find((provider) => provider.startsWith("arn:") && !world.findBy(OIDC_PROVIDER, "arn", provider));
    const unknown = unknownPrincipal(world, policy.statements) ?? federated;
    if (unknown === undefined) return undefined;
    return { code: "MalformedPolicyDocument", message: `Invalid principal in policy: ${JSON.stringify(unknown)}` };
  },
};

const trustActions: Rule = {
  name: "role-trust-actions",
  operation: "CreateRole",
  on: ["create", "update"],
  refuse({ inputs }) {
    const policy = parsePolicy(text(inputs, "assumeRolePolicy") ?? "");
    if ("fault" in policy) return undefined;
    const wrong = policy.statements.flatMap(({ actions }) => actions).find((action) => !/^sts:/i.test(action));
    if (wrong === undefined) return undefined;
    return {
      code: "MalformedPolicyDocument",
      message: `AssumeRole policy may only specify STS AssumeRole actions, got ${wrong}.`,
    };
  },
};

const sessionDuration: Rule = {
  name: "role-session-duration",
  operation: "CreateRole",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const seconds = number(inputs, "maxSessionDuration");
    if (seconds === undefined || (seconds >= 3600 && seconds <= 43200)) return undefined;
    return { code: "ValidationError", message: `maxSessionDuration is 3600 to 43200 seconds, got ${seconds}.` };
  },
};

const roleUnused: Rule = {
  name: "role-in-use",
  operation: "DeleteRole",
  on: ["delete"],
  refuse({ world, before }) {
    const name = before?.id;
    const kinds = before && flag(before.inputs, "forceDetachPolicies") ? [PROFILE] : [ATTACHMENT, INLINE, PROFILE];
    const holder = kinds.flatMap((type) => world.all(type)).find(({ inputs }) => text(inputs, "role") === name);
    if (!holder) return undefined;
    const what =
      holder.type === PROFILE ? "remove roles from instance profile first" : "must detach all policies first";
    return { code: "DeleteConflict", status: 409, message: `Cannot delete entity ${name}, ${what} (${holder.id}).` };
  },
};

const policyAttachable: Rule = {
  name: "attached-policy-exists",
  operation: "AttachRolePolicy",
  on: ["create"],
  refuse({ world, inputs }) {
    const policyArn = text(inputs, "policyArn") ?? "";
    const given = parseArn(policyArn)?.accountId === "aws" && managedPolicies.has(policyArn);
    if (given || world.findBy(POLICY, "arn", policyArn)) return undefined;
    return {
      code: "NoSuchEntity",
      status: 404,
      message: `Policy ${policyArn} does not exist or is not attachable.`,
    };
  },
};

const policyUnused: Rule = {
  name: "policy-attached",
  operation: "DeletePolicy",
  on: ["delete"],
  refuse({ world, before }) {
    const holder = world.findBy(ATTACHMENT, "policyArn", before?.outputs.arn);
    if (!holder) return undefined;
    return {
      code: "DeleteConflict",
      status: 409,
      message: `Cannot delete a policy attached to entities (role ${text(holder.inputs, "role")}).`,
    };
  },
};

const profileRole: Rule = {
  name: "instance-profile-role-exists",
  operation: "AddRoleToInstanceProfile",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const role = text(inputs, "role");
    if (role === undefined || world.get(ROLE, role)) return undefined;
    return { code: "NoSuchEntity", status: 404, message: `The role with name ${role} cannot be found.` };
  },
};

const OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

const providerUrl: Rule = {
  name: "oidc-provider-url",
  operation: "CreateOpenIDConnectProvider",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const url = text(inputs, "url");
    if (url === undefined || (/^https:\/\/[^?#]+$/.test(url) && url.length <= 255)) return undefined;
    return { code: "ValidationError", message: `url must begin with https:// and hold no query, got ${url}.` };
  },
};

const toRole: Reference = { property: "role", to: [ROLE], missing: "NoSuchEntity" };
const pathed = (inputs: Record<string, unknown>) => `${text(inputs, "path") ?? "/"}${text(inputs, "name")}`;
const nameOf = ({ inputs }: { inputs: Record<string, unknown> }) => text(inputs, "name") ?? "";

export const iamTypes: readonly ResourceType[] = [
  awsType({
    type: ROLE,
    service: "IAM",
    label: "IAM Role",
    global: true,
    replaceOn: ["name", "namePrefix", "path"],
    autoName: { property: "name", maxLength: 64 },
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    id: nameOf,
    arn: (request) => globalArn(request, "iam", `role${pathed(request.inputs)}`),
    computed: (request) => ({
      createDate: timestamp(),
      uniqueId: iamId(request, "AROA"),
    }),
    rules: [trustPrincipals, trustActions, sessionDuration, roleUnused],
  }),
  awsType({
    type: POLICY,
    service: "IAM",
    label: "IAM Policy",
    global: true,
    replaceOn: ["description", "name", "namePrefix", "path"],
    autoName: { property: "name", maxLength: 128 },
    defaults: { path: "/" },
    id: (request) => globalArn(request, "iam", `policy${pathed(request.inputs)}`),
    arn: (_, id) => id,
    computed: (request) => ({ attachmentCount: 0, policyId: iamId(request, "ANPA") }),
    rules: [policyUnused],
  }),
  awsType({
    type: INLINE,
    service: "IAM",
    label: "IAM Role Policy",
    global: true,
    replaceOn: ["name", "namePrefix", "role"],
    autoName: { property: "name", maxLength: 128 },
    id: ({ inputs }) => `${text(inputs, "role")}:${text(inputs, "name")}`,
    references: [toRole],
  }),
  awsType({
    type: ATTACHMENT,
    service: "IAM",
    label: "IAM Role Policy Attachment",
    global: true,
    replaceOn: ["policyArn", "role"],
    id: ({ inputs }) => `${text(inputs, "role")}/${text(inputs, "policyArn")}`,
    references: [toRole],
    rules: [policyAttachable],
  }),
  awsType({
    type: PROFILE,
    service: "IAM",
    label: "IAM Instance Profile",
    global: true,
    replaceOn: ["name", "namePrefix", "path"],
    autoName: { property: "name", maxLength: 128 },
    defaults: { path: "/" },
    id: nameOf,
    arn: (request) => globalArn(request, "iam", `instance-profile${pathed(request.inputs)}`),
    computed: (request) => ({ createDate: timestamp(), uniqueId: iamId(request, "AIPA") }),
    rules: [profileRole],
  }),
  awsType({
    type: OIDC_PROVIDER,
    service: "IAM",
    label: "IAM OIDC Provider",
    global: true,
    replaceOn: ["url"],
    id: (request) =>
      globalArn(request, "iam", `oidc-provider/${(text(request.inputs, "url") ?? "").replace(/^https:\/\//, "")}`),
    arn: (_, id) => id,
    computed: (request) => ({ thumbprintLists: [hexFor(request, "thumbprint", 40)] }),
    rules: [providerUrl],
  }),
];
