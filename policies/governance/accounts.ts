import type { Resource, Surroundings } from "../assessment/resource";
import type { Located } from "../assessment/value";
import { contractTypes, signerAddressType } from "./types";

const accountTypes = [...contractTypes, signerAddressType] as const;

/** For an executor of a timelock it means anyone; an owner at it is nobody. */
export const zeroAddress = "0x0000000000000000000000000000000000000000";

/** Nobody has the key of these: the contracts of the rollup write them where an implementation is to have no owner. */
export const nobody: readonly string[] = [zeroAddress, "0x000000000000000000000000000000000000dead"];

/** Whose account an address is, as far as that can be told. */
export type Account =
  /** One of these: more than one only while the address itself is unknown. */
  | { readonly kind: "of-stack"; readonly resources: readonly Resource[] }
  | { readonly kind: "stranger"; readonly address: string }
  | { readonly kind: "open" };

const indexes = new WeakMap<Surroundings, ReadonlyMap<string, Resource>>();

/** The account at an address that a property holds; while it is unknown, what the property depends on settles it. */
export function accountAt(stack: Surroundings, holder: Resource, { path, value }: Located): Account {
  if (value.kind === "absent") return { kind: "stranger", address: zeroAddress };
  if (value.kind === "known") {
    const address = String(value.value);
    const resource = accountsOf(stack).get(address.toLowerCase());
    return resource ? { kind: "of-stack", resources: [resource] } : { kind: "stranger", address };
  }
  const sources = holder.dependenciesOf(path) ?? [];
  const areAccounts = sources.length > 0 && sources.every((source) => source.is(...accountTypes));
  return areAccounts ? { kind: "of-stack", resources: sources } : { kind: "open" };
}

function accountsOf(stack: Surroundings): ReadonlyMap<string, Resource> {
  const known = indexes.get(stack);
  if (known) return known;
  const accounts = new Map<string, Resource>();
  for (const resource of stack.all(...accountTypes)) {
    const address = resource.text("address");
    if (address.kind === "known") accounts.set(address.value.toLowerCase(), resource);
  }
  indexes.set(stack, accounts);
  return accounts;
}

/** Whether an allow-list names the address; letters of checksums do not count. */
export function isListed(list: readonly string[], address: string): boolean {
  return list.some((item) => item.toLowerCase() === address.toLowerCase());
}
