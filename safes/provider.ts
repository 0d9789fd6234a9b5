import { blockKind } from "./block";
import { callKind } from "./call";
import { Connection } from "./connection";
import { contractKind } from "./contract";
import { findDrift, spellDrift } from "./drift";
import { ownershipKind } from "./ownership";
import type { CheckOutcome, Diff, Properties, Provider, ProviderSession, ResourceIdentity } from "./plugin/provider";
import { parseProviderConfig } from "./provider-config";
import type { ResourceKind } from "./resource-kind";
import { safeKind } from "./safe";
import { signerAddressKind } from "./signer-address";
import { timelockKind } from "./timelock";
import { verificationKind } from "./verification";

const kinds: readonly ResourceKind[] = [
  safeKind,
  timelockKind,
  contractKind,
  callKind,
  ownershipKind,
  verificationKind,
  blockKind,
  signerAddressKind,
];

/** The provider `safes`: what a program says of Safes, timelocks and contracts, held against a chain. */
export function safesProvider(): Provider {
  return {
    name: "safes",
    version: "0.1.0",
    checkConfig: async (config) => {
      const parsed = parseProviderConfig(config);
      return "failures" in parsed ? parsed.failures : [];
    },
    diffConfig: async (old, news) => (old.chainId === news.chainId ? [] : ["chainId"]),
    configure: async (config) => {
      const parsed = parseProviderConfig(config);
      if ("failures" in parsed) {
        throw new Error(parsed.failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
      }
      return new SafesSession(new Connection(parsed.inputs));
    },
  };
}

/** What was created on a chain stays there: a deletion forgets it and says so in the class's documentation. */
class SafesSession implements ProviderSession {
  constructor(private readonly connection: Connection) {}

  async check(resource: ResourceIdentity, olds: Properties, news: Properties): Promise<CheckOutcome> {
    return kindOf(resource).check(this.connection, olds, news);
  }

  async diff(...[resource, , old, news, ignoreChanges]: Parameters<ProviderSession["diff"]>): Promise<Diff> {
    const { changes, ...diff } = await kindOf(resource).diff(this.connection, old, news, resource);
    const kept = Object.entries(changes).filter(([path]) => !ignoreChanges.includes(path));
    return { ...diff, changes: Object.fromEntries(kept) };
  }

  create(...[resource, inputs, call]: Parameters<ProviderSession["create"]>) {
    return kindOf(resource).create(this.connection, resource, inputs, call);
  }

  /** The engine shows of a refresh what changes inputs; what else is not as it was recorded is named here. */
  async read(...[resource, id, known, call]: Parameters<ProviderSession["read"]>) {
    const found = await kindOf(resource).read(this.connection, resource, id, known);
    const isImport = Object.keys(known.outputs).length === 0;
    for (const drift of isImport ? [] : findDrift(resource.type, known.outputs, found?.outputs)) {
      await call?.warn?.(`${resource.name}: ${spellDrift(drift)}`);
    }
    return found;
  }

  update(...[resource, , old, news, call]: Parameters<ProviderSession["update"]>) {
    return kindOf(resource).update(this.connection, resource, old, news, call);
  }

  async delete(): Promise<void> {}

  async invoke(token: string): Promise<Properties> {
    throw new Error(`the provider safes has no function ${token}`);
  }
}

function kindOf({ type }: ResourceIdentity): ResourceKind {
  const kind = kinds.find((candidate) => candidate.type === type);
  if (!kind) throw new Error(`the provider safes has no resource ${type}; the known ones are in safes/provider.ts`);
  return kind;
}
