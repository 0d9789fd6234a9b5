import { authorityFor } from "./call/authority";
import { type Condition, conditionOf, judge, type Verdict } from "./call/condition";
import { askGovernor, type GovernedCall, governedCallOf, isGoverned } from "./call/governance";
import { type CallInputs, callInputs } from "./call/inputs";
import type { Connection, Step } from "./connection";
import { encodeCall } from "./contract/abi-values";
import { foretell, planOf, refusalOf } from "./contract/foresight";
import { changedKeys, checkInputs, hasUnknown, parsed, refuseImport } from "./inputs";
import {
  type Call,
  type Diff,
  InitializationFailed,
  type Properties,
  type ReadState,
  type ResourceIdentity,
  type State,
  UNKNOWN,
} from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { hasMoved, type Pending, refreshed } from "./settlement";
import { recordAll, type SentTransaction } from "./transactions/transaction";
import { UserError } from "./user-error";

const settings = ["to", "function", "arguments", "valueWei", "postCondition", "governed"] as const;

/** How far a call is, as its outputs say; one that owners are asked for is as far as their proposal. */
const status = {
  done: "done",
  /** A refresh has found that what the call brought about is gone. */
  undone: "undone",
  /** It was made, and its post-condition does not hold: it is not made again before it is another one. */
  ineffective: "without effect",
} as const;

/**
 * A call that is made while its post-condition does not hold, and never again once it does: by the deployer, or proposed to
 * whoever governs the contract.
 */
export const callKind: ResourceKind = {
  type: "safes:index:Call",

  check: (_connection, _olds, news) =>
    checkInputs(callInputs, news, (inputs) => {
      if (!hasUnknown(inputs.arguments)) encodeCall(inputs.function, inputs.arguments as unknown[]);
      if (!hasUnknown(inputs)) governedCallOf(inputs, conditionOf(inputs), "");
      return [];
    }),

  diff: async (connection, old, news): Promise<Diff> => {
    const changed = changedKeys(parsed(callInputs, old.inputs), parsed(callInputs, news), settings);
    const changes = Object.fromEntries(changed.map((key) => [key, "update" as const]));
    if (old.outputs.status === status.done) return { changes };
    // What waits for owners is looked after until it is settled.
    const isQuiet = old.outputs.proposal !== undefined && !(await hasMoved(connection, old.outputs));
    return { changes: isQuiet ? changes : { ...changes, status: "update" } };
  },

  create: (connection, resource, raw, call) => settle(connection, resource, raw, call),
  update: (connection, resource, old, news, call) => settle(connection, resource, news, call, old),

  read: async (connection, { name }, id, known): Promise<ReadState> => {
    refuseImport(known.inputs, name, "`pulumi up` finds out by its post-condition whether the call is done");
    const { holds, found } = await judge(await connection.read(), conditionOf(parsed(callInputs, known.inputs)));
    const { found: _, ...recorded } = known.outputs;
    const outputs = await refreshed(connection, recorded, holds);
    if (outputs.proposal !== undefined) return { id, inputs: known.inputs, outputs };
    if (holds) return { id, inputs: known.inputs, outputs: { ...outputs, status: status.done } };
    const isKnown = outputs.status === status.ineffective;
    const now = isKnown ? status.ineffective : status.undone;
    return { id, inputs: known.inputs, outputs: { ...outputs, status: now, found } };
  },
};

async function settle(
  connection: Connection,
  resource: ResourceIdentity,
  raw: Properties,
  call: Call,
  old?: ReadState,
): Promise<State> {
  const { urn, name } = resource;
  const inputs = parsed(callInputs, raw);
  if (hasUnknown(inputs)) return { id: name, outputs: { status: UNKNOWN } };
  const condition = conditionOf(inputs);
  const step = stepOf(connection, inputs, condition, name);
  const verdict = await judge(await connection.read(), condition);
  if (!verdict.holds && old && wasInVain(old, inputs)) throw inVain(name, condition, verdict, old.outputs.transactions);
  const governed = governedCallOf(inputs, condition, name);
  const pending = governed && (await govern(connection, resource, governed, step, verdict, call, old));
  if (pending) return { id: name, outputs: { ...pending, transactions: before(old) } };
  if (inputs.governed?.alone && !verdict.holds)
    return foretellAlone(connection, inputs, condition, verdict, name, call);
  if (call.preview) {
    if (!verdict.holds) await foretellCall(connection, step, name, call);
    await connection.estimate(urn, [step], call);
    if (!verdict.holds) planOf(connection).planCall();
    return { id: name, outputs: { status: status.done, transactions: verdict.holds ? before(old) : UNKNOWN } };
  }
  if (!verdict.holds) await refuseCall(connection, step, name);
  // Also where it holds: an interrupted run may have sent what brought it about.
  const transactions = recordAll(before(old), await connection.send(urn, [step], call));
  const after = await judge(await connection.read(), condition);
  if (after.holds) return { id: name, outputs: { status: status.done, transactions } };
  // It is in the checkpoint all the same, or the next run would make the call a second time.
  const outputs = { status: status.ineffective, found: after.found, transactions };
  throw new InitializationFailed(name, outputs, [inVain(name, condition, after, transactions).message]);
}

/** At the first preview the contract may be still to come, in the state that is wanted; nothing else is right. */
async function foretellAlone(
  connection: Connection,
  { to, governed }: CallInputs,
  condition: Condition,
  { found }: Verdict,
  name: string,
  call: Call,
): Promise<State> {
  const isToCome =
    (await planOf(connection).missing(await connection.read())).length > 0 || planOf(connection).hasCalls;
  if (call.preview && isToCome) return { id: name, outputs: { status: status.done, transactions: [] } };
  throw new UserError({
    what: `${name}: what should have been so from the start is not, and who could change it does not govern the contract`,
    where: to as string,
    got: found,
    expected: condition.text,
    fix: `find out who governs the contract: ${String(governed?.by)} cannot make this call`,
  });
}

/** @returns what the call waits for; nothing where it is the deployer's, or done. */
async function govern(
  connection: Connection,
  resource: ResourceIdentity,
  governed: GovernedCall,
  step: Step,
  { holds }: Verdict,
  call: Call,
  old?: ReadState,
): Promise<Pending | undefined> {
  // Where it holds, something else may still wait that was wanted before.
  if (holds && !old) return undefined;
  const { to, data, valueWei = 0n } = step;
  const deployers = { from: await connection.senderAddress(), to, data, valueWei };
  if (!holds && !(await isGoverned(await connection.read(), governed, deployers))) return undefined;
  const pending = await askGovernor(connection, resource, governed, !holds, old?.outputs ?? {}, call);
  return pending.proposal && pending;
}

function before(old: ReadState | undefined): readonly SentTransaction[] {
  return (old?.outputs.transactions as readonly SentTransaction[] | undefined) ?? [];
}

function stepOf(connection: Connection, inputs: CallInputs, condition: Condition, name: string): Step {
  return {
    key: "call",
    to: inputs.to as string,
    data: encodeCall(inputs.function, inputs.arguments as unknown[]),
    valueWei: BigInt(inputs.valueWei),
    description: `${name}: ${inputs.function.replace(/^function /, "")}`,
    isDone: async () => (await judge(await connection.read(), condition)).holds,
  };
}

/** The very call has gone through before, and what it was for did not come about. */
function wasInVain({ inputs, outputs }: ReadState, news: CallInputs): boolean {
  if (outputs.status !== status.ineffective) return false;
  return changedKeys(parsed(callInputs, inputs), news, settings).length === 0;
}

function inVain(name: string, { to, text }: Condition, { found }: Verdict, transactions: unknown): UserError {
  const hashes = (transactions as readonly { readonly hash: string }[]).map(({ hash }) => hash);
  return new UserError({
    what: `${name}: the call went through, but its post-condition does not hold`,
    where: to,
    got: found,
    expected: text,
    fix: `compare the post-condition with what the call really does${hashes.length > 0 ? ` (${hashes.at(-1)})` : ""}; the same call is not made again`,
  });
}

async function foretellCall(connection: Connection, step: Step, name: string, call: Call): Promise<void> {
  const chain = await connection.read();
  if ((await chain.code(step.to)) === "0x") {
    if (!planOf(connection).creates(step.to)) await call.warn?.(noContract(name, step.to).message);
    return;
  }
  const refused = await refusalOfStep(connection, step, name);
  if (refused) await foretell(connection, chain, step, refused.error, call, refused.isOfSender);
}

/** @throws UserError for a call that would do nothing, or that the chain would refuse. */
async function refuseCall(connection: Connection, step: Step, name: string): Promise<void> {
  if ((await (await connection.read()).code(step.to)) === "0x") throw noContract(name, step.to);
  const refused = await refusalOfStep(connection, step, name);
  if (refused) throw refused.error;
}

interface RefusedStep {
  readonly error: UserError;
  /** The same call from somebody else would go through. */
  readonly isOfSender: boolean;
}

async function refusalOfStep(connection: Connection, step: Step, name: string): Promise<RefusedStep | undefined> {
  const chain = await connection.read();
  const { to, data, valueWei = 0n } = step;
  const imagined = { from: await connection.senderAddress(), to, data, valueWei };
  const refusal = await refusalOf(chain, imagined);
  if (!refusal) return undefined;
  const authority = await authorityFor(chain, imagined, refusal);
  const what = authority ? `${name}: the deployer may not make this call` : `${name}: the contract refuses this call`;
  const fix = authority
    ? `only ${authority} may: propose it there, to ${to}, value ${valueWei} wei, data ${data}`
    : "mend the call, or what it needs before it";
  const got = `${step.description.slice(name.length + 2)} ${refusal.reason}`;
  return { error: new UserError({ what, where: to, got, fix }), isOfSender: authority !== undefined };
}

function noContract(name: string, to: string): UserError {
  return new UserError({
    what: `${name}: there is no contract to call`,
    where: to,
    got: "an address without code, where a call would do nothing",
    fix: "take the address from the contract's resource, so that the call waits for it",
  });
}
