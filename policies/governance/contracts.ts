import { isPresent, notKnownYet } from "../assessment/expectations";
import { stackPolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { knownText, type Located } from "../assessment/value";
import { about, pass, type Verdict, violation, worst } from "../assessment/verdict";
import { accountAt, isListed } from "./accounts";
import { contractType, safeType, timelockType, verificationType } from "./types";

const bytes32 = /^0x[0-9a-fA-F]{64}$/;

const codeIsOurs = stackPolicy({
  id: "chain-code-matches-artifact",
  title: "The code of a contract is that of its artifact and of a pinned compiler, on its way to the chain and there",
  severity: "critical",
  rationale: "whoever slips another artifact into the build, or another contract to the address, takes what it holds",
  remedy:
    "pin creationCodeHash and compiler, and check the run-time code with a Verification, as infra/l1-contracts does",
  types: [contractType],
  check: (stack) =>
    stack
      .all(contractType)
      .flatMap((contract) =>
        [isPinned(contract), ...isOfPinnedCompiler(contract), isUnchanged(contract), isChecked(stack, contract)].map(
          (verdict) => about(contract, verdict),
        ),
      ),
});

function isPinned(contract: Resource): Verdict {
  const pinned = contract.value("creationCodeHash");
  if (pinned.kind === "unknown") return notKnownYet("creationCodeHash");
  const hash = knownText(pinned) ?? "";
  if (!bytes32.test(hash)) {
    return violation("creationCodeHash is no hash", "creationCodeHash: keccak-256 of the artifact's creation code");
  }
  // Without arguments, libraries and calls the factory is given the artifact's code and nothing else.
  const whole = knownText(contract.value("initCodeHash"));
  const hasMore = ["constructorArguments", "libraries", "creatorCalls"].some(
    (property) => contract.value(property).kind !== "absent",
  );
  if (hasMore || whole === undefined || isListed([hash], whole)) return pass;
  return violation("initCodeHash is another one than creationCodeHash", `initCodeHash: ${hash}`);
}

const release = /^\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/;

/** The provider refuses an artifact whose metadata, or whose code, names another compiler than `compiler` does. */
function isOfPinnedCompiler(contract: Resource): readonly Verdict[] {
  const version = contract.text("compiler.version");
  if (version.kind === "unknown") return [notKnownYet("compiler.version")];
  const expected = "compiler.version: a release of solc with its commit";
  if (version.kind === "absent") return [violation("compiler.version is not set", expected)];
  if (!release.test(version.value)) return [violation(`compiler.version is ${version.value}`, expected)];
  return [isPresent(contract.at("compiler.evmVersion")), isPresent(contract.at("compiler.optimizerRuns"))];
}

/** The hash that was read when it was created, and the one of the last refresh. */
function isUnchanged(contract: Resource): Verdict {
  const [now, then] = [contract.value("codeHash"), knownText(contract.value("expectedCodeHash"))];
  // Before it is created there is nothing on the chain.
  if (then === undefined) return pass;
  if (now.kind === "unknown") return notKnownYet("codeHash");
  if (isListed([then], knownText(now) ?? "")) return pass;
  return violation("codeHash is another one than when it was created", `codeHash: ${then}`);
}

function isChecked(stack: Stack, contract: Resource): Verdict {
  const { ofContract, areOpen } = checksOf(stack);
  const pinned = ofContract.get(contract)?.filter((check) => knownText(check.at("kind").value) === "code");
  if (!pinned?.length) {
    if (areOpen) return notKnownYet("which contracts a Verification checks");
    return violation("no Verification checks its run-time code", "a check of the kind code");
  }
  const now = knownText(contract.value("codeHash"));
  // What is not there yet is compared once it is.
  if (now === undefined) return pass;
  return worst(
    pinned.map((check): Verdict => {
      const expected = knownText(check.at("expected").value);
      if (expected === undefined) return notKnownYet("the code that its Verification expects");
      if (isListed([now], expected)) return pass;
      return violation("codeHash is another one than its Verification expects", "the expected code");
    }),
  );
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
      if (asked.kind === "stranger") continue;
      if (asked.kind === "open" || asked.resources.length > 1) areOpen = true;
      else for (const one of asked.resources) ofContract.set(one, [...(ofContract.get(one) ?? []), check]);
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
    ...stack.all(verificationType).map((verification) => about(verification, holds(verification))),
    ...stack.all(contractType).map((contract) => about(contract, isCovered(stack, contract))),
    ...stack.all(safeType).flatMap((safe) => asDeclared(safe, safeSettings).map((each) => about(safe, each))),
    ...stack.all(timelockType).flatMap((each) => asDeclared(each, timelockSettings).map((said) => about(each, said))),
  ],
});

function holds(verification: Resource): Verdict {
  const failures = verification.elements("failures[]");
  const status = verification.text("status");
  if (status.kind === "unknown") return notKnownYet("status");
  // Before the first update it has none.
  const isSound = status.kind === "absent" || ["verified", "waits for owners"].includes(status.value);
  if (isSound && failures.length === 0) return pass;
  return violation(
    `status is ${knownText(status) ?? "not set"}, failures: ${failures.length}`,
    "status: verified, or what waits for owners",
  );
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
  if (resource.value("observed").kind === "absent" || knownText(status) !== "active") return [];
  return Object.entries(settings).map(([declared, observed]) => {
    const [wanted, found] = [resource.elements(declared), resource.elements(observed)];
    if ([...wanted, ...found].some(({ value }) => value.kind === "unknown")) return notKnownYet(declared);
    if (unordered(wanted) === unordered(found)) return pass;
    return violation(`${observed} is not ${declared}`, "the chain as the program declares it");
  });
}

/** The chain keeps owners and modules in an order of its own, and letters of checksums do not count. */
function unordered(elements: readonly Located[]): string {
  return elements
    .map(({ value }) => knownText(value)?.toLowerCase())
    .sort()
    .join();
}

export const contractPolicies = [codeIsOurs, readBack] as const;
