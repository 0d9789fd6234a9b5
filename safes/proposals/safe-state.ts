import { ZeroAddress } from "ethers";
import { checksummed } from "./addresses";

/** What the owners of a Safe decide about the Safe itself. */
export interface SafeSettings {
  /** As a wish: a set. As an observation: the order of the Safe's linked list, as `getOwners()` gives it. */
  readonly owners: readonly string[];
  /** Signatures that a transaction needs. */
  readonly threshold: number;
  /** As `owners`; the list's order as `getModulesPaginated` gives it. */
  readonly modules: readonly string[];
  /** The zero address for none. Safes have guards since 1.3.0. */
  readonly guard: string;
  /** The zero address or nothing for none. Safes have module guards since 1.5.0. */
  readonly moduleGuard?: string;
  /** The zero address for none. */
  readonly fallbackHandler: string;
}

/** A Safe as it is on its chain at one block. */
export interface SafeState extends SafeSettings {
  readonly address: string;
  readonly chainId: bigint;
  /** The answer of `VERSION()`. */
  readonly version: string;
  readonly singleton: string;
  /** Nonce of the next transaction. */
  readonly nonce: bigint;
}

/** The settings alone, every address in its EIP-55 spelling. */
export function settingsOf(settings: SafeSettings): Required<SafeSettings> {
  const { owners, threshold, modules, guard, moduleGuard, fallbackHandler } = settings;
  return {
    owners: owners.map((owner, index) => checksummed(owner, `owners[${index}]`)),
    threshold,
    modules: modules.map((module, index) => checksummed(module, `modules[${index}]`)),
    guard: checksummed(guard, "guard"),
    moduleGuard: checksummed(moduleGuard ?? ZeroAddress, "moduleGuard"),
    fallbackHandler: checksummed(fallbackHandler, "fallbackHandler"),
  };
}

/** What of the Safe differs, one line each, in a fixed order; empty when nothing does. Orders of lists do not count. */
export function describeDifferences(before: SafeSettings, after: SafeSettings): readonly string[] {
  const [from, to] = [settingsOf(before), settingsOf(after)];
  return [
    ...missing(from.owners, to.owners).map((owner) => `owner ${owner} is removed`),
    ...missing(to.owners, from.owners).map((owner) => `owner ${owner} is added`),
    ...changed("threshold", describeThreshold(from), describeThreshold(to), from.threshold !== to.threshold),
    ...missing(from.modules, to.modules).map((module) => `module ${module} is disabled`),
    ...missing(to.modules, from.modules).map((module) => `module ${module} is enabled`),
    ...changed("guard", from.guard, to.guard),
    ...changed("module guard", from.moduleGuard, to.moduleGuard),
    ...changed("fallback handler", from.fallbackHandler, to.fallbackHandler),
  ];
}

const missing = (those: readonly string[], others: readonly string[]) =>
  those.filter((address) => !others.includes(address)).sort(byAddress);

function changed(what: string, from: string, to: string, isChanged = from !== to): string[] {
  const spell = (value: string) => (value === ZeroAddress ? "none" : value);
  return isChanged ? [`${what}: ${spell(from)} -> ${spell(to)}`] : [];
}

const describeThreshold = ({ threshold, owners }: SafeSettings) => `${threshold} of ${owners.length}`;

/** Ascending as numbers, the order in which a Safe wants signatures and in which plans name addresses. */
export function byAddress(one: string, other: string): number {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
