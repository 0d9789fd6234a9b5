import { isDeepStrictEqual } from "node:util";
import { parsePath, valuesAt } from "../../safes/plugin/property-path";
import { propertyOf } from "./cloud-world";
import type { CloudResource, Reference, Refusal, Request, ResourceType, World } from "./resource-type";

/** Refuses a request that names what does not exist. */
export function refuseDangling(
  type: ResourceType,
  request: Request,
  labelOf: (type: string) => string,
): Refusal | undefined {
  for (const reference of type.references ?? []) {
    for (const value of valuesAt(request.inputs, parsePath(reference.property))) {
      if (value === "" || isExternal(reference, value) || targetsOf(request, reference, value).length > 0) continue;
      const message = `The ${labelOf(reference.to[0] ?? "")} '${String(value)}' does not exist`;
      return { code: reference.missing, message, property: reference.property };
    }
  }
  return undefined;
}

/** Refuses to delete what others still refer to, and names them. */
export function refuseDependents(
  types: Iterable<ResourceType>,
  world: World,
  target: CloudResource,
  label: string,
): Refusal | undefined {
  for (const type of types) {
    for (const reference of type.references ?? []) {
      if (reference.blocksDeletion === undefined || !reference.to.includes(target.type)) continue;
      const value = propertyOf(target, reference.by ?? "id");
      const dependents = world
        .all(type.type)
        .filter((resource) => !(resource.type === target.type && resource.id === target.id))
        .filter((resource) => refersTo(resource, reference, value) && isReachable(resource.region, target, value));
      if (dependents.length > 0) {
        const names = dependents.map(({ id, urn }) => `${type.label} ${id} (${urn})`).join(", ");
        const message = `The ${label} '${target.id}' has dependencies and cannot be deleted: ${names}`;
        return { code: reference.blocksDeletion, message };
      }
    }
  }
  return undefined;
}

function targetsOf({ world, region }: Request, { to, by = "id" }: Reference, value: unknown): CloudResource[] {
  return to
    .flatMap((type) => world.all(type))
    .filter((target) => isDeepStrictEqual(propertyOf(target, by), value) && isReachable(region, target, value));
}

function refersTo(resource: CloudResource, reference: Reference, value: unknown): boolean {
  return valuesAt(resource.inputs, parsePath(reference.property)).some((named) => isDeepStrictEqual(named, value));
}

/** Ids hold within a region; an ARN names its own, and what is global has none. */
function isReachable(region: string, target: CloudResource, value: unknown): boolean {
  return (
    region === "" ||
    target.region === "" ||
    target.region === region ||
    (typeof value === "string" && /^arn:/.test(value))
  );
}

function isExternal({ external }: Reference, value: unknown): boolean {
  return external !== undefined && typeof value === "string" && external.test(value);
}
