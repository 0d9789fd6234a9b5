import { getAddress } from "ethers/address";
import { isAtLeast, isOneOf, notKnownYet } from "../assessment/expectations";
import { resourcePolicy } from "../assessment/policy";
import { matches } from "../assessment/policy-document";
import type { Resource } from "../assessment/resource";
import { knownText, type Value } from "../assessment/value";
import { pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { isListed, zeroAddress } from "./accounts";
import { safeType } from "./types";

/** Names of Safes that are said to be councils: in the end they alone can stop or undo what the others do. */
const councils: readonly string[] = ["*council*"];

/** How many owners a Safe has; undefined while that is not known. */
function ownerCount(safe: Resource): number | undefined {
  const owners = safe.value("owners");
  if (owners.kind === "unknown") return undefined;
  return owners.kind === "known" ? [owners.value].flat().length : 0;
}

function isCouncil(safe: Resource, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(pattern, safe.name));
}

const threshold = resourcePolicy({
  id: "chain-safe-threshold",
  title: "A Safe needs a majority of its owners, and does without any single one",
  severity: "critical",
  rationale:
    "below a majority two groups can decide against each other; with all, one lost key locks the Safe for ever",
  remedy: "set threshold above half of the owners and below their number",
  types: [safeType],
  settings: { minimum: 3 },
  check: (safe, { minimum }) => {
    const set = safe.at("threshold");
    const atLeast = isAtLeast(set, minimum);
    const count = ownerCount(safe);
    if (count === undefined || set.value.kind === "unknown") return [atLeast, notKnownYet("owners or threshold")];
    const needed = Number(knownText(set.value) ?? 0);
    if (needed * 2 > count && needed < count) return atLeast;
    const majority = Math.floor(count / 2) + 1;
    return [atLeast, violation(`threshold is ${needed} of ${count} owners`, `threshold: ${majority} to ${count - 1}`)];
  },
});

const owners = resourcePolicy({
  id: "chain-safe-owner-count",
  title: "A Safe has so many owners that some can be lost, a council eight and three quarters of them to decide",
  severity: "high",
  rationale: "with few owners a holiday and a lost key are enough to stop every decision, or to make one",
  remedy: "name more owners, each of them a person or a device of its own; let a council need 6 of 8 or more",
  types: [safeType],
  // L2BEAT's bar for the security council of a stage 1 rollup: 8 members, 75 %.
  settings: { minimum: 5, councils, councilMinimum: 8, councilPercent: 75 },
  check: (safe, { minimum, councils, councilMinimum, councilPercent }) => {
    const count = ownerCount(safe);
    if (count === undefined) return notKnownYet("owners");
    const least = isCouncil(safe, councils) ? councilMinimum : minimum;
    const enough = count >= least ? pass : violation(`owners has ${count} addresses`, `owners: at least ${least}`);
    if (!isCouncil(safe, councils)) return enough;
    return [enough, isAtLeast(safe.at("threshold"), Math.ceil((count * councilPercent) / 100))];
  },
});

/** Where a Safe's list of owners starts and ends (OwnerManager.sol). */
const sentinel = "0x0000000000000000000000000000000000000001";

const ownersValid = resourcePolicy({
  id: "chain-safe-owners-valid",
  title: "Every owner of a Safe is an address of its own that somebody can sign for",
  severity: "critical",
  rationale:
    "an owner that is nobody, is named twice or owns another Safe too leaves fewer people than a threshold says",
  remedy: "name each owner once, by its address with the checksum of EIP-55; give every Safe owners of its own",
  types: [safeType],
  settings: { sharedOwners: 0 },
  check: (safe, { sharedOwners }): readonly Verdict[] => {
    const seen = new Set<string>();
    const own = safe.text("address");
    const each = safe.elements("owners[]").flatMap(({ path, value }): Verdict[] => {
      if (value.kind === "unknown") return [notKnownYet(path)];
      const owner = knownText(value) ?? "";
      if (!/^0x[0-9a-fA-F]{40}$/.test(owner) || isListed([zeroAddress, sentinel], owner)) {
        return [violation(`${path} is no address that can sign`, "an address of 20 bytes")];
      }
      const lowerCase = owner.toLowerCase();
      const checksummed = getAddress(lowerCase);
      const isFirst = !seen.has(lowerCase);
      seen.add(lowerCase);
      return [
        owner === checksummed ? pass : violation(`${path} has not the checksum of EIP-55`, checksummed),
        isFirst ? pass : violation(`${path} is named before already`, "each owner once"),
        knownText(own)?.toLowerCase() === lowerCase
          ? violation(`${path} is the Safe itself`, "somebody who can sign")
          : pass,
      ];
    });
    return [...each, ...sharedWithOthers(safe, seen, sharedOwners)];
  },
});

function sharedWithOthers(safe: Resource, owners: ReadonlySet<string>, allowed: number): readonly Verdict[] {
  const stack = safe.surroundings;
  // The Safe's own address and the other Safes come with the whole stack.
  if (!stack) return [undecided("whether its owners own other Safes is judged once the whole stack is known")];
  return stack
    .all(safeType)
    .filter((other) => other !== safe)
    .map((other) => {
      const theirs = other.elements("owners[]");
      const shared = theirs.filter(({ value }) => isListed([...owners], knownText(value) ?? ""));
      if (shared.length > allowed) {
        return violation(`${shared.length} of its owners own ${other.name} too`, `at most ${allowed} in common`);
      }
      return theirs.some(({ value }) => value.kind === "unknown")
        ? undecided(`owners of ${other.name} are not known`)
        : pass;
    });
}

/** Versions of Safe's contracts as Safe deployed them; test/policies/governance compares them with its own packages. */
export const safeContracts = {
  versions: ["1.4.1", "1.5.0"],
  singletons: [
    "0x29fcB43b46531BcA003ddC8FCB67FFE91900C762",
    "0x41675C099F32341bf84BFc5382aF534df5C7461a",
    "0xEdd160fEBBD92E350D4D398fb636302fccd67C7e",
    "0xFf51A5898e281Db6DfC7855790607438dF2ca44b",
  ],
  fallbackHandlers: ["0xfd0732Dc9E303f09fCEf3a7388Ad10A83459Ec99", "0x3EfCBb83A4A7AfcB4F68D501E2c2203a38be77f4"],
  /** Keccak-256 of the run-time code of SafeProxy. */
  proxyCodeHashes: [
    "0xd7d408ebcd99b2b70be43e20253d6d92a8ea8fab29bd3be7f55b10032331fb4c",
    "0x4e381985ca68b3e5d27b4425fa581c19cf33146d3f887a3cfca96f55528ea46f",
  ],
} as const satisfies Record<string, readonly string[]>;

const pinned = resourcePolicy({
  id: "chain-safe-pinned",
  title: "A Safe runs Safe's own code, without a module, a guard or a handler that nobody has examined",
  severity: "critical",
  rationale: "a module moves funds without any owner's signature, and a guard or another singleton can lock the Safe",
  remedy: "leave out modules, guard, moduleGuard and fallbackHandler, or add what was audited to the policy's settings",
  types: [safeType],
  settings: {
    versions: safeContracts.versions as readonly string[],
    singletons: safeContracts.singletons as readonly string[],
    proxyCodeHashes: safeContracts.proxyCodeHashes as readonly string[],
    fallbackHandlers: safeContracts.fallbackHandlers as readonly string[],
    modules: [] as readonly string[],
    guards: [] as readonly string[],
  },
  check: (safe, { versions, singletons, proxyCodeHashes, fallbackHandlers, modules, guards }): readonly Verdict[] => {
    const guardsOrNone = [zeroAddress, ...guards];
    const asSetOrFound = (prefix: string) => [
      onList(safe, `${prefix}fallbackHandler`, fallbackHandlers),
      onList(safe, `${prefix}guard`, guardsOrNone),
      onList(safe, `${prefix}moduleGuard`, guardsOrNone),
      ...safe.elements(`${prefix}modules[]`).map(({ path, value }) => listed(path, value, modules)),
    ];
    const version = safe.at("version");
    const verdicts = [version.value.kind === "absent" ? pass : isOneOf(version, versions), ...asSetOrFound("")];
    if (!safe.surroundings)
      return [...verdicts, undecided("what the chain says is judged once the whole stack is known")];
    return [
      ...verdicts,
      ...asSetOrFound("observed."),
      onList(safe, "observed.singleton", singletons),
      onList(safe, "observed.codeHash", proxyCodeHashes),
    ];
  },
});

/** Left out is the version's own, or none; of a Safe that is still to be created nothing is observed. */
function onList(safe: Resource, path: string, allowed: readonly string[]): Verdict {
  return listed(path, safe.value(path), allowed);
}

function listed(path: string, value: Value, allowed: readonly string[]): Verdict {
  if (value.kind === "absent") return pass;
  if (value.kind === "unknown") return notKnownYet(path);
  if (isListed(allowed, String(value.value))) return pass;
  return violation(`${path} is ${value.value}`, `${path}: ${allowed.join(" or ") || "none"}`);
}

export const safePolicies = [threshold, owners, ownersValid, pinned] as const;
