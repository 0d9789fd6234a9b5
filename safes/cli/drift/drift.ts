import { type Drift, findDrift } from "../../drift";
import type { Properties, ProviderSession, ResourceIdentity } from "../../plugin/provider";
import { safesProvider } from "../../provider";
import { recordedSettings } from "./recorded-settings";
import { type ChainResource, readChainResources, type StateSource } from "./stack-state";

/** A resource that the chain has otherwise than the stack's state. */
export interface DriftedResource {
  readonly name: string;
  readonly urn: string;
  readonly address: string;
  readonly differences: readonly Drift[];
}

export interface DriftReport {
  /** How many were held against the chain. */
  readonly checked: number;
  readonly drifted: readonly DriftedResource[];
}

export interface DriftOptions extends StateSource {
  /** Endpoints to ask instead of the stack's own. */
  readonly rpcUrl?: readonly string[];
}

/** It is of a key, and on no chain. */
const keyLookup = "safes:index:SignerAddress";

/** Holds everything that a stack created on chains against those chains. Nothing is written or sent. */
export async function findStackDrift(options: DriftOptions): Promise<DriftReport> {
  const resources = (await readChainResources(options)).filter(({ resource }) => resource.type !== keyLookup);
  const sessions = new Map<string, Promise<ProviderSession>>();
  const sessionOf = ({ provider }: ChainResource) => {
    const known = sessions.get(provider.urn) ?? openSession(provider.inputs, options.rpcUrl);
    sessions.set(provider.urn, known);
    return known;
  };
  const found = await Promise.all(resources.map(async (each) => compare(await sessionOf(each), each)));
  return { checked: resources.length, drifted: found.filter(({ differences }) => differences.length > 0) };
}

function openSession(inputs: Properties, rpcUrl: readonly string[] | undefined): Promise<ProviderSession> {
  return safesProvider().configure(recordedSettings(inputs, rpcUrl));
}

async function compare(session: ProviderSession, { name, resource }: ChainResource): Promise<DriftedResource> {
  const { urn, type, id, inputs, outputs } = resource;
  const identity: ResourceIdentity = { urn, type, name };
  const read = await session.read(identity, id, { inputs, outputs });
  return { name, urn, address: id, differences: findDrift(type, outputs, read?.outputs) };
}
