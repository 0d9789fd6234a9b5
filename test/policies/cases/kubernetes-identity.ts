import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import { container, type Fields, kinds, object, pod } from "./pods";

const rbac = "rbac.authorization.k8s.io/v1";
const running = (spec: Fields) => pod({ containers: [container()], ...spec });
const account = (inputs: Fields) =>
  object("core/v1:ServiceAccount", "account", { metadata: { namespace: "jeju" }, ...inputs });
const roles = ["Role", "ClusterRole"] as const;
const role = (rules: unknown, kind: (typeof roles)[number] = "Role") =>
  object(`${rbac}:${kind}`, "role", { metadata: { namespace: "jeju" }, rules });
const bindings = ["RoleBinding", "ClusterRoleBinding"] as const;
const binding = (inputs: Fields, kind: (typeof bindings)[number] = "RoleBinding") =>
  object(`${rbac}:${kind}`, "binding", {
    metadata: { namespace: "jeju" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ kind: "ServiceAccount", name: "op-rpc", namespace: "jeju" }],
    ...inputs,
  });
const bound = (name: unknown, kind: unknown = "ServiceAccount") => ({ subjects: [{ kind, name, namespace: "jeju" }] });
const to = (name: unknown) => ({ roleRef: { kind: "ClusterRole", name } });
const narrow = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] };

const inEach = <Kind extends string>(
  all: readonly Kind[],
  bad: Readonly<Record<string, Fields>>,
  make: (value: Fields, kind: Kind) => ReturnType<typeof object>,
  found: RegExp,
) =>
  Object.fromEntries(
    Object.entries(bad).flatMap(([name, value]) =>
      all.map((kind) => [`${name} (${kind})`, { resources: [make(value, kind)], found }] as const),
    ),
  );
const inRoles = (bad: Readonly<Record<string, Fields>>, found: RegExp) =>
  inEach(roles, bad, (rule, kind) => role([narrow, { ...narrow, ...rule }], kind), found);
const inBindings = (bad: Readonly<Record<string, Fields>>, found: RegExp) =>
  inEach(bindings, bad, (inputs, kind) => binding(inputs, kind), found);
const openRule = (rule: Fields) => [role([{ ...narrow, ...rule }])];

export const identityCases: readonly PolicyCases[] = [
  {
    policy: "k8s-sa-token-off",
    good: {
      "a pod without a token": [running({ automountServiceAccountToken: false })],
      "an account without a token": [account({ automountServiceAccountToken: false })],
    },
    bad: {
      ...Object.fromEntries(
        kinds.map((kind) => {
          const resource = kind({ containers: [container()] });
          return [`a pod that says nothing (${resource.type})`, { resources: [resource], found: /Token is not set/ }];
        }),
      ),
      "a pod with a token": {
        resources: [running({ automountServiceAccountToken: true })],
        found: /spec\.automountServiceAccountToken is true/,
      },
      "an account that says nothing": { resources: [account({})], found: /automountServiceAccountToken is not set/ },
      "an account with a token": {
        resources: [account({ automountServiceAccountToken: true })],
        found: /automountServiceAccountToken is true/,
      },
    },
    unknown: {
      "a pod's flag that another resource computes": [running({ automountServiceAccountToken: unknown })],
      "an account's flag that another resource computes": [account({ automountServiceAccountToken: unknown })],
    },
  },
  {
    policy: "k8s-no-default-sa",
    good: {
      "an account of the pod's own": [running({ serviceAccountName: "op-rpc" })],
      "an account of the pod's own, by its older name": [running({ serviceAccount: "op-rpc" })],
      "a binding of one account": [binding({}), binding({}, "ClusterRoleBinding")],
      "a person called default": [binding(bound("default", "User"))],
    },
    bad: {
      ...Object.fromEntries(
        kinds.map((kind) => {
          const resource = kind({ containers: [container()] });
          return [
            `a pod without an account (${resource.type})`,
            { resources: [resource], found: /serviceAccountName is not set, so it is default/ },
          ];
        }),
      ),
      "a pod of the default account": {
        resources: [running({ serviceAccountName: "default" })],
        found: /spec\.serviceAccountName is default/,
      },
      "a pod of the default account, by its older name": {
        resources: [running({ serviceAccount: "default" })],
        found: /spec\.serviceAccount is default/,
      },
      ...inBindings(
        {
          "the default account": bound("default"),
          "all accounts": bound("system:serviceaccounts", "Group"),
          "all accounts of a namespace": bound("system:serviceaccounts:jeju", "Group"),
          "the default account as a user": bound("system:serviceaccount:jeju:default", "User"),
        },
        /subjects\[0\]\.name is (default|system:serviceaccount)/,
      ),
    },
    unknown: {
      "an account that another resource computes": [running({ serviceAccountName: unknown })],
      "subjects that another resource computes": [binding({ subjects: unknown })],
      "a subject that another resource computes": [binding(bound(unknown))],
    },
  },
  {
    policy: "k8s-rbac-no-wildcard",
    good: {
      "rights by name": [role([narrow]), role([narrow], "ClusterRole")],
      "paths below one": [role([{ nonResourceURLs: ["/healthz/*"], verbs: ["get"] }], "ClusterRole")],
    },
    bad: inRoles(
      {
        "every verb": { verbs: ["get", "*"] },
        "every resource": { resources: ["*"] },
        "a part of every resource": { resources: ["*/scale"] },
        "every group": { apiGroups: ["*"] },
        "every path": { nonResourceURLs: ["*"] },
      },
      /rules\[1\]\.(verbs|resources|apiGroups|nonResourceURLs)\[\d\] is \*/,
    ),
    unknown: {
      "rules that another resource computes": [role(unknown)],
      "verbs that another resource computes": openRule({ verbs: unknown }),
      "a verb that another resource computes": openRule({ verbs: [unknown] }),
      "one verb of two that another resource computes": openRule({ verbs: ["get", unknown] }),
    },
  },
  {
    policy: "k8s-rbac-no-escalate",
    good: {
      "rights that lead nowhere": [role([narrow]), role([narrow], "ClusterRole")],
      "one secret by name": [role([{ ...narrow, resources: ["secrets"], resourceNames: ["tls"] }])],
      "a secret's deletion": [role([{ ...narrow, resources: ["secrets"], verbs: ["delete"] }])],
      "the sight of pods": [role([{ ...narrow, resources: ["pods"], verbs: ["get", "list", "watch"] }])],
      "another group's resource of the same name": [
        role([{ apiGroups: ["metrics.k8s.io"], resources: ["pods", "secrets"], verbs: ["get", "list", "create"] }]),
      ],
    },
    bad: {
      ...inRoles(
        Object.fromEntries(["bind", "escalate", "impersonate"].map((verb) => [verb, { verbs: ["get", verb] }])),
        /rules\[1\] allows to (bind|escalate|impersonate)/,
      ),
      ...inRoles(
        Object.fromEntries(
          ["get", "list", "watch"].map((verb) => [`to ${verb} secrets`, { resources: ["secrets"], verbs: [verb] }]),
        ),
        /rules\[1\] allows to (get|list|watch) secrets/,
      ),
      ...inRoles(
        {
          "to make pods": { resources: ["pods"], verbs: ["create"] },
          "to make pods and more": { resources: ["pods"], verbs: ["get", "create"], resourceNames: ["one"] },
        },
        /rules\[1\] allows to create pods/,
      ),
      ...inRoles({ "every verb": { verbs: ["*"] } }, /rules\[1\] allows to bind/),
      ...inRoles({ "every resource": { resources: ["*"] } }, /rules\[1\] allows to get secrets/),
      ...inRoles({ "every group": { apiGroups: ["*"], resources: ["secrets"] } }, /rules\[1\] allows to get secrets/),
      ...inRoles(
        { "no names": { resources: ["secrets"], resourceNames: [] } },
        /rules\[1\] allows to get secrets[\s\S]*with resourceNames/,
      ),
    },
    unknown: {
      "rules that another resource computes": [role(unknown)],
      "verbs that another resource computes": openRule({ verbs: unknown }),
      "resources that another resource computes": openRule({ resources: [unknown] }),
      "one verb of two that another resource computes": openRule({ verbs: ["get", unknown] }),
      "groups that another resource computes": openRule({ resources: ["secrets"], apiGroups: unknown }),
    },
  },
  {
    policy: "k8s-no-cluster-admin",
    good: { "a binding of a smaller role": [binding({}), binding({}, "ClusterRoleBinding")] },
    bad: inBindings({ everything: to("cluster-admin") }, /roleRef\.name is cluster-admin/),
    unknown: { "a role that another resource computes": [binding(to(unknown))] },
  },
];
