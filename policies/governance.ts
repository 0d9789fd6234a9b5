import { isAtLeast, notKnownYet } from "./assessment/expectations";
import { resourcePolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import type { Value } from "./assessment/value";
import { pass, type Verdict, violation } from "./assessment/verdict";

const safeType = "safes:index:Safe";
const timelockType = "safes:index:Timelock";

/** How many owners a Safe has. */
function ownerCount(safe: Resource): Value<number> {
  const owners = safe.value("owners");
  if (owners.kind !== "known") return owners;
  return { kind: "known", value: [owners.value].flat().length };
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
    const owners = ownerCount(safe);
    if (owners.kind === "unknown" || set.value.kind === "unknown") return [atLeast, notKnownYet("owners or threshold")];
    const count = owners.kind === "known" ? owners.value : 0;
    const needed = set.value.kind === "known" ? Number(set.value.value) : 0;
    if (needed * 2 > count && needed < count) return atLeast;
    const expected = `threshold: ${Math.floor(count / 2) + 1} to ${count - 1}`;
    return [atLeast, violation(`threshold is ${needed} of ${count} owners`, expected)];
  },
});

const owners = resourcePolicy({
  id: "chain-safe-owner-count",
  title: "A Safe has so many owners that some can be lost",
  severity: "high",
  rationale: "with few owners a holiday and a lost key are enough to stop every decision",
  remedy: "name more owners, each of them a person or a device of its own",
  types: [safeType],
  settings: { minimum: 5 },
  check: (safe, { minimum }) => {
    const value = ownerCount(safe);
    if (value.kind === "unknown") return notKnownYet("owners");
    const count = value.kind === "known" ? value.value : 0;
    return count >= minimum ? pass : violation(`owners has ${count} addresses`, `owners: at least ${minimum}`);
  },
});

/** The zero address, and the one by which a Safe marks the end of its list of owners. */
const noOwner = /^0x0{39}[01]$/;

const ownersValid = resourcePolicy({
  id: "chain-safe-owners-valid",
  title: "Every owner of a Safe is an address of its own that somebody can sign for",
  severity: "critical",
  rationale: "an owner named twice, or one that nobody is, leaves fewer signers than the threshold counts on",
  remedy: "name each owner once, by an address of 20 bytes",
  types: [safeType],
  check: (safe): readonly Verdict[] => {
    const seen = new Set<string>();
    return safe.elements("owners[]").map(({ path, value }) => {
      if (value.kind !== "known") return value.kind === "unknown" ? notKnownYet(path) : pass;
      const owner = String(value.value).toLowerCase();
      const isAddress = /^0x[0-9a-f]{40}$/.test(owner) && !noOwner.test(owner);
      if (!isAddress) return violation(`${path} is no address that can sign`, "an address of 20 bytes");
      const isFirst = !seen.has(owner);
      seen.add(owner);
      return isFirst ? pass : violation(`${path} is named before already`, "each owner once");
    });
  },
});

const delay = resourcePolicy({
  id: "chain-timelock-delay",
  title: "What a timelock schedules can be seen for two days before it happens",
  severity: "critical",
  rationale: "users have only this time to leave before an upgrade that they do not agree with",
  remedy: "set minDelaySeconds to 172800 or more",
  types: [timelockType],
  settings: { minimumSeconds: 172_800 },
  check: (timelock, { minimumSeconds }) => isAtLeast(timelock.at("minDelaySeconds"), minimumSeconds),
});

export const governancePolicies = [threshold, owners, ownersValid, delay] as const;
