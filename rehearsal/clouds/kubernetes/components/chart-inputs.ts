import { readFileSync } from "node:fs";
import type { Inputs } from "@pulumi/pulumi";
import { asset } from "@pulumi/pulumi";
import { UserError } from "../../../../safes/user-error";

/** Arguments of `kubernetes.helm.v4.Chart`, resolved. */
export interface ChartInputs {
  /** Path, URL or reference, as helm takes it. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  readonly version?: string;
  readonly devel: boolean;
  /** URL of the repository, when the chart is named without one. */
  readonly repository?: string;
  readonly dependencyUpdate: boolean;
  readonly verify: boolean;
  readonly skipCrds: boolean;
  readonly skipAwait: boolean;
  readonly resourcePrefix: string;
  readonly postRenderer?: { readonly command: string; readonly args: readonly string[] };
  /** Contents of values files, in order; later ones win. */
  readonly valueFiles: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

const known = [
  ...["chart", "name", "namespace", "version", "devel", "repositoryOpts", "dependencyUpdate", "verify", "skipCrds"],
  ...["skipAwait", "resourcePrefix", "postRenderer", "valueYamlFiles", "values", "includeHooks"],
];

export function readChartInputs(resourceName: string, inputs: Inputs, defaultNamespace: string): ChartInputs {
  const unknown = Object.keys(inputs).filter((key) => inputs[key] !== undefined && !known.includes(key));
  if (unknown.length > 0) {
    throw new UserError({
      what: "the rehearsal cannot honour these arguments of a chart",
      where: `helm.v4.Chart ${resourceName}`,
      got: unknown.join(", "),
      expected: known.join(", "),
      fix: "leave them out, or add them to rehearsal/clouds/kubernetes/components",
    });
  }
  if (typeof inputs.chart !== "string" || inputs.chart === "") {
    throw new UserError({
      what: "a chart needs `chart`: a path, a URL or a reference",
      where: `helm.v4.Chart ${resourceName}`,
    });
  }
  return {
    chart: inputs.chart,
    release: inputs.name ?? resourceName,
    namespace: inputs.namespace ?? defaultNamespace,
    ...(inputs.version ? { version: inputs.version } : {}),
    devel: inputs.devel === true,
    ...readRepository(resourceName, inputs.repositoryOpts),
    dependencyUpdate: inputs.dependencyUpdate === true,
    verify: inputs.verify === true,
    skipCrds: inputs.skipCrds === true,
    skipAwait: inputs.skipAwait === true,
    resourcePrefix: inputs.resourcePrefix ?? resourceName,
    ...(inputs.postRenderer
      ? { postRenderer: { command: inputs.postRenderer.command, args: inputs.postRenderer.args ?? [] } }
      : {}),
    valueFiles: ((inputs.valueYamlFiles ?? []) as unknown[]).map(readAsset),
    values: openAssets(inputs.values ?? {}) as Record<string, unknown>,
  };
}

function readRepository(resourceName: string, options: Inputs | undefined): { repository?: string } {
  const { repo, ...credentials } = options ?? {};
  const given = Object.keys(credentials).filter((key) => credentials[key] !== undefined);
  if (given.length > 0) {
    throw new UserError({
      what: "the rehearsal passes no credentials of chart repositories",
      where: `helm.v4.Chart ${resourceName}, repositoryOpts`,
      got: given.join(", "),
      fix: "log in with `helm registry login` or `helm repo add`, or vendor the chart",
    });
  }
  return repo ? { repository: repo } : {};
}

/** As in the real provider, an asset among the values stands for its text. */
function openAssets(value: unknown): unknown {
  const isAsset: boolean = asset.Asset.isInstance(value);
  if (isAsset) return readAsset(value);
  if (Array.isArray(value)) return value.map(openAssets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, openAssets(inner)]));
}

function readAsset(value: unknown): string {
  if (value instanceof asset.StringAsset) return String(value.text);
  if (value instanceof asset.FileAsset) return readFileSync(String(value.path), "utf8");
  throw new UserError({ what: "the rehearsal reads values from FileAsset and StringAsset only", got: String(value) });
}
