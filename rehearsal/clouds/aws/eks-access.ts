import type { Reference, Request, ResourceType, Rule } from "../resource-type";
import { principalExists, roleExists } from "./accounts";
import { arn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { addonLines, defaultAddonVersion, defaultClusterVersion, knownAddons, lineOf } from "./eks-versions";
import { lowerLetters, timestamp, uuid } from "./ids";
import { text, texts } from "./inputs";

const CLUSTER = "aws:eks/cluster:Cluster";
const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";

const toCluster: Reference = {
  property: "clusterName",
  to: [CLUSTER],
  by: "name",
  missing: "ResourceNotFoundException",
};

const clusterOf = ({ world, inputs }: Pick<Request, "world" | "inputs">) =>
  world.get(CLUSTER, text(inputs, "clusterName") ?? "");
const versionOf = (request: Request) => text(clusterOf(request)?.outputs ?? {}, "version") ?? defaultClusterVersion;

const addonOffered: Rule = {
  name: "eks-addon-version",
  operation: "CreateAddon",
  on: ["create", "update"],
  refuse(request) {
    const [name, version] = [text(request.inputs, "addonName") ?? "", text(request.inputs, "addonVersion")];
    const lines = addonLines(name, versionOf(request));
    if (!lines) {
      return {
        code: "InvalidParameterException",
        message: `Addon ${name} specified is not supported; the rehearsal knows ${knownAddons().join(", ")} (eks-versions.ts).`,
      };
    }
    if (version === undefined || lines.includes(lineOf(version) ?? "")) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Addon version specified is not supported: ${name} ${version} on Kubernetes ${versionOf(request)}; lines ${lines.join(", ")}.`,
    };
  },
};

const addonConfiguration: Rule = {
  name: "eks-addon-configuration",
  operation: "CreateAddon",
  on: ["create", "update"],
  refuse({ inputs }) {
    const configuration = text(inputs, "configurationValues");
    // YAML is allowed too; what opens like JSON has to be JSON.
    if (configuration === undefined || !/^\s*[{[]/.test(configuration)) return undefined;
    try {
      JSON.parse(configuration);
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { code: "InvalidParameterException", message: `ConfigurationValue is not in the right format: ${reason}` };
    }
  },
};

const entriesAllowed = (kind: string, operation: string): Rule => ({
  name: `${kind}-authentication-mode`,
  operation,
  on: ["create"],
  refuse(request) {
    const cluster = clusterOf(request);
    const mode = text(cluster?.outputs ?? {}, "accessConfig.authenticationMode");
    if (!cluster || mode !== "CONFIG_MAP") return undefined;
    return {
      code: "InvalidRequestException",
      message: `The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation, it is ${mode}.`,
    };
  },
});

const principalKnown: Rule = {
  name: "access-entry-principal",
  operation: "CreateAccessEntry",
  on: ["create"],
  refuse({ world, inputs }) {
    const principal = text(inputs, "principalArn") ?? "";
    const kind = parseArn(principal)?.resource.split("/")[0] ?? "";
    if (["role", "user"].includes(kind) && principalExists(world, principal)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `The specified principalArn is invalid: ${principal} is no existing role or user.`,
    };
  },
};

const systemGroups: Rule = {
  name: "access-entry-groups",
  operation: "CreateAccessEntry",
  on: ["create", "update"],
  refuse({ inputs }) {
    const reserved = texts(inputs, "kubernetesGroups").find((group) => /^(system:|eks:|aws:|amazon:|iam:)/.test(group));
    if (!reserved) return undefined;
    return {
      code: "InvalidParameterException",
      message: `The kubernetes group name ${reserved} is invalid, it cannot start with system:, eks:, aws:, amazon: or iam:.`,
    };
  },
};

const accessPolicies = [
  ...["Admin", "ClusterAdmin", "AdminView", "Edit", "View", "Secret"].map(
    (name) => `AmazonEKS${name}${name === "Secret" ? "ReaderPolicy" : "Policy"}`,
  ),
  ...["AmazonEKSAutoNodePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy", "AmazonEKSNetworkingPolicy"],
];

const accessPolicyKnown: Rule = {
  name: "access-policy-known",
  operation: "AssociateAccessPolicy",
  on: ["create"],
  refuse({ inputs }) {
    const policyArn = text(inputs, "policyArn") ?? "";
    const name = /^arn:aws:eks::aws:cluster-access-policy\/(\w+)$/.exec(policyArn)?.[1] ?? "";
    if (accessPolicies.includes(name)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `The policyArn ${policyArn} is invalid; one of arn:aws:eks::aws:cluster-access-policy/{${accessPolicies.join(",")}}.`,
    };
  },
};

const entryBehind: Rule = {
  name: "access-policy-needs-entry",
  operation: "AssociateAccessPolicy",
  on: ["create"],
  refuse({ world, inputs }) {
    const id = `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`;
    if (world.get(ACCESS_ENTRY, id)) return undefined;
    return {
      code: "ResourceNotFoundException",
      status: 404,
      message: `The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'. (${id})`,
    };
  },
};

const scopeNamespaces: Rule = {
  name: "access-policy-scope",
  operation: "AssociateAccessPolicy",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [kind, namespaces] = [text(inputs, "accessScope.type"), texts(inputs, "accessScope.namespaces")];
    const fine = kind === "cluster" ? namespaces.length === 0 : kind === "namespace" && namespaces.length > 0;
    if (fine) return undefined;
    return {
      code: "InvalidParameterException",
      message: `accessScope is {type: "cluster"} or {type: "namespace", namespaces: [...]}, got ${kind} with ${namespaces.length} namespaces.`,
    };
  },
};

export const eksAccessTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:eks/addon:Addon",
    service: "EKS",
    label: "EKS Add-On",
    replaceOn: ["addonName", "clusterName"],
    id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "addonName")}`,
    arn: (request, id) => arn(request, "eks", `addon/${id.replace(":", "/")}/${uuid(request)}`),
    computed: (request) => ({
      addonVersion: defaultAddonVersion(text(request.inputs, "addonName") ?? "", versionOf(request)),
      createdAt: timestamp(),
      modifiedAt: timestamp(),
      namespaceConfig: { namespace: "kube-system" },
    }),
    updated: () => ({ modifiedAt: timestamp() }),
    references: [toCluster],
    rules: [
      addonOffered,
      addonConfiguration,
      roleExists("eks-addon", "CreateAddon", "serviceAccountRoleArn", "InvalidParameterException"),
    ],
  }),
  awsType({
    type: ACCESS_ENTRY,
    service: "EKS",
    label: "EKS Access Entry",
    replaceOn: ["clusterName", "principalArn", "type"],
    defaults: { type: "STANDARD" },
    id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`,
    computed(request) {
      const { world, inputs } = request;
      const principal = text(inputs, "principalArn") ?? "";
      const name = principal.split("/").pop() ?? "";
      const kind = parseArn(principal)?.resource.split("/")[0] ?? "role";
      const entry = `access-entry/${text(inputs, "clusterName")}/${kind}/${world.accountId}/${name}/${uuid(request)}`;
      const session = kind === "role" ? "/{{SessionName}}" : "";
      return {
        accessEntryArn: arn(request, "eks", entry),
        createdAt: timestamp(),
        modifiedAt: timestamp(),
        userName: session ? `arn:${world.partition}:sts::${world.accountId}:assumed-role/${name}${session}` : principal,
      };
    },
    updated: () => ({ modifiedAt: timestamp() }),
    references: [toCluster],
    rules: [principalKnown, systemGroups, entriesAllowed("access-entry", "CreateAccessEntry")],
  }),
  awsType({
    type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    service: "EKS",
    label: "EKS Access Policy Association",
    replaceOn: ["accessScope", "clusterName", "policyArn", "principalArn"],
    id: ({ inputs }) => ["clusterName", "principalArn", "policyArn"].map((key) => text(inputs, key)).join("#"),
    computed: () => ({ associatedAt: timestamp(), modifiedAt: timestamp() }),
    references: [toCluster],
    rules: [accessPolicyKnown, entryBehind, scopeNamespaces],
  }),
  awsType({
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    service: "EKS",
    label: "EKS Pod Identity Association",
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    id: (request) => `a-${lowerLetters(request, "association", 17)}`,
    computed(request, id) {
      return {
        associationArn: arn(request, "eks", `podidentityassociation/${text(request.inputs, "clusterName")}/${id}`),
        associationId: id,
        externalId: "",
      };
    },
    references: [toCluster],
    rules: [roleExists("pod-identity", "CreatePodIdentityAssociation", "roleArn", "InvalidParameterException")],
  }),
];
