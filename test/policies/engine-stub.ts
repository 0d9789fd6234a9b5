import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Policy } from "../../policies/assessment/policy";
import { forSdk } from "../../policies/assessment/runner";
import { deserializeOnce, showStackOnce, watchAnalyses } from "../../policies/assessment/sdk";
import type { WaiverBook } from "../../policies/waivers/book";

// As policies/pack.ts does.
deserializeOnce();
showStackOnce();
watchAnalyses();

/** A value that only the real update will know. */
export const unknown = Symbol("unknown");

/** The engine's sentinel for an unknown string, `plugin/rpc.go`. */
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A property of another resource: unknown at preview but for the dependency, known after the update. */
export class Reference {
  constructor(
    readonly target: string,
    readonly property: string,
  ) {}
}

export function ref(target: string, property = "id"): Reference {
  return new Reference(target, property);
}

/** What a program or a component computes from other resources: at preview not even its shape is known. */
export class Later {
  constructor(readonly value: unknown) {}
}

export function later(value: unknown): Later {
  return new Later(value);
}

export interface Described {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the provider adds to the inputs, besides the id. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  /** Default: an explicit provider of ours for whatever is no component. */
  readonly provider?: { readonly name: string; readonly inputs?: Readonly<Record<string, unknown>> };
}

export interface Finding {
  readonly policy: string;
  readonly resource: string;
  readonly level: "advisory" | "mandatory" | "other";
  readonly message: string;
}

/**
 * When the engine asks: before the update, with unknowns; on what is there after it; or on what is there from a provider
 * that does not repeat the id among its outputs.
 */
export type Moment = "preview" | "after" | "without-ids";

type Handler<Request> = (
  call: { readonly request: Request },
  callback: (error: Error | null, response?: AnalyzeResponse) => void,
) => void;

// Internal to the SDK and so left out of its type declarations; sdk.test.ts pins the version they were read from.
const server: {
  readonly makeAnalyzeRpcFun: (...pack: readonly unknown[]) => Handler<AnalyzeRequest>;
  readonly makeAnalyzeStackRpcFun: (...pack: readonly unknown[]) => Handler<AnalyzeStackRequest>;
} = require("@pulumi/policy/server");

export interface Circumstances {
  readonly moment?: Moment;
  readonly stack?: string;
  readonly waivers?: WaiverBook;
}

/** Shows the resources to policies as the engine does, through the SDK's own server and its protocol's messages. */
export async function judge(
  policies: readonly Policy[],
  resources: readonly Described[],
  { moment = "preview", stack = "mainnet", waivers }: Circumstances = {},
): Promise<readonly Finding[]> {
  const pack = ["test", "1.0.0", "mandatory", forSdk(policies, waivers)];
  const urns = new Map(resources.map((resource) => [resource.name, urnOf(resource, stack)]));
  const findings: Finding[] = [];
  for (const resource of resources) {
    const request = fill(new AnalyzeRequest(), resource, inputsOf(resource, moment), urns);
    findings.push(...(await call(server.makeAnalyzeRpcFun(...pack), request)));
  }
  const stackRequest = new AnalyzeStackRequest();
  for (const resource of resources) {
    const described = fill(new AnalyzerResource(), resource, outputsOf(resource, moment), urns);
    for (const [property, value] of Object.entries(resource.inputs)) {
      const targets = referencesIn(value).flatMap(({ target }) => urns.get(target) ?? []);
      const dependencies = new AnalyzerPropertyDependencies();
      dependencies.setUrnsList([...new Set(targets)]);
      if (targets.length > 0) described.getPropertydependenciesMap().set(property, dependencies);
    }
    stackRequest.addResources(described);
  }
  findings.push(...(await call(server.makeAnalyzeStackRpcFun(...pack), stackRequest)));
  return findings;
}

export function urnOf({ type, name }: Pick<Described, "type" | "name">, stack = "mainnet"): string {
  return `urn:pulumi:${stack}::jeju::${type}::${name}`;
}

function call<Request>(handler: Handler<Request>, request: Request): Promise<readonly Finding[]> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (error || !response) reject(error ?? new Error("no response"));
      else resolve(response.getDiagnosticsList().map(asFinding));
    });
  });
}

function asFinding(diagnostic: AnalyzeDiagnostic): Finding {
  const level = diagnostic.getEnforcementlevel();
  return {
    policy: diagnostic.getPolicyname(),
    resource: diagnostic.getUrn(),
    level:
      level === EnforcementLevel.MANDATORY ? "mandatory" : level === EnforcementLevel.ADVISORY ? "advisory" : "other",
    message: diagnostic.getMessage(),
  };
}

function fill<Message extends AnalyzeRequest | AnalyzerResource>(
  message: Message,
  resource: Described,
  properties: Record<string, JavaScriptValue>,
  urns: ReadonlyMap<string, string>,
): Message {
  const options = new AnalyzerResourceOptions();
  options.setProtect(resource.protect ?? false);
  options.setIgnorechangesList([...(resource.ignoreChanges ?? [])]);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(urns.get(resource.name) ?? "");
  message.setOptions(options);
  message.setProperties(Struct.fromJavaScript(properties));
  const [packageName = ""] = resource.type.split(":");
  if (!["pulumi", "jeju"].includes(packageName)) {
    const { name, inputs = {} } = resource.provider ?? { name: `ours-${packageName}` };
    const provider = new AnalyzerProviderResource();
    provider.setType(`pulumi:providers:${packageName}`);
    provider.setName(name);
    provider.setUrn(`urn:pulumi:mainnet::jeju::pulumi:providers:${packageName}::${name}`);
    provider.setProperties(Struct.fromJavaScript(inputs as Record<string, JavaScriptValue>));
    message.setProvider(provider);
  }
  return message;
}

function inputsOf({ inputs }: Described, moment: Moment): Record<string, JavaScriptValue> {
  return resolved(inputs, moment) as Record<string, JavaScriptValue>;
}

function outputsOf(resource: Described, moment: Moment): Record<string, JavaScriptValue> {
  const id = moment === "preview" ? sentinel : knownAs(ref(resource.name));
  const identity: Record<string, JavaScriptValue> = moment === "without-ids" ? {} : { id };
  const arn = moment === "preview" ? sentinel : knownAs(ref(resource.name, "arn"));
  const added = resolved(resource.outputs ?? {}, moment) as Record<string, JavaScriptValue>;
  return { ...identity, arn, ...inputsOf(resource, moment), ...added };
}

/** What the engine shows, or what stands in the checkpoint after the update. */
export function propertiesAt(
  resource: Described,
  moment: Moment = "after",
): Record<"inputs" | "outputs", Record<string, JavaScriptValue>> {
  return { inputs: inputsOf(resource, moment), outputs: outputsOf(resource, moment) };
}

function knownAs({ target, property }: Reference): string {
  return `${property}-of-${target}`;
}

function resolved(value: unknown, moment: Moment): unknown {
  if (value === unknown) return sentinel;
  if (value instanceof Reference) return moment === "preview" ? sentinel : knownAs(value);
  if (value instanceof Later) return moment === "preview" ? sentinel : resolved(value.value, moment);
  if (Array.isArray(value)) return value.map((element) => resolved(element, moment));
  if (!(value instanceof Object)) return value;
  const set = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(set.map(([key, inner]) => [key, resolved(inner, moment)]));
}

export function referencesIn(value: unknown): readonly Reference[] {
  if (value instanceof Reference) return [value];
  return value instanceof Object ? Object.values(value).flatMap(referencesIn) : [];
}
