import { isDeepStrictEqual } from "node:util";
import { ZeroAddress } from "ethers";
import type { Properties } from "./plugin/provider";
import type { SafeRecord } from "./safe/observation";
import type { TimelockObservation } from "./timelock/observation";
import { ROLES, type Role } from "./timelock/roles";

/** One thing that is not on the chain as the checkpoint has it. */
export interface Drift {
  readonly what: string;
  readonly recorded: string;
  readonly found: string;
}

export function spellDrift({ what, recorded, found }: Drift): string {
  return `${what}: recorded ${recorded}, found ${found}`;
}

/** What differs between the outputs of a resource as they are recorded and as a read finds them. Pure. */
export function findDrift(type: string, recorded: Properties, found: Properties | undefined): readonly Drift[] {
  if (!found) return [{ what: "code", recorded: "a contract", found: "nothing" }];
  if (type === "safes:index:Safe") return describeDrift("Safe", recorded.observed, found.observed);
  if (type === "safes:index:Timelock") return describeDrift("Timelock", recorded.observed, found.observed);
  // How far owners are with a proposal is no drift.
  const isAwaited = recorded.proposal !== undefined;
  const compared = Object.keys(found).filter((what) => !isAwaited || (what !== "proposal" && what !== "status"));
  return compared.flatMap((what) =>
    isDeepStrictEqual(found[what], recorded[what])
      ? []
      : [{ what, recorded: spell(recorded[what]), found: spell(found[what]) }],
  );
}

function spell(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/**
 * What of a Safe or timelock differs between two of its observations, both as the output `observed` has them; empty when
 * nothing does. Pure.
 */
export function describeDrift(kind: "Safe" | "Timelock", recorded: unknown, found: unknown): readonly Drift[] {
  if (recorded === undefined) return [{ what: "observation", recorded: "none", found: "one" }];
  return kind === "Safe"
    ? safeDrift(recorded as SafeRecord, found as SafeRecord)
    : timelockDrift(recorded as TimelockObservation, found as TimelockObservation);
}

function safeDrift(recorded: SafeRecord, found: SafeRecord): Drift[] {
  const threshold = ({ threshold, owners }: SafeRecord) => `${threshold} of ${owners.length}`;
  return [
    ...members("owner", recorded.owners, found.owners),
    ...order("order of the owners", recorded.owners, found.owners),
    ...(recorded.threshold === found.threshold ? [] : field("threshold", threshold(recorded), threshold(found))),
    ...members("module", recorded.modules, found.modules),
    ...order("order of the modules", recorded.modules, found.modules),
    ...field("guard", recorded.guard, found.guard),
    ...field("module guard", recorded.moduleGuard, found.moduleGuard),
    ...field("fallback handler", recorded.fallbackHandler, found.fallbackHandler),
    ...field("singleton", recorded.singleton, found.singleton),
    ...field("version", recorded.version, found.version),
    ...field("nonce", recorded.nonce, found.nonce),
    ...field("code hash", recorded.codeHash, found.codeHash),
  ];
}

function timelockDrift(recorded: TimelockObservation, found: TimelockObservation): Drift[] {
  const roles = Object.keys(ROLES) as Role[];
  return [
    ...field("delay", `${recorded.minDelaySeconds} s`, `${found.minDelaySeconds} s`),
    ...roles.flatMap((role) =>
      members(`role ${role} of`, recorded.roles[role], found.roles[role], { is: "granted", isNot: "not granted" }),
    ),
    ...field("code hash", recorded.codeHash, found.codeHash),
  ];
}

/** One line for each that came or went. */
function members(
  what: string,
  recorded: readonly string[],
  found: readonly string[],
  { is, isNot } = { is: "present", isNot: "absent" },
): Drift[] {
  const without = (these: readonly string[], others: readonly string[]) =>
    these.filter((each) => !others.includes(each)).sort();
  return [
    ...without(recorded, found).map((each) => ({ what: `${what} ${each}`, recorded: is, found: isNot })),
    ...without(found, recorded).map((each) => ({ what: `${what} ${each}`, recorded: isNot, found: is })),
  ];
}

/** A Safe keeps linked lists: where their members are the same, a module or the owners have still rebuilt one. */
function order(what: string, recorded: readonly string[], found: readonly string[]): Drift[] {
  const isSameSet = isDeepStrictEqual([...recorded].sort(), [...found].sort());
  return isSameSet ? field(what, recorded.join(", "), found.join(", ")) : [];
}

function field(what: string, recorded = ZeroAddress, found = ZeroAddress): Drift[] {
  const spell = (value: string) => (value === ZeroAddress ? "none" : value);
  return recorded === found ? [] : [{ what, recorded: spell(recorded), found: spell(found) }];
}
