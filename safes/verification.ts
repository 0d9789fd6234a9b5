import type { Connection } from "./connection";
import { changedKeys, checkInputs, hasUnknown, parsed, parsedBoth, refuseImport } from "./inputs";
import {
  type Call,
  type CheckFailure,
  type Diff,
  InitializationFailed,
  type Properties,
  type ReadState,
  type State,
  UNKNOWN,
} from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { UserError } from "./user-error";
import { type CheckResult, describeFailure, refuseMalformed } from "./verification/checks";
import { type CheckInputs, type VerificationInputs, verificationInputs } from "./verification/inputs";
import { judgeChecks, lasting, type Outcome, overridden, type WaitingCheck } from "./verification/recorded";

/** What the program intended, held against what the chain says. It changes nothing on the chain. */
export const verificationKind: ResourceKind = {
  type: "safes:index:Verification",

  check: (_connection, _olds, news) =>
    checkInputs(verificationInputs, news, (inputs) => [...refuseIds(inputs), ...refuseValues(inputs)]),

  diff: async (connection, old, news): Promise<Diff> => {
    const [before, after] = parsedBoth(verificationInputs, old.inputs, news);
    const changed = changedKeys(before, after, ["checks", "overrides", "waits"]);
    const changes = Object.fromEntries(changed.map((key) => [key, "update" as const]));
    const isUnsettled = idsOf(old.outputs.failures).length > 0 || (await hasMoved(connection, after, old.outputs));
    return { changes: isUnsettled ? { ...changes, status: "update" } : changes };
  },

  create: async (connection, { name }, raw, call): Promise<State> => {
    const inputs = parsed(verificationInputs, raw);
    return call.preview
      ? foretell(connection, name, inputs, call)
      : settle(connection, name, inputs, inputs.checks, call);
  },

  update: async (connection, { name }, _old, news, call): Promise<State> => {
    const inputs = parsed(verificationInputs, news);
    return call.preview
      ? foretell(connection, name, inputs, call)
      : settle(connection, name, inputs, lasting(inputs), call);
  },

  read: async (connection, { name }, id, { inputs: raw }): Promise<ReadState> => {
    refuseImport(raw, name, "`pulumi up` makes the checks");
    const inputs = parsed(verificationInputs, raw);
    return { id, inputs: raw, outputs: outputsOf(await judgeChecks(await connection.read(), inputs, lasting(inputs))) };
  },
};

async function settle(
  connection: Connection,
  name: string,
  inputs: VerificationInputs,
  checks: readonly CheckInputs[],
  call: Call,
): Promise<State> {
  await tellOverrides(name, inputs, call);
  const outcome = await judgeChecks(await connection.read(), inputs, checks);
  const { failing, waiting } = outcome;
  if (waiting.length > 0) await call.warn?.(describeWaiting(name, waiting));
  if (failing.length === 0) {
    await call.inform?.(`${name}: ${checks.length - waiting.length} of ${checks.length} checks hold`);
    return { id: name, outputs: outputsOf(outcome) };
  }
  // It is in the checkpoint all the same, and the next update asks again.
  throw new InitializationFailed(name, outputsOf(outcome), [describeFailures(name, checks.length, failing)]);
}

/** At preview the chain is as it was; what it says already is worth hearing, if everything is there. */
async function foretell(connection: Connection, name: string, inputs: VerificationInputs, call: Call): Promise<State> {
  await tellOverrides(name, inputs, call);
  const checks = lasting(inputs);
  const outputs = { status: UNKNOWN, failures: UNKNOWN, waiting: UNKNOWN };
  if (hasUnknown(checks)) return { id: name, outputs };
  const chain = await connection.read();
  const codes = await Promise.all([...new Set(checks.map(({ contract }) => contract as string))].map(chain.code));
  if (codes.includes("0x")) {
    await call.inform?.(`${name}: ${checks.length} checks follow the update`);
    return { id: name, outputs };
  }
  const { failing } = await judgeChecks(chain, inputs, checks);
  if (failing.length > 0) await call.warn?.(`${describeFailures(name, checks.length, failing)}\nas the chain is now`);
  return { id: name, outputs };
}

async function tellOverrides(name: string, { overrides }: VerificationInputs, call: Call): Promise<void> {
  for (const { id, expected, reason } of overrides) {
    await call.warn?.(`${name}: ${id} is expected to be ${JSON.stringify(expected)} by way of exception: ${reason}`);
  }
}

function outputsOf({ failing, waiting }: Outcome): Properties {
  const told = ({ id, contract, expected, found }: CheckResult) => ({ id, contract, expected, found });
  return {
    status: failing.length > 0 ? `${failing.length} failed` : waiting.length > 0 ? "waits for owners" : "verified",
    failures: failing.map(told),
    waiting: waiting.map((each) => ({ ...told(each), status: each.status })),
  };
}

/** Whether any check that waited for owners holds by now, however that came about. */
async function hasMoved(connection: Connection, inputs: VerificationInputs, known: Properties): Promise<boolean> {
  const waiting = idsOf(known.waiting);
  const checks = inputs.checks.filter((check) => waiting.includes(check.id) && !hasUnknown(check));
  if (checks.length === 0) return false;
  const { results } = await judgeChecks(await connection.read(), inputs, checks);
  return results.some(({ holds }) => holds);
}

/** Of the checks that an output tells of; at preview it may not be known. */
function idsOf(told: unknown): readonly string[] {
  return Array.isArray(told) ? told.map(({ id }: { readonly id: string }) => id) : [];
}

function describeWaiting(name: string, waiting: readonly WaitingCheck[]): string {
  const lines = waiting.map((each) => `  ${describeFailure(each)}: ${each.status}`);
  return [`${name}: ${waiting.length} checks wait for owners`, ...lines].join("\n");
}

function describeFailures(name: string, count: number, failures: readonly CheckResult[]): string {
  return new UserError({
    what: `${name}: ${failures.length} of ${count} checks fail`,
    got: failures.map((failure) => `\n    ${describeFailure(failure)}`).join(""),
    fix: "find out why before anybody uses the contracts: a wrong expectation belongs into the program, a wrong state to whoever owns the contract",
  }).message;
}

function refuseIds({ checks, overrides, waits }: VerificationInputs): CheckFailure[] {
  const ids = checks.map(({ id }) => id);
  const twice = checks.flatMap(({ id }, index) =>
    ids.indexOf(id) < index
      ? [{ property: `checks[${index}].id`, reason: `is ${id}, as checks[${ids.indexOf(id)}]` }]
      : [],
  );
  const strays = overrides.flatMap(({ id }, index) =>
    ids.includes(id) ? [] : [{ property: `overrides[${index}].id`, reason: `is ${id}, which is no check` }],
  );
  const unawaited = waits.flatMap(({ checks: awaited }, index) =>
    awaited
      .filter((id) => !ids.includes(id))
      .map((id) => ({ property: `waits[${index}].checks`, reason: `has ${id}, which is no check` })),
  );
  return [...twice, ...strays, ...unawaited];
}

function refuseValues(inputs: VerificationInputs): CheckFailure[] {
  const ids = inputs.checks.map(({ id }) => id);
  return overridden(inputs, inputs.checks).flatMap((check) => {
    if (hasUnknown(check)) return [];
    try {
      refuseMalformed(check);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ property: `checks[${ids.indexOf(check.id)}]`, reason: `${check.id}: ${error.message}` }];
    }
  });
}
