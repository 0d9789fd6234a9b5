import { readFileSync } from "node:fs";
import { join } from "node:path";

export const builtPrograms = [
  "etcd",
  "kwok",
  "helm",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "pulumi",
  "op-geth",
  "op-node",
  "op-batcher",
  "sealed-secrets-controller",
] as const;

export type ProgramName = (typeof builtPrograms)[number];

/**
 * Who needs it: every rehearsal, or only what runs the rollup's own nodes or unseals what a ceremony has sealed. Nobody
 * waits for another's build.
 */
export type ProgramGroup = "rehearsal" | "rollup" | "sealing";

/** A Go module of this folder: its go.mod, its go.sum and any source beside them say exactly what is built. */
export interface PinnedModule {
  /** Name of the folder here, which is also the name in the cache. */
  readonly name: string;
  readonly group: ProgramGroup;
  /** Where go.mod and go.sum lie. */
  readonly directory: string;
  /** Module path of what is pinned, e.g. `k8s.io/kubernetes`. */
  readonly path: string;
  /** As go.mod requires it, e.g. `v1.34.4`: the only place where the version stands. */
  readonly version: string;
  /** Passed to the linker; tells the programs their version, which a build from a module does not. */
  readonly linkerFlags: readonly string[];
  readonly programs: readonly PinnedProgram[];
}

export interface PinnedProgram {
  readonly name: ProgramName;
  /** Go package of its main function. */
  readonly package: string;
}

interface ModuleRecipe {
  readonly name: string;
  /** Default: rehearsal. */
  readonly group?: ProgramGroup;
  readonly path: string;
  readonly programs: readonly PinnedProgram[];
  /** Go variables that the upstream release build sets, by their full name. */
  readonly variables: (version: string) => Readonly<Record<string, string>>;
}

/** In build order: the small ones first, so that a missing connection or a broken Go shows within seconds. */
const recipes: readonly ModuleRecipe[] = [
  {
    name: "etcd",
    path: "go.etcd.io/etcd/server/v3",
    programs: [{ name: "etcd", package: "go.etcd.io/etcd/server/v3" }],
    variables: () => ({}),
  },
  {
    name: "kwok",
    path: "sigs.k8s.io/kwok",
    programs: [{ name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok" }],
    variables: (version) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": withoutV(version) }),
  },
  {
    name: "helm",
    path: "helm.sh/helm/v3",
    programs: [{ name: "helm", package: "helm.sh/helm/v3/cmd/helm" }],
    variables: (version) => ({
      "helm.sh/helm/v3/internal/version.version": version,
      "helm.sh/helm/v3/internal/version.gitTreeState": "clean",
    }),
  },
  {
    name: "kubernetes",
    path: "k8s.io/kubernetes",
    programs: [
      { name: "kube-apiserver", package: "k8s.io/kubernetes/cmd/kube-apiserver" },
      { name: "kube-controller-manager", package: "k8s.io/kubernetes/cmd/kube-controller-manager" },
      { name: "kube-scheduler", package: "k8s.io/kubernetes/cmd/kube-scheduler" },
      { name: "kubectl", package: "k8s.io/kubernetes/cmd/kubectl" },
    ],
    // The packages and variables that hack/lib/version.sh of k8s.io/kubernetes sets.
    variables: (version) => ({
      ...kubernetesVersion("k8s.io/component-base/version", version),
      ...kubernetesVersion("k8s.io/client-go/pkg/version", version),
    }),
  },
  {
    name: "pulumi",
    path: "github.com/pulumi/pulumi/pkg/v3",
    programs: [{ name: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" }],
    variables: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version }),
  },
  {
    name: "op-geth",
    group: "rollup",
    // A fork that keeps the name of what it replaces.
    path: "github.com/ethereum-optimism/op-geth",
    programs: [{ name: "op-geth", package: "github.com/ethereum/go-ethereum/cmd/geth" }],
    variables: (version) => ({ "github.com/ethereum/go-ethereum/version.gitTag": version }),
  },
  {
    name: "op-stack",
    group: "rollup",
    path: "github.com/ethereum-optimism/optimism",
    programs: [
      { name: "op-node", package: "github.com/ethereum-optimism/optimism/op-node/cmd" },
      { name: "op-batcher", package: "github.com/ethereum-optimism/optimism/op-batcher/cmd" },
    ],
    variables: (version) => ({
      "github.com/ethereum-optimism/optimism/op-node/version.Version": version,
      "github.com/ethereum-optimism/optimism/op-node/version.Meta": "",
      "main.Version": version,
    }),
  },
  {
    name: "sealed-secrets",
    group: "sealing",
    path: "github.com/bitnami-labs/sealed-secrets",
    // A main function of our own around upstream's controller, whose own one runs in a pod only.
    programs: [{ name: "sealed-secrets-controller", package: "jeju/toolchain/sealed-secrets" }],
    variables: (version) => ({ "main.version": version }),
  },
];

function kubernetesVersion(goPackage: string, version: string): Record<string, string> {
  const [major = "", minor = ""] = withoutV(version).split(".");
  return {
    [`${goPackage}.gitVersion`]: version,
    [`${goPackage}.gitMajor`]: major,
    [`${goPackage}.gitMinor`]: minor,
    // The commit is not part of a module; left alone it would read as an unexpanded placeholder.
    [`${goPackage}.gitCommit`]: "",
    [`${goPackage}.gitTreeState`]: "clean",
  };
}

/** Every pinned module, read from the go.mod files beside this one. */
export function readPins(directory = __dirname): readonly PinnedModule[] {
  return recipes.map(({ name, group = "rehearsal", path, programs, variables }) => {
    const moduleDirectory = join(directory, name);
    const version = requiredVersion(join(moduleDirectory, "go.mod"), path);
    const settings = Object.entries(variables(version)).map(([variable, value]) => `-X ${variable}=${value}`);
    const linkerFlags = ["-s", "-w", ...settings];
    return { name, group, directory: moduleDirectory, path, version, linkerFlags, programs };
  });
}

function requiredVersion(goModFile: string, modulePath: string): string {
  for (const line of readFileSync(goModFile, "utf8").split("\n")) {
    const [path, version] = line
      .trim()
      .replace(/^(require|replace\s+\S+\s+=>)\s+/, "")
      .split(/\s+/);
    if (path === modulePath && version?.startsWith("v")) return version;
  }
  throw new Error(`${goModFile} does not require ${modulePath}`);
}

function withoutV(version: string): string {
  return version.replace(/^v/, "");
}
