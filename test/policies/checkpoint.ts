import { type Described, propertiesAt, referencesIn, urnOf } from "./engine-stub";

const providerId = "11111111-1111-4111-8111-111111111111";

/** The resources as `pulumi stack export` would write them after an update. */
export function checkpointOf(resources: readonly Described[]): unknown {
  const urns = new Map(resources.map((resource) => [resource.name, urnOf(resource)]));
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
      resources: resources.map((resource) => {
        const isProvider = resource.type.startsWith("pulumi:providers:");
        const { inputs, outputs } = propertiesAt(resource);
        const provider = resource.provider && urns.get(resource.provider.name);
        const propertyDependencies = Object.fromEntries(
          Object.entries(resource.inputs)
            .map(
              ([property, value]) =>
                [property, referencesIn(value).flatMap(({ target }) => urns.get(target) ?? [])] as const,
            )
            .filter(([, targets]) => targets.length > 0),
        );
        return {
          urn: urns.get(resource.name),
          custom: true,
          id: isProvider ? providerId : outputs.id,
          type: resource.type,
          inputs,
          outputs: isProvider ? inputs : outputs,
          protect: resource.protect ?? false,
          dependencies: [...new Set(Object.values(propertyDependencies).flat())],
          propertyDependencies,
          ...(provider && { provider: `${provider}::${providerId}` }),
        };
      }),
    },
  };
}
