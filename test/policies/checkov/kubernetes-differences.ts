import type { Difference } from "./differences";

/** Those on the objects of Kubernetes; see {@link Difference}. */
export const kubernetesDifferences: readonly Difference[] = [
  {
    policy: "k8s-no-default-ns",
    case: /^an (operator's )?object (that lives in none|in a namespace|in default)$/,
    checkov: "silent",
    why: "checkov knows a list of kinds, and these are not on it",
  },
  {
    policy: "k8s-no-default-ns",
    case: /^an object in no namespace \((core.*PersistentVolumeClaim|networking|policy)/,
    checkov: "silent",
    why: "checkov knows a list of kinds, and these are not on it",
  },
  {
    policy: "k8s-limits",
    case: "limits of the pod",
    checkov: "fail",
    why: "Kubernetes 1.34 takes limits of the pod as a whole; checkov looks at containers",
  },
  { policy: "k8s-limits", case: /^no limit of disk/, checkov: "pass", why: "checkov asks for CPU and memory" },
  {
    policy: "k8s-limits",
    case: /^a limit of nothing/,
    checkov: "pass",
    why: "checkov asks for a limit, whatever it says",
  },
  {
    policy: "k8s-image-digest",
    case: /^a digest (that is cut short|of another kind)/,
    checkov: "pass",
    why: "checkov takes whatever stands after an @",
  },
  {
    policy: "k8s-probes",
    case: /^a (hardened container .*Job\)|job)/,
    checkov: "silent",
    why: "neither judges it: what ends needs no probe",
  },
  { policy: "k8s-probes", case: /^a pod that ends/, checkov: "fail", why: "checkov does not look at restartPolicy" },
  {
    policy: "k8s-probes",
    case: "a sidecar without probes",
    checkov: "pass",
    why: "checkov asks init containers for none, and a sidecar is one that stays",
  },
  {
    policy: "k8s-sa-token-off",
    case: /^an account/,
    checkov: "silent",
    why: "checkov looks at pods; ours at service accounts as well",
  },
  {
    policy: "k8s-rbac-no-wildcard",
    case: /^(every|a part of every) /,
    checkov: "pass",
    why: "checkov looks at a role's first rule, and at no path",
  },
  {
    policy: "k8s-pss-host-ports",
    case: "no port of the node",
    checkov: "fail",
    why: "a hostPort of 0 is none, by the standard's own words",
  },
  {
    policy: "k8s-pss-run-as-non-root",
    case: /^(refused|unsaid) .*initContainers/,
    checkov: "pass",
    why: "checkov looks at no init container here",
  },
  {
    policy: "k8s-pss-run-as-non-root",
    case: "a pod that refuses and whose containers do not",
    checkov: "pass",
    why: "checkov takes the pod's word where a container says otherwise",
  },
  {
    policy: "k8s-pss-seccomp",
    case: /^a hardened container .*(ReplicationController|CronJob)/,
    checkov: "fail",
    why: "checkov reads the pod's profile of these kinds, not the containers'",
  },
  {
    policy: "k8s-pss-seccomp",
    case: "a profile of the node",
    checkov: "fail",
    why: "the standard allows Localhost, and checkov RuntimeDefault only",
  },
  {
    policy: "k8s-pss-seccomp",
    case: /^(unconfined|unsaid) .*initContainers/,
    checkov: "pass",
    why: "checkov looks at no init container here",
  },
  {
    policy: "k8s-pss-capabilities",
    case: /^added/,
    checkov: "pass",
    why: "checkov asks what is dropped, not what is added again",
  },
];
