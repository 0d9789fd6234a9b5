import type { PlanProblem } from "./problem";
import { type Custody, type Plan, type Role, type RoleName, roleNames } from "./schema";

const fields = ["seed", "path", "kmsAlias", "hsm", "sealed", "holder"] as const;
type Field = (typeof fields)[number];

/** What each custody needs; `sealed` comes on top where a server reads the key. */
const fieldsOf: Readonly<Record<Custody, { readonly needed: readonly Field[]; readonly allowed: readonly Field[] }>> = {
  "hardware-wallet": { needed: ["holder"], allowed: [] },
  "kms-generated": { needed: ["kmsAlias"], allowed: [] },
  "kms-import": { needed: ["seed", "path", "kmsAlias"], allowed: [] },
  hsm: { needed: ["hsm"], allowed: [] },
  "offline-seed": { needed: ["seed", "path"], allowed: ["sealed"] },
};

/** These sign by themselves, day and night. */
const serverRoles: readonly RoleName[] = ["batcher", "proposer", "sequencer"];

/** Each role's key is kept in one way, and what is hot shares nothing with what is cold. */
export function checkCustody(plan: Plan): PlanProblem[] {
  return roleNames.flatMap((name) => [
    ...checkFields(name, plan.roles[name]),
    ...checkTemperature(name, plan),
    ...checkPath(name, plan),
  ]);
}

function* checkFields(name: RoleName, role: Role): Generator<PlanProblem> {
  const { needed, allowed } = fieldsOf[role.custody];
  for (const field of fields) {
    const isGiven = role[field] !== undefined;
    if (needed.includes(field) && !isGiven) {
      yield {
        path: `roles.${name}.${field}`,
        what: `custody ${role.custody} needs it`,
        fix: "add it, or choose another custody",
      };
    }
    if (isGiven && !needed.includes(field) && !allowed.includes(field)) {
      yield { path: `roles.${name}.${field}`, what: `custody ${role.custody} has no use for it`, fix: "take it out" };
    }
  }
  if (role.custody === "offline-seed" && role.temperature === "hot" && role.sealed === undefined) {
    yield {
      path: `roles.${name}.sealed`,
      what: "no server would get this key",
      fix: "say for which secret of the cluster it is sealed, or import it into KMS",
    };
  }
}

function* checkTemperature(name: RoleName, { roles, seeds }: Plan): Generator<PlanProblem> {
  const { temperature, seed, custody } = roles[name];
  const path = `roles.${name}.temperature`;
  if (serverRoles.includes(name) && temperature !== "hot") {
    yield { path, what: "this key signs on a server", got: temperature, expected: "hot" };
  }
  if (custody === "hardware-wallet" && temperature === "hot") {
    yield { path, what: "a hardware wallet is used by hand", got: "hot", expected: "cold" };
  }
  const ofSeed = seed === undefined ? undefined : seeds[seed]?.temperature;
  if (ofSeed !== undefined && ofSeed !== temperature) {
    yield {
      path: `roles.${name}.seed`,
      what: "hot and cold keys would come from one seed",
      got: `${seed}, which is ${ofSeed}, for a ${temperature} key`,
      expected: `a seed that is ${temperature}`,
    };
  }
}

function* checkPath(name: RoleName, { roles }: Plan): Generator<PlanProblem> {
  const { seed, path, kmsAlias, hsm } = roles[name];
  for (const other of roleNames.slice(0, roleNames.indexOf(name))) {
    if (path !== undefined && roles[other].path === path && roles[other].seed === seed) {
      yield { path: `roles.${name}.path`, what: `${other} would have the same key`, got: `${path} of ${seed}` };
    }
    if (kmsAlias !== undefined && roles[other].kmsAlias === kmsAlias) {
      yield { path: `roles.${name}.kmsAlias`, what: `${other} would have the same key`, got: kmsAlias };
    }
    if (hsm !== undefined && roles[other].hsm?.token === hsm.token && roles[other].hsm?.key === hsm.key) {
      const got = `${hsm.key} in the token ${hsm.token}`;
      yield { path: `roles.${name}.hsm`, what: `${other} would have the same key`, got };
    }
  }
}
