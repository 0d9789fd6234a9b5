import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../../safes/user-error";
import { ApiError, contentTypes, type KubernetesObject } from "../../cluster/api";
import { settingsOf } from "./annotations";
import type { Connection } from "./connection";
import { pathOf, type Resource } from "./discovery";
import { describeType } from "./object-type";
import { explainRefusal } from "./refusals";

export interface Application {
  readonly fieldManager: string;
  readonly dryRun?: boolean;
  /** Takes over what others manage. Default false. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A name that is a function of the URN, where the real provider draws a random one: what an interrupted run created is
 * recognised by the next one as its own.
 */
export function fieldManagerOf(object: KubernetesObject, urn: string): string {
  const digest = createHash("sha256").update(urn).digest("hex").slice(0, 8);
  return settingsOf(object).fieldManager ?? `pulumi-kubernetes-${digest}`;
}

/** Server-side apply; unknown and repeated fields are refused. Throws {@link ApiError}. */
export async function applyObject(
  { api }: Connection,
  resource: Resource,
  object: KubernetesObject,
  { fieldManager, dryRun = false, force = false, signal }: Application,
): Promise<{ object: KubernetesObject; warnings: readonly string[] }> {
  const { body, warnings } = await api.send<KubernetesObject>(pathOf(resource, object), {
    method: "PATCH",
    contentType: contentTypes.apply,
    query: { fieldManager, force, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
    body: object,
    signal,
  });
  return { object: body, warnings };
}

const retryDelaysMs = [200, 400, 800, 1600, 3200];

/**
 * Applies for real. A namespace or a kind that is being created at the same time is waited for, as the real provider does.
 * @throws UserError when the API server refuses the object.
 */
export async function applyPatiently(connection: Connection, object: KubernetesObject, application: Application) {
  for (const delayMs of [...retryDelaysMs, undefined]) {
    const resource = await connection.discovery.find(object);
    try {
      if (resource) return { resource, ...(await applyObject(connection, resource, object, application)) };
      if (delayMs === undefined) throw missingKind(object);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== 404 || delayMs === undefined) throw explainRefusal(object, error);
    }
    await sleep(delayMs, undefined, { signal: application.signal });
  }
  throw missingKind(object);
}

export function missingKind(object: KubernetesObject): UserError {
  return new UserError({
    what: "the cluster does not have this kind of object",
    where: describeType(object),
    fix: "create its CustomResourceDefinition first, and let the object depend on it",
  });
}

/** Fields that a dry run makes up, and that will be others for real. */
const inventedMetadata = ["uid", "creationTimestamp"];
const allocatedByServices = ["clusterIP", "clusterIPs", "healthCheckNodePort"];

/**
 * The object as it would become, without what nobody can know yet. `mayReplace`: it may take the place of one that is
 * still there and could not be changed into it.
 * @returns `undefined` when the cluster cannot tell, because a kind or a namespace is still to be created.
 * @throws UserError when the API server would refuse it.
 */
export async function previewObject(
  connection: Connection,
  object: KubernetesObject,
  { mayReplace, ...application }: Application & { readonly mayReplace: boolean },
): Promise<{ object: KubernetesObject; warnings: readonly string[] } | undefined> {
  const resource = await connection.discovery.find(object);
  if (!resource) return undefined;
  try {
    const answer = await applyObject(connection, resource, object, { ...application, dryRun: true });
    return { ...answer, object: withoutInventions(answer.object, object) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isMissingNamespace(error)) {
      await checkSchema(connection, resource, object, application);
      return undefined;
    }
    if (mayReplace && isImmutable(error)) {
      await checkSchema(
        connection,
        resource,
        { ...object, metadata: { ...object.metadata, name: "preview" } },
        application,
      );
      return undefined;
    }
    throw explainRefusal(object, error);
  }
}

/** Whether the object would be well formed, asked in a namespace that exists: its own may have other rules. */
async function checkSchema(
  connection: Connection,
  resource: Resource,
  object: KubernetesObject,
  application: Application,
) {
  const elsewhere = { ...object, metadata: { ...object.metadata, namespace: "default" } };
  try {
    await applyObject(connection, resource, elsewhere, { ...application, dryRun: true, force: true });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!isImmutable(error)) throw explainRefusal(object, error);
  }
}

function isMissingNamespace(error: ApiError): boolean {
  return error.code === 404 && /^namespaces ".*" not found$/.test(error.message);
}

function isImmutable(error: ApiError): boolean {
  return (
    error.code === 422 && /field is immutable|may not change once set|updates to .* are forbidden/.test(error.message)
  );
}

function withoutInventions(preview: KubernetesObject, object: KubernetesObject): KubernetesObject {
  const { status, ...rest } = preview;
  const metadata = omit(preview.metadata, preview.metadata.resourceVersion === undefined ? inventedMetadata : []);
  if (object.kind !== "Service" || object.apiVersion !== "v1") return { ...rest, metadata } as KubernetesObject;
  const given = (object.spec ?? {}) as object;
  const spec = omit(
    (preview.spec ?? {}) as object,
    allocatedByServices.filter((field) => !(field in given)),
  );
  return { ...rest, metadata, spec } as KubernetesObject;
}

function omit(object: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}
