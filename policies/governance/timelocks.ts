import { isAtLeast } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import type { Located } from "../assessment/value";
import { pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { accountAt, isListed } from "./accounts";
import { safeType, timelockType } from "./types";

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

/** Properties by which the program, and the chain, tell who holds a role. */
const proposing = ["proposers[]", "cancellers[]", "observed.roles.proposer[]", "observed.roles.canceller[]"];
const executing = ["executors[]", "observed.roles.executor[]"];

const roles = stackPolicy({
  id: "chain-timelock-roles",
  title: "Safes alone schedule and cancel in a timelock, and the timelock alone changes who does",
  severity: "critical",
  rationale: "one key with a role schedules, or stops, every upgrade; an administrator takes the delay away at once",
  remedy: "name Safes of the stack in proposers and cancellers, and in executors what the policy's settings allow",
  types: [timelockType],
  settings: { safes: [] as readonly string[], executors: [] as readonly string[] },
  check: (stack, { safes, executors }) =>
    stack
      .all(timelockType)
      .flatMap((timelock) => [
        ...heldBySafes(stack, timelock, proposing, safes),
        ...heldBySafes(stack, timelock, executing, [...safes, ...executors]),
        ...timelock.elements("observed.roles.admin[]").map((admin) => isItself(timelock, admin)),
      ]),
});

function heldBySafes(
  stack: Stack,
  timelock: Resource,
  paths: readonly string[],
  allowed: readonly string[],
): readonly Verdict[] {
  const refused = (found: string) => violation(found, "a Safe of this stack, or one that is allowed", timelock);
  return paths.flatMap((path) =>
    timelock.elements(path).map((member) => {
      const account = accountAt(stack, timelock, member);
      if (account.kind === "open") return undecided(`${member.path} is known only after the update`, timelock);
      if (account.kind === "stranger") {
        if (isListed(allowed, account.address)) return pass;
        return refused(`${member.path} is ${account.address}`);
      }
      const other = account.resources.find((resource) => !resource.is(safeType));
      return other ? refused(`${member.path} is ${other.name} (${other.type})`) : pass;
    }),
  );
}

function isItself(timelock: Resource, { path, value }: Located): Verdict {
  const own = timelock.text("address");
  if (value.kind !== "known" || own.kind !== "known")
    return undecided(`${path} is known only after the update`, timelock);
  if (isListed([own.value], String(value.value))) return pass;
  return violation(`${path} is ${value.value}`, "the timelock itself and nobody else", timelock);
}

export const timelockPolicies = [delay, roles] as const;
