import type { CheckFailure, Properties, ResourceIdentity } from "../../safes/plugin/provider";
import type { CloudSession } from "./cloud";
import { stableHex } from "./cloud-world";
import { visible } from "./diff";
import { refuseDangling, refuseDependents } from "./references";
import type { CloudResource, Refusal, Request, ResourceType } from "./resource-type";
import type { StandIn } from "./stand-in";

type Event = "create" | "update" | "delete";

/** Forms requests to the stand-in cloud and refuses those that the real one would refuse. */
export class Requests {
  constructor(
    private readonly standIn: StandIn,
    private readonly cloud: CloudSession,
  ) {}

  create(type: ResourceType, resource: ResourceIdentity, inputs: Properties, creation: number): Request {
    return {
      world: this.standIn.context.world,
      region: type.global ? "" : this.cloud.regionOf(inputs),
      name: resource.name,
      urn: resource.urn,
      inputs: visible(inputs),
      hex: (length, purpose = "") => stableHex(`${resource.urn}\n${creation}\n${purpose}`, length),
    };
  }

  update(
    type: ResourceType,
    resource: ResourceIdentity,
    inputs: Properties,
    before: CloudResource,
    creation: number,
  ): Request {
    return { ...this.create(type, resource, inputs, creation), region: before.region, before };
  }

  /** What the real provider already refuses while planning. */
  planFailures(
    type: ResourceType,
    resource: ResourceIdentity,
    olds: Properties,
    inputs: Properties,
  ): readonly CheckFailure[] {
    const event = Object.keys(olds).length > 0 ? "update" : "create";
    const rules = (type.rules ?? []).filter(({ atPreview, on }) => atPreview && on.includes(event));
    if (rules.length === 0) return [];
    const { journal } = this.standIn.context;
    const before = event === "update" ? latest(journal.state.all(type.type), resource.urn) : undefined;
    const creation = journal.state.creationsOf(resource.urn) + (event === "create" ? 1 : 0);
    const request = this.create(type, resource, inputs, creation);
    return rules.flatMap((rule) => {
      const refusal = rule.refuse(before ? { ...request, before } : request);
      return refusal ? [{ property: refusal.property ?? "", reason: `${refusal.code}: ${refusal.message}` }] : [];
    });
  }

  /** @throws the cloud's refusal. */
  admit(type: ResourceType, event: "create" | "update", request: Request): void {
    const dangling = refuseDangling(type, request, (target) => this.standIn.labelOf(target));
    if (dangling) throw this.failure(type, event, request, operationOf(type, event), dangling);
    this.applyRules(type, event, request);
  }

  /** @throws the cloud's refusal. */
  admitDeletion(type: ResourceType, request: Request, target: CloudResource): void {
    this.applyRules(type, "delete", request);
    const blocked = refuseDependents(this.standIn.allTypes(), request.world, target, type.label);
    if (blocked) throw this.failure(type, "delete", request, operationOf(type, "delete"), blocked);
  }

  /** @throws when the id is taken: two programs, or an answer that was lost. */
  refuseTaken(type: ResourceType, request: Request, id: string): void {
    const taken = request.world.get(type.type, id);
    if (!taken) return;
    const refusal = {
      code: "AlreadyExists",
      status: 409,
      message: `${type.label} '${id}' already exists (${taken.urn})`,
    };
    throw this.failure(type, "create", request, operationOf(type, "create"), refusal);
  }

  notFound(type: ResourceType, id: string): Error {
    return new Error(
      `${type.label} (${id}): couldn't find resource; it was deleted outside of Pulumi: run \`pulumi refresh\``,
    );
  }

  private applyRules(type: ResourceType, event: Event, request: Request): void {
    for (const rule of type.rules ?? []) {
      const refusal = rule.on.includes(event) ? rule.refuse(request) : undefined;
      if (refusal) throw this.failure(type, event, request, rule.operation, refusal);
    }
  }

  private failure(type: ResourceType, event: Event, request: Request, operation: string, refusal: Refusal): Error {
    const id = request.before?.id;
    const requestId = asUuid(request.hex(32, `${operation} ${refusal.code}`));
    const message = this.cloud.describe({
      type,
      event,
      ...(id === undefined ? {} : { id }),
      inputs: request.inputs,
      operation,
      refusal,
      requestId,
    });
    return new Error(message);
  }
}

/** Of a replacement both have the same URN; the newer one is meant. */
function latest(resources: readonly CloudResource[], urn: string): CloudResource | undefined {
  return resources.filter((resource) => resource.urn === urn).at(-1);
}

function operationOf(type: ResourceType, event: Event): string {
  const verb = { create: "Create", update: "Update", delete: "Delete" }[event];
  return type.operations?.[event] ?? `${verb}${type.type.split(":")[2] ?? ""}`;
}

export function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
