import type { Alias, ComponentResourceOptions, ProviderResource } from "@pulumi/pulumi";
import { output } from "@pulumi/pulumi/output";
import type { Alias as WireAlias } from "@pulumi/pulumi/proto/alias_pb";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { rootStackResource } from "@pulumi/pulumi/resource";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { runIsolated } from "./isolation";
import type { ProviderSession } from "./provider";
import {
  awaitFeatureSupport,
  DependencyProviderResource,
  DependencyResource,
  deserializeInputs,
  deserializeProperty,
  getLocalStore,
  getResourcePackage,
  hookBindingFromProto,
  parseResourceReference,
  resetOptions,
  serializeResourceProperties,
  setAllConfig,
  waitForRPCs,
  withLocalStorage,
} from "./pulumi-runtime";

/**
 * Runs a component's constructor against the engine that asked for it, in a runtime of its own: several constructs, of
 * several engines, may run at once in this process.
 */
export function construct(
  session: ProviderSession,
  request: ConstructRequest,
  engineAddress: string,
  signal: AbortSignal,
): Promise<ConstructResponse> {
  return withLocalStorage(async () => {
    try {
      return await runIsolated(signal, () => constructInside(session, request, engineAddress));
    } finally {
      const store = getLocalStore();
      store?.callbacks?.shutdown();
      store?.settings.monitor?.close();
      store?.settings.engine?.close();
    }
  });
}

async function constructInside(
  session: ProviderSession,
  request: ConstructRequest,
  engineAddress: string,
): Promise<ConstructResponse> {
  const type = request.getType();
  if (!session.construct) throw new Error(`${type} is a component, and this provider has none`);
  await configureRuntime(request, engineAddress);
  const inputs = await deserializeInputs(request.getInputs() ?? new Struct(), request.getInputdependenciesMap());
  const result = await session.construct(request.getName(), type, inputs, readOptions(request));
  const response = await writeResult(request, result);
  await waitForRPCs();
  return response;
}

async function configureRuntime(request: ConstructRequest, engineAddress: string): Promise<void> {
  resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await awaitFeatureSupport();
  setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
}

function readOptions(request: ConstructRequest): ComponentResourceOptions {
  const deletedWith = request.getDeletedwith();
  const trigger = request.getReplacementTrigger();
  return {
    aliases: request.getAliasesList().map(readAlias),
    dependsOn: request.getDependenciesList().map((urn) => new DependencyResource(urn)),
    protect: request.getProtect(),
    providers: Object.fromEntries(
      request
        .getProvidersMap()
        .toArray()
        .map(([name, reference]) => [name, readProvider(reference)]),
    ),
    ...(request.getParent() ? { parent: new DependencyResource(request.getParent()) } : {}),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ...(request.getCustomtimeouts() ? { customTimeouts: request.getCustomtimeouts()?.toObject() } : {}),
    retainOnDelete: request.getRetainondelete(),
    hooks: hookBindingFromProto(request.getResourceHooks()),
    ...(deletedWith ? { deletedWith: new DependencyResource(deletedWith) } : {}),
    ...(trigger ? { replacementTrigger: deserializeProperty(trigger.toJavaScript(), true) } : {}),
  };
}

function readAlias(alias: WireAlias): string | Alias {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const read: Alias = {};
  if (spec.getName()) read.name = spec.getName();
  if (spec.getType()) read.type = spec.getType();
  if (spec.getProject()) read.project = spec.getProject();
  if (spec.getStack()) read.stack = spec.getStack();
  if (spec.hasParenturn()) read.parent = spec.getParenturn();
  else if (spec.getNoparent()) read.parent = rootStackResource;
  return read;
}

/** A live provider where its SDK is loaded in this process, so that components can look into it. */
function readProvider(reference: string): ProviderResource {
  const [urn] = parseResourceReference(reference);
  const [, , qualifiedType = "", name = ""] = urn.split("::");
  const type = qualifiedType.split("$").at(-1) ?? "";
  const sdk = getResourcePackage(type.split(":")[2] ?? "", "");
  return sdk ? sdk.constructProvider(name, type, urn) : new DependencyProviderResource(reference);
}

async function writeResult(request: ConstructRequest, result: ConstructResult): Promise<ConstructResponse> {
  const response = new ConstructResponse();
  response.setUrn(await output(result.urn).promise());
  const label = `construct(${request.getType()}, ${request.getName()})`;
  const [state, dependencies] = await serializeResourceProperties(label, result.state);
  for (const [property, resources] of dependencies) {
    const urns = await Promise.all(Array.from(resources, (resource) => resource.urn.promise()));
    response.getStatedependenciesMap().set(property, new ConstructResponse.PropertyDependencies().setUrnsList(urns));
  }
  return response.setState(Struct.fromJavaScript(state));
}
