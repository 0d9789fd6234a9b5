import { Resource } from "../../../policies/assessment/resource";
import type { Located, Value } from "../../../policies/assessment/value";
import { absent, known, unknown } from "../../../policies/assessment/value";
import { accountAt } from "../../../policies/governance/accounts";
import { contract, ownership, people, place, safe, timelock, zero } from "../cases/chain-accounts";
import { later, ref } from "../engine-stub";
import { stackAt } from "../rules/pure-judge";

/** Whose the address is that a hand-over names: a resource's, somebody's outside of the stack, or nobody knows. */
function whose(value: Value, newOwner?: unknown): unknown {
  const topic = { type: "aws:sns/topic:Topic", name: "topic", inputs: {} };
  const stack = stackAt([safe({}), timelock({}), contract(), topic, ownership({ newOwner })], "preview");
  const holder = stack.resources.find(({ type }) => type === "safes:index:Ownership");
  if (!holder) throw new Error("no hand-over");
  const located: Located = { path: "newOwner[12]", value };
  const account = accountAt(stack, holder, located);
  if (account.kind === "of-stack") return account.resources.map(({ name }) => name);
  return account.kind === "stranger" ? account.address : account.kind;
}

test("an address is that of the resource that has it, whatever the letters", () => {
  expect(whose(known(place(1)))).toEqual(["treasury"]);
  expect(whose(known(people[0].toLowerCase()))).toBe(people[0].toLowerCase());
  const stack = stackAt([safe({}, { address: people[0] })], "after");
  const [holder] = stack.resources;
  const account = holder && accountAt(stack, holder, { path: "owner", value: known(people[0].toLowerCase()) });
  expect(account).toEqual({ kind: "of-stack", resources: [holder] });
});

test("an address that is not set is nobody's", () => {
  expect(whose(absent)).toBe(zero);
});

test("an address that is not known is of what it depends on, if those are all accounts", () => {
  expect(whose(unknown, ref("timelock", "address"))).toEqual(["timelock"]);
  expect(whose(unknown, later([ref("timelock"), ref("treasury")]))).toEqual(["timelock", "treasury"]);
  expect(whose(unknown, later([ref("timelock"), ref("topic")]))).toBe("open");
  expect(whose(unknown)).toBe("open");
});

test("before the engine has told what depends on what, an address that is not known is open", () => {
  const described = { urn: "urn:one", type: "safes:index:Ownership", name: "one", protect: false };
  const stack = stackAt([], "preview");
  const holder = new Resource(described, stack);
  expect(accountAt(stack, holder, { path: "newOwner", value: unknown })).toEqual({ kind: "open" });
});
