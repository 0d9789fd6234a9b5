import { id } from "ethers";
import { canonicalJson } from "../../safes/proposals/canonical-json";
import { type Plan, type RoleName, roleNames, safeNames } from "../plan/schema";
import { beginning } from "../transcript/statement";

/** How far a ceremony is: what the entries so far say, judged and added up. */
export interface CeremonyState {
  readonly plan: Plan;
  /** 32 bytes: the digest of the plan. */
  readonly ceremonyId: string;
  /** Hash of the last entry. */
  readonly head: string;
  /** Entries so far. */
  readonly entries: number;
  /** Time of the last entry. */
  readonly at: string;
  readonly done: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
  /** Accounts of roles and seats as far as they are known: by derivation, from KMS, or from a wallet. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Roles and seats whose key has signed for this ceremony. */
  readonly proven: ReadonlySet<string>;
  /** Shares that nobody has any more, as `servers/holder-01`. */
  readonly lostShares: ReadonlySet<string>;
  /** Keys that must not be used any more. */
  readonly revoked: ReadonlySet<string>;
}

export function ceremonyIdOf(plan: Plan): string {
  return id(canonicalJson(plan));
}

export function initialState(plan: Plan): CeremonyState {
  return {
    plan,
    ceremonyId: ceremonyIdOf(plan),
    head: beginning,
    entries: 0,
    at: "",
    done: new Set(),
    present: new Set(),
    accounts: new Map(),
    proven: new Set(),
    lostShares: new Set(),
    revoked: new Set(),
  };
}

/** What a proof of possession is for: a role, or a seat in a Safe as `upgrades/3`, counted from 1. */
export interface Holding {
  readonly name: string;
  readonly custody: Plan["roles"][RoleName]["custody"];
  /** Whose hardware wallet. */
  readonly holder?: string;
  /** A key that replaces another: the entry that does it. */
  readonly rotated?: number;
}

export function rolesOf({ roles }: Plan): (Holding & { readonly name: RoleName })[] {
  return roleNames.map((name) => {
    const { custody, holder } = roles[name];
    return { name, custody, ...(holder !== undefined && { holder }) };
  });
}

export function seatsOf({ safes }: Plan): Holding[] {
  return safeNames.flatMap((safe) =>
    safes[safe].owners.map(({ holder, custody }, index) => ({ name: `${safe}/${index + 1}`, custody, holder })),
  );
}

export function notAfterOf({ dates }: Plan): number {
  return Date.parse(`${dates.notAfter}T00:00:00Z`) / 1000;
}
