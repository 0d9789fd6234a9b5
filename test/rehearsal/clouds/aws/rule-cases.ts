import type { CloudResource } from "../../../../rehearsal/clouds/resource-type";
import type { Properties } from "../../../../safes/plugin/provider";
import { type Refused, typeOf } from "./account";
import { FurnishedAccount } from "./furnished-account";
import { sampleOf } from "./samples";

type Inputs = Properties | ((account: FurnishedAccount) => Properties);
type Target = (account: FurnishedAccount) => CloudResource;

interface Subject {
  /** Name of the rule. */
  readonly rule: string;
  /** Completes the test's name, "refuses ...". */
  readonly refuses: string;
  readonly code: string;
}

/** A new resource: the type's sample with these changes. */
interface Creation extends Subject {
  readonly type: string;
  readonly region?: string;
  /** Changes that leave the sample acceptable. Default: none. */
  readonly fine?: Inputs;
  readonly wrong: Inputs;
}

/** A change of a resource that was made with `from`. */
interface Update extends Subject {
  readonly type: string;
  readonly from: Inputs;
  readonly fine: Inputs;
  readonly wrong: Inputs;
}

/** The end of a resource that may go, and of one that may not. */
interface Deletion extends Subject {
  readonly mayGo: Target;
  readonly mayNot: Target;
}

export type RuleCase = Creation | Update | Deletion;

/** One test for each case: what is fine passes every rule of the type, what is wrong is refused by this rule, with its code. */
export function testRules(cases: readonly RuleCase[]): void {
  it.each(cases.map((one) => [`refuses ${one.refuses}`, one] as const))("%s", (_, one) => {
    expect(accepted(one)).toEqual([]);
    const refusal = refused(one).find(({ rule }) => rule === one.rule);
    expect(refusal?.code).toBe(one.code);
    expect(refusal?.message).toMatch(/\w/);
  });
}

function accepted(one: RuleCase): Refused[] {
  return "mayGo" in one ? remove(one.mayGo) : request(one, one.fine ?? {});
}

function refused(one: RuleCase): Refused[] {
  return "mayNot" in one ? remove(one.mayNot) : request(one, one.wrong);
}

function remove(target: Target): Refused[] {
  const account = new FurnishedAccount();
  const resource = target(account);
  return account.refusals(resource.type, "delete", resource.inputs, resource);
}

function request(one: Creation | Update, change: Inputs): Refused[] {
  const account = new FurnishedAccount();
  const sample = sampleOf(one.type, account);
  if ("from" in one) {
    const before = account.add(one.type, { ...sample, ...resolve(one.from, account) });
    return account.refusals(one.type, "update", { ...before.inputs, ...resolve(change, account) }, before);
  }
  return account.refusals(one.type, "create", { ...sample, ...resolve(change, account) }, undefined, one.region);
}

export function resolve(inputs: Inputs, account: FurnishedAccount): Properties {
  return typeof inputs === "function" ? inputs(account) : inputs;
}

/** The names of a type's rules, for tests of a whole table. */
export function ruleNames(type: string): string[] {
  return (typeOf(type).rules ?? []).map(({ name }) => name);
}
