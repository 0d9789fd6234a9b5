import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import semver from "semver";
import { toolchainDirectory } from "./cache";
import type { PinnedModule, ProgramName } from "./pins";
import { probeVersion, type VersionQuestion } from "./version-probe";

export interface Search {
  /** The program to use; undefined when the pinned one is due. */
  readonly found?: { readonly file: string; readonly version: string };
  /** Why the one on the PATH is not used. */
  readonly passedOver?: string;
}

export interface SearchOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The project's cache; what lies there is not an installed program even if it is on the PATH. */
  readonly cache: string;
  readonly pins: readonly PinnedModule[];
}

export const languageHostName = "pulumi-language-nodejs";

interface Substitute {
  readonly question: VersionQuestion;
  /** The versions that do, as a semver range and as the reason that the operator reads. */
  readonly accepts: (versionOf: (module: string) => semver.SemVer) => {
    readonly range: string;
    readonly reason: string;
  };
}

/** Which installed programs may stand in for the pinned ones; all may, if only in exactly the pinned version. */
const substitutes: Record<ProgramName, Substitute> = {
  etcd: exactly("etcd", { args: ["--version"], parse: firstVersion }),
  kwok: exactly("kwok", { args: ["--version"], parse: firstVersion }),
  "kube-apiserver": exactly("kubernetes", { args: ["--version"], parse: firstVersion }),
  "kube-controller-manager": exactly("kubernetes", { args: ["--version"], parse: firstVersion }),
  "kube-scheduler": exactly("kubernetes", { args: ["--version"], parse: firstVersion }),
  "op-geth": exactly("op-geth", { args: ["--version"], parse: firstVersion }),
  "op-node": exactly("op-stack", { args: ["--version"], parse: firstVersion }),
  "op-batcher": exactly("op-stack", { args: ["--version"], parse: firstVersion }),
  "sealed-secrets-controller": exactly("sealed-secrets", { args: ["--version"], parse: firstVersion }),
  pulumi: {
    question: { args: ["version"], parse: firstVersion },
    accepts: (versionOf) => {
      const pin = versionOf("pulumi");
      return { range: `>=${pin.version} <${pin.major + 1}`, reason: `Pulumi ${pin.version} or newer is needed` };
    },
  },
  helm: {
    question: { args: ["version", "--template", "{{.Version}}"], parse: firstVersion },
    // https://helm.sh/docs/v3/topics/version_skew: Helm 3.N goes with Kubernetes 1.(N+12) to 1.(N+15). Helm 4 is left out
    // because the Pulumi provider that this stands in for embeds Helm 3.
    accepts: (versionOf) => {
      const { minor } = versionOf("kubernetes");
      return {
        range: `>=3.${minor - 15} <3.${minor - 11}`,
        reason: `Helm 3.${minor - 15} to 3.${minor - 12} goes with Kubernetes 1.${minor}`,
      };
    },
  },
  kubectl: {
    question: { args: ["version", "--client", "--output", "json"], parse: kubectlVersion },
    // https://kubernetes.io/releases/version-skew-policy/#kubectl
    accepts: (versionOf) => {
      const { minor } = versionOf("kubernetes");
      return {
        range: `>=1.${minor - 1} <1.${minor + 2}`,
        reason: `kubectl 1.${minor - 1} to 1.${minor + 1} goes with Kubernetes 1.${minor}`,
      };
    },
  },
};

/** Looks for an installed program that may stand in for the pinned one. */
export async function searchPath(name: ProgramName, options: SearchOptions): Promise<Search> {
  const substitute = substitutes[name];
  const file = findOnPath(name, options);
  if (!file) return {};

  const { range, reason } = substitute.accepts((module) => pinnedVersion(options.pins, module));
  const answer = await probeVersion(
    file,
    substitute.question,
    join(toolchainDirectory(options.cache), "versions.json"),
  );
  const version = semver.parse(answer) ?? semver.coerce(answer);
  if (!version) return { passedOver: `${file} does not tell its version` };
  // A pre-release counts as its release: distributions mark theirs that way (v1.34.1-dispatcher).
  const release = `${version.major}.${version.minor}.${version.patch}`;
  if (!semver.satisfies(release, range)) return { passedOver: `${file} is v${version.version}; ${reason}` };
  if (name === "pulumi" && !findLanguageHost(file, options)) {
    return { passedOver: `${file} comes without ${languageHostName}` };
  }
  return { found: { file, version: `v${version.version}` } };
}

/** Where Pulumi itself looks for it: beside the CLI, then on the PATH. */
function findLanguageHost(pulumi: string, options: SearchOptions): string | undefined {
  const beside = join(dirname(pulumi), languageHostName);
  return isExecutable(beside) ? beside : findOnPath(languageHostName, options);
}

function findOnPath(name: string, { environment, cache }: SearchOptions): string | undefined {
  const own = toolchainDirectory(cache);
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter((directory) => isAbsolute(directory) && !`${directory}/`.startsWith(`${own}/`))
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function pinnedVersion(pins: readonly PinnedModule[], module: string): semver.SemVer {
  const version = semver.parse(pins.find(({ name }) => name === module)?.version);
  if (!version) throw new Error(`no pinned module ${module}`);
  return version;
}

/** For what makes up the cluster, which has to be the same everywhere. */
function exactly(module: string, question: VersionQuestion): Substitute {
  return {
    question,
    accepts: (versionOf) => {
      const { version } = versionOf(module);
      return { range: version, reason: `exactly v${version} is needed` };
    },
  };
}

function firstVersion(stdout: string): string | undefined {
  return /v?\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
}

function kubectlVersion(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } }).clientVersion?.gitVersion;
  } catch {
    return undefined;
  }
}
