import { log, output } from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { type ChartInputs, readChartInputs } from "./chart-inputs";
import { Component, type ComponentContext, type Construction, resolveInputs } from "./component";
import { renderChart } from "./helm";
import { type Manifest, normalizeManifests, parseManifests } from "./manifests";
import { registerManifests } from "./registration";

const hookAnnotation = "helm.sh/hook";

/** Constructs `kubernetes:helm.sh/v4:Chart`: helm renders it for this cluster, and each object becomes a child. */
export async function constructChart(context: ComponentContext, construction: Construction): Promise<ConstructResult> {
  const component = new Component(construction);
  const inputs = await resolveInputs(construction.inputs, component);
  if (!inputs) return { urn: component.urn, state: {} };

  const chart = readChartInputs(construction.name, inputs, context.connection.namespace);
  const { discovery } = context.connection;
  const [version, apiVersions] = await Promise.all([discovery.version(), discovery.apiVersions()]);
  const rendered = await renderChart({ ...context, chart, version, apiVersions });
  const manifests = await normalizeManifests(parseManifests(rendered, chart.chart), chart.namespace, discovery);
  const resources = registerManifests(await withoutHooks(manifests, chart, component), {
    parent: component,
    prefix: chart.resourcePrefix,
    skipAwait: chart.skipAwait,
  });
  return { urn: component.urn, state: { resources: output(resources) } };
}

/** The real provider leaves hooks out, silently; here the operator is told, since what they do is not done. */
async function withoutHooks(manifests: Manifest[], { chart }: ChartInputs, component: Component): Promise<Manifest[]> {
  const isHook = ({ metadata }: Manifest) => metadata.annotations?.[hookAnnotation] !== undefined;
  const hooks = manifests.filter((manifest) => isHook(manifest) && !isTest(manifest));
  if (hooks.length > 0) {
    const names = hooks.map(
      ({ kind, metadata }) => `${kind} ${metadata.name} (${metadata.annotations?.[hookAnnotation]})`,
    );
    await log.warn(`helm.v4.Chart does not run hooks; ${chart} has ${hooks.length}: ${names.join(", ")}`, component);
  }
  return manifests.filter((manifest) => !isHook(manifest));
}

function isTest({ metadata }: Manifest): boolean {
  return metadata.annotations?.[hookAnnotation]?.startsWith("test") ?? false;
}
