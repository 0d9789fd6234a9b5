import { createHash } from "node:crypto";
import { cloudflareTypes } from "../../../../rehearsal/clouds/cloudflare";
import type {
  CloudResource,
  Refusal,
  Request,
  ResourceType,
  Rule,
  World,
} from "../../../../rehearsal/clouds/resource-type";
import type { Properties } from "../../../../safes/plugin/provider";

export const accountId = "0123456789abcdef0123456789abcdef";

export function typeNamed(name: string): ResourceType {
  const type = cloudflareTypes.find(({ type }) => type.endsWith(`:${name}`));
  if (!type) throw new Error(`no type ${name}`);
  return type;
}

export interface Refused extends Refusal {
  readonly rule: string;
}

/** A Cloudflare account with what tests create in it; types and rules are the stand-in's own. */
export class Account {
  private readonly resources: CloudResource[] = [];

  /** @param plan Of the zone `example.com`, which is always there. */
  constructor(plan?: string) {
    this.create("Zone", { account: { id: accountId }, name: "example.com" }, "zone");
    if (plan) this.create("ZoneSubscription", { zoneId: this.zoneId, ratePlan: { id: plan } }, "plan");
  }

  get zoneId(): string {
    return this.resources[0]?.id ?? "";
  }

  create(name: string, inputs: Properties, urn = `${name}-${this.resources.length}`): CloudResource {
    const type = typeNamed(name);
    const all = { ...type.defaults, ...inputs };
    const { id, outputs } = type.create(this.request(urn, all));
    const created = { type: type.type, id, urn, region: "", inputs: all, outputs: { ...all, ...outputs } };
    this.resources.push(created);
    return created;
  }

  update(before: CloudResource, inputs: Properties): Properties {
    const type = cloudflareTypes.find(({ type }) => type === before.type);
    return { ...before.outputs, ...type?.update?.({ ...this.request(before.urn, inputs), before }) };
  }

  /** What the account refuses, by rule. */
  refusals(name: string, inputs: Properties, before?: CloudResource): Refused[] {
    const type = typeNamed(name);
    const request = this.request("new", { ...type.defaults, ...inputs });
    return this.refusalsBy(type.rules ?? [], before ? { ...request, before } : request);
  }

  /** What the provider refuses while it plans, when some values may not be known. */
  planRefusals(name: string, inputs: Properties): Refused[] {
    const type = typeNamed(name);
    const rules = (type.rules ?? []).filter(({ atPreview }) => atPreview);
    return this.refusalsBy(rules, this.request("new", { ...type.defaults, ...inputs }));
  }

  private refusalsBy(rules: readonly Rule[], request: Request): Refused[] {
    const event = request.before ? "update" : "create";
    return rules
      .filter(({ on }) => on.includes(event))
      .flatMap((rule) => {
        const refusal = rule.refuse(request);
        return refusal ? [{ rule: rule.name, ...refusal }] : [];
      });
  }

  private request(urn: string, inputs: Properties): Request {
    return {
      world: this.world(),
      region: "",
      name: urn,
      urn,
      inputs,
      hex: (length, purpose = "") => createHash("sha512").update(`${urn}/${purpose}`).digest("hex").slice(0, length),
    };
  }

  world(): World {
    const all = (type: string) => this.resources.filter((resource) => resource.type === type);
    return {
      accountId: "111111111111",
      partition: "aws",
      kubernetes: { endpoint: "", certificateAuthority: "", tokenFile: "", reconcileNodes: async () => {} },
      all,
      deleted: () => [],
      get: (type, id) => all(type).find((resource) => resource.id === id),
      findBy: (type, property, value) =>
        all(type).find(({ inputs, outputs }) => (outputs[property] ?? inputs[property]) === value),
    };
  }
}
