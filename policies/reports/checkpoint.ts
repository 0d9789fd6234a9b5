import { z } from "zod";
import { UserError } from "../../safes/user-error";
import type { ResourceDescription } from "../assessment/resource";
import { exposuresIn } from "../secrets/secret-scan";
import { isSecret } from "../secrets/secret-value";
import type { Judged } from "./judge";
import { secretsIn } from "./secrets-in-state";

/** How the engine writes a value that it does not know; a secret that is not decrypted is as unknown to us. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const properties = z.record(z.string(), z.unknown());
const position = z.object({ sourcePosition: z.string().optional() });

const checkpointResource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: properties.optional(),
  outputs: properties.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  protect: z.boolean().optional(),
  ignoreChanges: z.array(z.string()).optional(),
  delete: z.boolean().optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  sourcePosition: z.string().optional(),
  stackTrace: z.array(position).optional(),
});
export type CheckpointResource = z.infer<typeof checkpointResource>;

const checkpoint = z.object({ deployment: z.object({ resources: z.array(checkpointResource).optional() }) });

/** The resources of what `pulumi stack export` prints. */
export function readCheckpoint(text: string, where: string): readonly CheckpointResource[] {
  try {
    return checkpoint.parse(JSON.parse(text)).deployment.resources ?? [];
  } catch {
    throw new UserError({
      what: "the state cannot be read",
      where,
      expected: "what `pulumi stack export` prints",
      fix: "export the stack again with `pulumi stack export --file <file>`",
    });
  }
}

/** As policies see them: without what waits to be deleted, secrets unknown. */
export function fromCheckpoint(resources: readonly CheckpointResource[]): readonly Judged[] {
  const kept = resources.filter((resource) => !resource.delete);
  const providers = new Map(kept.filter(({ type }) => type.startsWith("pulumi:providers:")).map((p) => [p.urn, p]));
  const exposures = exposuresIn(kept);
  return kept.map((resource, index) => {
    const source = sourceOf(resource);
    const description = describe(resource, providers);
    const hasSecrets = [resource.inputs, resource.outputs].some(holdsEncrypted);
    const secrets = secretsIn({ inputs: resource.inputs, outputs: resource.outputs });
    return { description, exposures: exposures[index] ?? [], hasSecrets, secrets, ...(source && { source }) };
  });
}

function describe(resource: CheckpointResource, providers: ReadonlyMap<string, CheckpointResource>) {
  const { urn, type, id, propertyDependencies, parent, protect, ignoreChanges } = resource;
  const inputs = plain(resource.inputs);
  const outputs = resource.outputs && { ...plain(resource.outputs), ...(id && { id }) };
  // A reference to a provider is its URN, `::`, and its id.
  const provider = providers.get(resource.provider?.split("::").slice(0, 4).join("::") ?? "");
  const dependencies = Object.entries(propertyDependencies ?? {}).map(([name, urns]) => [name, urns ?? []] as const);
  return {
    ...{ urn, type, name: nameOf(urn), protect: protect ?? false },
    ...(inputs && { inputs }),
    ...(outputs && { outputs }),
    ...(parent && { parentUrn: parent }),
    ...(ignoreChanges && { ignoreChanges }),
    ...(propertyDependencies && { dependencies: new Map(dependencies) }),
    ...(provider && {
      provider: {
        ...{ urn: provider.urn, type: provider.type, name: nameOf(provider.urn) },
        properties: plain(provider.inputs) ?? {},
      },
    }),
  } satisfies ResourceDescription;
}

function plain(properties: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> | undefined {
  return properties && Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, revealed(value)]));
}

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!(value instanceof Object)) return value;
  const fields = value as Record<string, unknown>;
  if (!isSecret(fields)) return plain(fields);
  return typeof fields.plaintext === "string" ? revealed(JSON.parse(fields.plaintext)) : unknownText;
}

function holdsEncrypted(value: unknown): boolean {
  if (!(value instanceof Object)) return false;
  const fields = value as Record<string, unknown>;
  return isSecret(fields) ? typeof fields.plaintext !== "string" : Object.values(fields).some(holdsEncrypted);
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The innermost place in the project's own source; the rehearsal wraps constructors, and its frame is not the place. */
function sourceOf({ sourcePosition, stackTrace = [] }: CheckpointResource): Judged["source"] {
  for (const text of [sourcePosition, ...stackTrace.map((frame) => frame.sourcePosition)]) {
    const match = /^project:\/\/\/(?!node_modules\/|rehearsal\/)([^#]+)#(\d+),(\d+)$/.exec(text ?? "");
    if (match) return { file: match[1] ?? "", line: Number(match[2]), column: Number(match[3]) };
  }
  return undefined;
}
