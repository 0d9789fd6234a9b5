import { type Drift, findDrift } from "../../drift";
import type { Properties, ProviderSession, ResourceIdentity } from "../../plugin/provider";
import { safesProvider } from "../../provider";
import { UserError } from "../../user-error";
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

/** Holds everything that a stack created on chains against those chains. Nothing is written or sent. */
export async function findStackDrift(options: DriftOptions): Promise<DriftReport> {
  const resources = await readChainResources(options);
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
  const urls = rpcUrl ? JSON.stringify(rpcUrl) : uncovered(inputs.rpcUrls);
  if (typeof urls !== "string") {
    throw new UserError({
      what: "the endpoints are secrets of an exported state",
      fix: "name them by --rpc-url, or let this command export the stack itself",
    });
  }
  // Who signs does not matter to what is read.
  const { signer: _, ...settings } = inputs;
  return safesProvider().configure({ ...settings, rpcUrls: urls });
}

/** A secret as `pulumi stack export --show-secrets` writes it: JSON inside an object. */
function uncovered(value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: unknown };
  return typeof plaintext === "string" ? JSON.parse(plaintext) : value;
}

async function compare(session: ProviderSession, { name, resource }: ChainResource): Promise<DriftedResource> {
  const { urn, type, id, inputs, outputs } = resource;
  const identity: ResourceIdentity = { urn, type, name };
  const read = await session.read(identity, id, { inputs, outputs });
  return { name, urn, address: id, differences: findDrift(type, outputs, read?.outputs) };
}
