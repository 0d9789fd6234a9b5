import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { UserError } from "../../../../safes/user-error";
import type { ChartInputs } from "./chart-inputs";
import type { ComponentContext } from "./component";

export interface Rendering extends ComponentContext {
  readonly chart: ChartInputs;
  /** The cluster's, e.g. `v1.34.4`. */
  readonly version: string;
  readonly apiVersions: readonly string[];
}

const timeoutMs = 120_000;

/**
 * What the real helm makes of the chart for this cluster, `lookup` included; hooks are in it, with their annotation.
 * Values may hold secrets, so they travel in a file of the operator's that is gone when helm is done.
 */
export async function renderChart({ helm, connection, chart, version, apiVersions }: Rendering): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "helm-"));
  const write = (name: string, content: string) => {
    const file = join(directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  try {
    const values = [...chart.valueFiles, JSON.stringify(chart.values)].map((content, index) =>
      write(`values-${index}.yaml`, content),
    );
    const { stdout } = await execa(helm, helmArguments(chart, version, apiVersions, values), {
      env: { KUBECONFIG: write("kubeconfig", connection.kubeconfig) },
      timeout: timeoutMs,
    });
    return stdout;
  } catch (error) {
    throw explain(chart, error);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function helmArguments(
  chart: ChartInputs,
  version: string,
  apiVersions: readonly string[],
  values: readonly string[],
): string[] {
  return [
    ...["template", chart.release, chart.chart, "--namespace", chart.namespace],
    ...["--dry-run=server", "--kube-version", version, "--api-versions", apiVersions.join()],
    ...values.flatMap((file) => ["--values", file]),
    ...(chart.skipCrds ? ["--skip-crds"] : ["--include-crds"]),
    ...(chart.version ? ["--version", chart.version] : []),
    ...(chart.devel ? ["--devel"] : []),
    ...(chart.repository ? ["--repo", chart.repository] : []),
    ...(chart.dependencyUpdate ? ["--dependency-update"] : []),
    ...(chart.verify ? ["--verify"] : []),
    ...(chart.postRenderer ? ["--post-renderer", chart.postRenderer.command] : []),
    ...(chart.postRenderer?.args ?? []).flatMap((argument) => ["--post-renderer-args", argument]),
  ];
}

function explain({ chart, release }: ChartInputs, error: unknown): unknown {
  if (!(error instanceof Error) || !("stderr" in error)) return error;
  const said = String(error.stderr).trim();
  return new UserError({
    what: "helm could not render the chart",
    where: `${chart}, release ${release}`,
    got: said || error.message,
    fix: "mend the chart or its values; `helm template` with the same values shows the same",
  });
}
