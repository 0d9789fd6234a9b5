import type { Connection, Step } from "./connection";
import { creationStep } from "./contract";
import { checkInputs, parsed } from "./inputs";
import { rememberContract } from "./known-contracts";
import {
  type Call,
  type CheckFailure,
  type Diff,
  type Properties,
  type ReadState,
  type ResourceIdentity,
  type State,
  UNKNOWN,
} from "./plugin/provider";
import { planChanges } from "./proposals/changes";
import type { Proposal } from "./proposals/proposal-schema";
import { describeDifferences, type SafeSettings, type SafeState } from "./proposals/safe-state";
import type { ResourceKind } from "./resource-kind";
import { encodeCreation, predictSafeAddress, type SafeOrigin } from "./safe/address";
import { SAFE_VERSIONS, type SafeContracts, safeContracts } from "./safe/contracts";
import { completed, fallbackHandlerOf, refuseInputs, type SafeInputs, safeInputs } from "./safe/inputs";
import { observeSafe, recordOf, type SafeObservation } from "./safe/observation";
import { confirmWithProtocolKit } from "./safe/protocol-kit";
import { hasMoved, propose, refreshed, settled, tellUnwanted } from "./settlement";
import { safeLayout } from "./simulation/known-layouts";
import { UserError } from "./user-error";

/** What makes the address, so a change would be another Safe. */
const identity = ["version", "singleton", "saltNonce"] as const;
const settings = ["owners", "threshold", "fallbackHandler", "modules", "guard", "moduleGuard"] as const;

export const safeKind: ResourceKind = {
  type: "safes:index:Safe",

  check: (_connection, olds, news) =>
    checkInputs(safeInputs, news, (inputs) => [...refuseInputs(inputs), ...refuseAnotherSafe(olds, inputs)]),

  diff: async (connection, old, news, { name }): Promise<Diff> => {
    rememberContract(connection, old.id, { name, layout: () => safeLayout });
    const [before, after] = [completed(old.inputs), completed(news)];
    const changed = settings.filter((key) => !isSame(before[key], after[key]));
    if (changed.length > 0) return { changes: Object.fromEntries(changed.map((key) => [key, "update" as const])) };
    // Someone may have signed or executed since: the proposal is looked after until it is settled.
    return { changes: (await hasMoved(connection, old.outputs)) ? { status: "update" } : {} };
  },

  create: async (connection, resource, raw, call): Promise<State> => {
    const inputs = parsed(safeInputs, raw);
    const origin = originOf(inputs);
    if (!origin) return { id: "", outputs: { ...raw, address: UNKNOWN, status: UNKNOWN } };
    const contracts = safeContracts(inputs.version, await connection.deployer(call));
    const address = predictSafeAddress(origin, contracts);
    rememberContract(connection, address, { name: resource.name, layout: () => safeLayout });
    const observed = await observe(connection, address);
    if (observed) await call.inform?.(`${resource.name}: ${address} is there already and is adopted`);
    const steps = await stepsOf(connection, origin, contracts, address, resource.name);
    if (call.preview) {
      await connection.estimate(resource.urn, steps, call);
      const pending = observed ? await settle(connection, resource, inputs, observed, {}, call) : settled;
      return { id: address, outputs: { ...raw, address, ...pending } };
    }
    const transactions = await connection.send(resource.urn, steps, call);
    await confirmWithProtocolKit(connection, origin, contracts, address);
    const created = await observe(connection, address);
    if (!created) throw notCreated(resource.name, address);
    refuseForeignCode(created, contracts, origin, resource.name);
    const outputs = { ...raw, address, origin: describeOrigin(origin), transactions };
    const pending = await settle(connection, resource, inputs, created, {}, call);
    return { id: address, outputs: { ...outputs, ...pending } };
  },

  read: async (connection, _resource, id, known): Promise<ReadState | undefined> => {
    const observed = await observe(connection, id);
    if (!observed) return undefined;
    const drifted = driftOf(known, observed);
    const isImport = Object.keys(known.inputs).length === 0;
    const inputs = { ...known.inputs, ...drifted, ...(isImport && kindOf(observed)) };
    const outputs = { ...known.outputs, ...drifted, address: id, observed: recordOf(observed) };
    return { id, inputs, outputs: await refreshed(connection, outputs, isAsWanted(inputs, observed)) };
  },

  update: async (connection, resource, old, news, call): Promise<State> => {
    const inputs = parsed(safeInputs, news);
    const observed = await observe(connection, old.id);
    if (!observed) throw notCreated(resource.name, old.id);
    const { proposal: _, ...before } = old.outputs;
    const pending = await settle(connection, resource, inputs, observed, old.outputs, call);
    return { id: old.id, outputs: { ...before, ...news, ...pending } };
  },
};

/** Where the chain is not as the program wants it, the owners are asked. */
async function settle(
  connection: Connection,
  resource: ResourceIdentity,
  inputs: SafeInputs,
  observed: SafeObservation,
  known: Properties,
  call: Call,
): Promise<Properties> {
  const wanted = settingsOf(inputs);
  const recorded = { observed: recordOf(observed) };
  if (!wanted) return { status: UNKNOWN, ...recorded };
  const differences = describeDifferences(observed, wanted);
  if (differences.length === 0) {
    await tellUnwanted(connection, resource, observed, call);
    return { ...settled, ...recorded };
  }
  const wish = {
    safe: observed,
    plan: (state: SafeState) => planChanges(state, wanted),
    wanted,
    description: differences.join("; "),
    allowLowerThreshold: inputs.allowLowerThreshold,
    isAskedBy: ({ before, after }: Proposal) =>
      describeDifferences(after, wanted).length === 0 && describeDifferences(before, wanted).length > 0,
  };
  return { ...(await propose(connection, resource, wish, known, call)), ...recorded };
}

/**
 * What somebody changed behind the stack's back, as inputs: a refresh names it, and the next preview shows the way back.
 * What only has not come about yet, because its proposal waits, is no drift.
 */
function driftOf({ inputs, outputs }: Pick<ReadState, "inputs" | "outputs">, observed: SafeObservation): Properties {
  const recorded = outputs.observed as Properties | undefined;
  const wanted: Properties = recorded ? completed(inputs) : {};
  const drifted = settings.filter(
    (key) => !isSame(recorded?.[key], observed[key]) && !isSame(wanted[key], observed[key]),
  );
  return Object.fromEntries(drifted.map((key) => [key, observed[key]]));
}

/** What a Safe is made of, as the program names it; nothing for one that this provider could not have made. */
function kindOf({ version, singleton }: SafeObservation): Properties {
  const known = SAFE_VERSIONS.find((each) => each === version);
  if (!known) return {};
  const { contracts } = safeContracts(known);
  const kind = (["SafeL2", "Safe"] as const).find((each) => contracts[each].address === singleton);
  return { version: known, ...(kind && { singleton: kind }) };
}

function isAsWanted(inputs: Properties, observed: SafeObservation): boolean {
  // An import has yet to hear from the program.
  if (inputs.saltNonce === undefined) return true;
  const wanted = settingsOf(parsed(safeInputs, inputs));
  return wanted !== undefined && describeDifferences(observed, wanted).length === 0;
}

/** Nothing while something that makes the address is not known. */
function originOf(inputs: SafeInputs): SafeOrigin | undefined {
  const { owners, threshold, singleton, saltNonce } = inputs;
  const fallbackHandler = fallbackHandlerOf(inputs);
  if (owners === UNKNOWN || threshold === UNKNOWN || fallbackHandler === UNKNOWN) return undefined;
  if (owners.some((owner) => owner === UNKNOWN)) return undefined;
  return {
    owners: owners as string[],
    threshold,
    fallbackHandler,
    singletonKind: singleton,
    saltNonce: BigInt(saltNonce),
  };
}

function refuseAnotherSafe(olds: Properties, news: SafeInputs): CheckFailure[] {
  if (Object.keys(olds).length === 0) return [];
  const before = completed(olds);
  return identity
    .filter((key) => before[key] !== undefined && before[key] !== news[key])
    .map((property) => ({
      property,
      reason: `was ${before[property]} and is ${news[property]}: that is another Safe at another address, with none of the funds and rights of this one; give it a resource of its own`,
    }));
}

async function observe(connection: Connection, address: string): Promise<SafeObservation | undefined> {
  return observeSafe(await connection.read(), connection.chainId, address);
}

/** Safe's own contracts where the chain has none, then the Safe: nonces keep the order, so all fit into one block. */
async function stepsOf(
  connection: Connection,
  origin: SafeOrigin,
  contracts: SafeContracts,
  address: string,
  name: string,
): Promise<Step[]> {
  const foundations = await connection.safeContractSteps(contracts);
  const creation = { ...encodeCreation(origin, contracts), address };
  return [...foundations, creationStep(creation, `creates the Safe ${name}`, connection)];
}

/** What the program wants; nothing while a part of it is not known. */
function settingsOf(inputs: SafeInputs): SafeSettings | undefined {
  const { owners, threshold, modules, guard, moduleGuard } = inputs;
  const wanted = { owners, threshold, modules, guard, moduleGuard, fallbackHandler: fallbackHandlerOf(inputs) };
  return Object.values(wanted).flat().includes(UNKNOWN) ? undefined : (wanted as SafeSettings);
}

/** A proxy of our address can only be ours; that its singleton is Safe's is asked all the same. */
function refuseForeignCode(
  created: SafeObservation,
  { contracts }: SafeContracts,
  origin: SafeOrigin,
  name: string,
): void {
  const expected = contracts[origin.singletonKind].address;
  if (created.singleton === expected) return;
  throw new UserError({ what: `${name} runs foreign code`, where: created.address, got: created.singleton, expected });
}

function notCreated(name: string, address: string): UserError {
  return new UserError({
    what: `there is no Safe ${name} on this chain`,
    where: address,
    fix: "if the endpoints show another chain or an old state, mend them; else `pulumi refresh` and `pulumi up` create it",
  });
}

function describeOrigin({ saltNonce, ...origin }: SafeOrigin): Properties {
  return { ...origin, saltNonce: `${saltNonce}` };
}

function isSame(one: unknown, other: unknown): boolean {
  if ([one, other].flat().includes(UNKNOWN)) return false;
  // The owners of a Safe that exists are a set.
  if (Array.isArray(one) && Array.isArray(other)) return [...one].sort().join() === [...other].sort().join();
  return one === other;
}
