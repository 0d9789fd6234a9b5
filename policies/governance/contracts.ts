import { notKnownYet } from "../assessment/expectations";
import { stackPolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { about, pass, type Verdict, violation } from "../assessment/verdict";
import { accountAt, isListed } from "./accounts";
import { contractType, safeType, timelockType, verificationType } from "./types";

const bytes32 = /^0x[0-9a-fA-F]{64}$/;

const codeIsOurs = stackPolicy({
  id: "chain-code-matches-artifact",
  title: "The code of a contract is that of its artifact, on its way to the chain and there",
  severity: "critical",
  rationale: "whoever slips another artifact into the build, or another contract to the address, takes what it holds",
  remedy: "pin creationCodeHash, and check the run-time code with a Verification, as infra/l1-contracts does",
  types: [contractType],
  check: (stack) =>
    stack
      .all(contractType)
      .flatMap((contract) =>
        [isPinned(contract), isUnchanged(contract), isChecked(stack, contract)].map((verdict) =>
          about(contract, verdict),
        ),
      ),
});

function isPinned(contract: Resource): Verdict {
  const hash = contract.text("creationCodeHash");
  if (hash.kind === "unknown") return notKnownYet("creationCodeHash");
  if (hash.kind === "absent" || !bytes32.test(hash.value)) {
    return violation("creationCodeHash is no hash", "creationCodeHash: keccak-256 of the artifact's creation code");
  }
  // Without arguments, libraries and calls the factory is given the artifact's code and nothing else.
  const whole = contract.text("initCodeHash");
  const hasMore = ["constructorArguments", "libraries", "creatorCalls"].some(
    (property) => contract.value(property).kind !== "absent",
  );
  if (hasMore || whole.kind !== "known" || isListed([hash.value], whole.value)) return pass;
  return violation("initCodeHash is another one than creationCodeHash", `initCodeHash: ${hash.value}`);
}

/** The hash that was read when it was created, and the one of the last refresh. */
function isUnchanged(contract: Resource): Verdict {
  const [now, then] = [contract.text("codeHash"), contract.text("expectedCodeHash")];
  // Before it is created there is nothing on the chain.
  if (then.kind !== "known") return pass;
  if (now.kind === "unknown") return notKnownYet("codeHash");
  if (now.kind === "known" && isListed([then.value], now.value)) return pass;
  return violation("codeHash is another one than when it was created", `codeHash: ${then.value}`);
}

function isChecked(stack: Stack, contract: Resource): Verdict {
  const { ofContract, areOpen } = checksOf(stack);
  const pinned = ofContract.get(contract)?.filter((check) => textAt(check, "kind") === "code") ?? [];
  if (pinned.length === 0) {
    if (areOpen) return notKnownYet("which contracts a Verification checks");
    return violation("no Verification checks its run-time code", "a check of the kind code");
  }
  const now = contract.text("codeHash");
  const isWrong = pinned.some((check) => {
    const expected = textAt(check, "expected");
    return now.kind === "known" && expected !== undefined && !isListed([now.value], expected);
  });
  return isWrong ? violation("codeHash is another one than its Verification expects", "the expected code") : pass;
}

function textAt(check: Item, property: string): string | undefined {
  const { value } = check.at(property);
  return value.kind === "known" ? String(value.value) : undefined;
}

/** The checks of all Verifications by the contract that they ask. */
interface Checks {
  readonly ofContract: ReadonlyMap<Resource, readonly Item[]>;
  /** Whether some ask a contract of which only the update knows which it is. */
  readonly areOpen: boolean;
}

const checksByStack = new WeakMap<Stack, Checks>();

function checksOf(stack: Stack): Checks {
  const known = checksByStack.get(stack);
  if (known) return known;
  const ofContract = new Map<Resource, Item[]>();
  let areOpen = false;
  for (const verification of stack.all(verificationType)) {
    for (const check of verification.items("checks")) {
      const asked = accountAt(stack, verification, check.at("contract"));
      const [contract, ...others] = asked.kind === "of-stack" ? asked.resources : [];
      if (asked.kind === "open" || others.length > 0) areOpen = true;
      else if (contract) ofContract.set(contract, [...(ofContract.get(contract) ?? []), check]);
    }
  }
  const checks = { ofContract, areOpen };
  checksByStack.set(stack, checks);
  return checks;
}

const readBack = stackPolicy({
  id: "chain-readback",
  title: "What the program declares on the chain is read back from it, and nothing differs",
  severity: "critical",
  rationale: "a transaction that was sent proves nothing; only the chain says what is in force",
  remedy: "cover the contract with checks of a Verification; run `pulumi refresh` and mend what differs",
  types: [verificationType, contractType, safeType, timelockType],
  check: (stack) => [
    ...stack
      .all(verificationType)
      .flatMap((verification) => hold(verification).map((each) => about(verification, each))),
    ...stack.all(contractType).map((contract) => about(contract, isCovered(stack, contract))),
    ...stack.all(safeType).flatMap((safe) => asDeclared(safe, safeSettings).map((each) => about(safe, each))),
    ...stack.all(timelockType).flatMap((each) => asDeclared(each, timelockSettings).map((said) => about(each, said))),
  ],
});

function hold(verification: Resource): readonly Verdict[] {
  const failures = verification.elements("failures[]");
  const status = verification.text("status");
  if (status.kind === "unknown") return [notKnownYet("status")];
  const failed = status.kind === "known" && !["verified", "waits for owners"].includes(status.value);
  if (!failed && failures.length === 0) return [pass];
  const found = `status is ${status.kind === "known" ? status.value : "not set"}, failures: ${failures.length}`;
  return [violation(found, "status: verified, or what waits for owners")];
}

function isCovered(stack: Stack, contract: Resource): Verdict {
  const { ofContract, areOpen } = checksOf(stack);
  if (ofContract.has(contract)) return pass;
  if (areOpen) return notKnownYet("which contracts a Verification checks");
  return violation("no Verification checks it", "checks of what it is to answer");
}

/** The program's setting and what the chain says of it, by path. */
const safeSettings = {
  threshold: "observed.threshold",
  "owners[]": "observed.owners[]",
  "modules[]": "observed.modules[]",
};
const timelockSettings = {
  minDelaySeconds: "observed.minDelaySeconds",
  "proposers[]": "observed.roles.proposer[]",
  "executors[]": "observed.roles.executor[]",
};

/** Safes and timelocks read themselves back; what waits for owners differs until they have acted. */
function asDeclared(resource: Resource, settings: Readonly<Record<string, string>>): readonly Verdict[] {
  const status = resource.text("status");
  if (status.kind === "unknown") return [notKnownYet("status")];
  if (resource.value("observed").kind === "absent" || status.kind !== "known" || status.value !== "active") return [];
  return Object.entries(settings).map(([declared, observed]) => {
    const [wanted, found] = [declared, observed].map((path) => resource.elements(path).map(({ value }) => value));
    const all = [...(wanted ?? []), ...(found ?? [])];
    if (all.some(({ kind }) => kind === "unknown")) return notKnownYet(declared);
    const texts = (values: typeof wanted) =>
      (values ?? [])
        .flatMap((value) => (value.kind === "known" ? [String(value.value).toLowerCase()] : []))
        .sort()
        .join();
    if (texts(wanted) === texts(found)) return pass;
    return violation(`${observed} is not ${declared}`, "the chain as the program declares it");
  });
}

export const contractPolicies = [codeIsOurs, readBack] as const;
