import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { type CheckFailure, type Properties, UNKNOWN } from "../../../safes/plugin/provider";
import { UserError } from "../../../safes/user-error";

/** Configuration of a `kubernetes` provider, as far as the rehearsal honours it. */
export interface KubernetesConfig {
  /** Content or path. Default: the environment's KUBECONFIG is NOT read; without it the cluster is unreachable. */
  readonly kubeconfig?: string;
  /** Context of the kubeconfig. Default: its current one. */
  readonly context?: string;
  /** Namespace of objects that name none. Default: the context's, else `default`. */
  readonly namespace?: string;
  /** Lets config maps and secrets change in place unless they are immutable. Default false. */
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  /** Takes over fields that others manage. Default false. */
  readonly enablePatchForce: boolean;
  /** Lets `create` update an object that exists. Default false. */
  readonly upsertExistingObjects: boolean;
}

/** Everything that the real provider knows and that changes nothing here, or is honoured above. */
const accepted = [
  ...["kubeconfig", "context", "cluster", "namespace", "clusterIdentifier"],
  ...[
    "enableServerSideApply",
    "enableConfigMapMutable",
    "enableSecretMutable",
    "enablePatchForce",
    "upsertExistingObjects",
  ],
  ...["deleteUnreachable", "skipUpdateUnreachable", "helmReleaseSettings", "kubeClientSettings"],
  ...["suppressDeprecationWarnings", "suppressHelmHookWarnings"],
];

export function readConfig(properties: Properties): KubernetesConfig {
  const { kubeconfig, context, namespace } = properties;
  return {
    ...(typeof kubeconfig === "string" ? { kubeconfig } : {}),
    ...(typeof context === "string" ? { context } : {}),
    ...(typeof namespace === "string" && namespace ? { namespace } : {}),
    enableConfigMapMutable: isTrue(properties.enableConfigMapMutable),
    enableSecretMutable: isTrue(properties.enableSecretMutable),
    enablePatchForce: isTrue(properties.enablePatchForce),
    upsertExistingObjects: isTrue(properties.upsertExistingObjects),
  };
}

export function checkConfig(properties: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const refuse = (property: string, reason: string) => failures.push({ property, reason });
  for (const property of Object.keys(properties)) {
    if (property === "renderYamlToDirectory" || property === "alwaysRender") {
      refuse(property, "the rehearsal applies objects to a cluster and renders none; leave it out");
    } else if (!accepted.includes(property)) {
      refuse(property, `unknown setting of the kubernetes provider; known are ${accepted.join(", ")}`);
    }
  }
  if (properties.enableServerSideApply !== undefined && isFalse(properties.enableServerSideApply)) {
    refuse("enableServerSideApply", "the rehearsal applies on the server only; leave it out, true is the default");
  }
  if (typeof properties.kubeconfig === "string") {
    try {
      parseKubeconfig(properties.kubeconfig);
    } catch (error) {
      refuse("kubeconfig", error instanceof Error ? error.message : String(error));
    }
  }
  return failures;
}

/**
 * What replaces every object of the cluster, by the real provider's rules: another `clusterIdentifier`; where none is set,
 * another active cluster in the kubeconfig.
 */
export function replacingSettings(old: Properties, news: Properties): string[] {
  const { clusterIdentifier: before } = old;
  const { clusterIdentifier: now } = news;
  if (before !== undefined && now !== undefined) return isDeepStrictEqual(before, now) ? [] : ["clusterIdentifier"];
  const settings = ["kubeconfig", "context", "cluster"];
  const unknown = settings.filter((setting) => news[setting] === UNKNOWN);
  if (unknown.length > 0) return unknown.slice(0, 1);
  const [oldCluster, newCluster] = [activeCluster(old), activeCluster(news)];
  if (oldCluster === undefined || newCluster === undefined || isDeepStrictEqual(oldCluster, newCluster)) return [];
  return settings.filter((setting) => !isDeepStrictEqual(old[setting], news[setting]));
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster: unknown }[];
  readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster?: string } }[];
}

function activeCluster(properties: Properties): unknown {
  if (typeof properties.kubeconfig !== "string") return undefined;
  const kubeconfig = parseKubeconfig(properties.kubeconfig);
  const context = properties.context ?? kubeconfig["current-context"];
  const name = properties.cluster ?? kubeconfig.contexts?.find((known) => known.name === context)?.context.cluster;
  return kubeconfig.clusters?.find((known) => known.name === name)?.cluster;
}

function parseKubeconfig(contentOrPath: string): Kubeconfig {
  const content = existsSync(contentOrPath) ? readFileSync(contentOrPath, "utf8") : contentOrPath;
  const kubeconfig = parse(content) as Kubeconfig | string | null;
  if (typeof kubeconfig === "object" && Array.isArray(kubeconfig?.clusters)) return kubeconfig;
  throw new UserError({
    what: "not a kubeconfig",
    expected: "YAML or JSON with `clusters`, or the path of such a file",
  });
}

/** Values travel as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function isFalse(value: unknown): boolean {
  return value === false || value === "false";
}
