import { awsTypes } from "../../../../rehearsal/clouds/aws";
import { stableHex } from "../../../../rehearsal/clouds/cloud-world";
import type {
  CloudResource,
  KubernetesSite,
  NodeShape,
  Refusal,
  Request,
  ResourceType,
  World,
} from "../../../../rehearsal/clouds/resource-type";
import type { Properties } from "../../../../safes/plugin/provider";

export type Event = "create" | "update" | "delete";

export const deployer = "arn:aws:iam::111111111111:role/deployer";

/** An AWS account in memory: it makes resources without asking any rule, and asks the rules on their own. */
export class Account implements World {
  readonly accountId = "111111111111";
  readonly partition = "aws";
  readonly givenPrincipals = [deployer];
  /** Nodes that the cluster has, by owner. */
  readonly nodes = new Map<string, readonly NodeShape[]>();
  readonly kubernetes: KubernetesSite = {
    endpoint: "https://127.0.0.1:6443",
    certificateAuthority: "UEVN",
    tokenFile: "/token",
    reconcileNodes: async (owner, nodes) => void this.nodes.set(owner, nodes),
  };
  private readonly resources: CloudResource[] = [];
  private readonly gone: CloudResource[] = [];

  all(type: string): readonly CloudResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  get(type: string, id: string): CloudResource | undefined {
    return this.all(type).find((resource) => resource.id === id);
  }

  findBy(type: string, property: string, value: unknown): CloudResource | undefined {
    return this.all(type).find(({ outputs, inputs }) => (outputs[property] ?? inputs[property]) === value);
  }

  deleted(type: string): readonly CloudResource[] {
    return this.gone.filter((resource) => resource.type === type);
  }

  add(type: string, inputs: Properties = {}, region = "us-east-1"): CloudResource {
    const declared = typeOf(type);
    const request = this.request(type, inputs, region);
    const { id, outputs } = declared.create(request);
    const resource = {
      type,
      id,
      urn: request.urn,
      region: request.region,
      inputs: request.inputs,
      outputs: { ...request.inputs, ...outputs },
    };
    this.resources.push(resource);
    return resource;
  }

  remove(resource: CloudResource): void {
    this.resources.splice(this.resources.indexOf(resource), 1);
    this.gone.push(resource);
  }

  /** What the rules of the type refuse, by rule; nothing is changed. */
  refusals(type: string, event: Event, inputs: Properties, before?: CloudResource, region = "us-east-1"): Refused[] {
    const request = { ...this.request(type, inputs, before?.region ?? region), ...(before && { before }) };
    return (typeOf(type).rules ?? []).flatMap((rule) => {
      const refusal = rule.on.includes(event) ? rule.refuse(request) : undefined;
      return refusal ? [{ rule: rule.name, ...refusal }] : [];
    });
  }

  /** A request for a new resource, with the defaults and the name that the provider fills in. */
  request(type: string, inputs: Properties, region = "us-east-1"): Request {
    const { defaults, autoName, global } = typeOf(type);
    const count = this.resources.length + this.gone.length;
    const urn = `urn:pulumi:test::jeju::${type}::resource-${count}`;
    const name = `resource-${count}`;
    return {
      world: this,
      region: global ? "" : region,
      name,
      urn,
      inputs: { ...defaults, ...(autoName && { [autoName.property]: name }), ...inputs },
      hex: (length, purpose = "") => stableHex(`${urn}\n${purpose}`, length),
    };
  }
}

export interface Refused extends Refusal {
  readonly rule: string;
}

export function typeOf(token: string): ResourceType {
  const found = awsTypes.find(({ type }) => type === token);
  if (!found) throw new Error(`no stand-in for ${token}`);
  return found;
}
