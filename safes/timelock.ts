import type { Connection, Step } from "./connection";
import { creationStep, requireCode } from "./contract";
import { checkInputs, parsed, parsedBoth } from "./inputs";
import { rememberContract } from "./known-contracts";
import { type CheckFailure, type Diff, type Properties, type ReadState, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { hasMoved, refreshed } from "./settlement";
import { timelockLayout } from "./simulation/known-layouts";
import { extraCancellers, planTimelock, type TimelockOrigin } from "./timelock/address";
import { recordedTimelock, refuseTimelock, type TimelockInputs, timelockInputs } from "./timelock/inputs";
import { observeTimelock, type TimelockObservation } from "./timelock/observation";
import { ROLES, timelock } from "./timelock/roles";
import { isTimelockAsWanted, settleTimelock } from "./timelock/settlement";
import { UserError } from "./user-error";

/** Of a grant or a renunciation, about twice what it takes: with it grants go out in the block of the creation. */
const roleGas = 100_000n;

const settings = ["minDelaySeconds", "proposers", "executors", "cancellers"] as const;

export const timelockKind: ResourceKind = {
  type: "safes:index:Timelock",

  check: (connection, olds, news) =>
    checkInputs(timelockInputs, news, (inputs) => [
      ...refuseTimelock(inputs, connection.config.environment),
      ...refuseAnotherTimelock(olds, inputs),
    ]),

  diff: async (connection, old, news, { name }): Promise<Diff> => {
    remember(connection, old.id, name, firstBlockOf(old.outputs));
    const [before, after] = parsedBoth(recordedTimelock, old.inputs, news);
    const changed = settings.filter((key) => !isSame(before[key], after[key]));
    if (changed.length > 0) return { changes: Object.fromEntries(changed.map((key) => [key, "update" as const])) };
    return { changes: (await hasMoved(connection, old.outputs)) ? { status: "update" } : {} };
  },

  create: async (connection, resource, raw, call): Promise<State> => {
    const inputs = parsed(timelockInputs, raw);
    const origin = originOf(inputs);
    if (!origin) return { id: "", outputs: { ...raw, address: UNKNOWN, status: UNKNOWN } };
    const deployer = await connection.senderAddress();
    const creation = planTimelock(origin, deployer, await connection.deployer(call));
    const { address } = creation;
    const isThere = (await (await connection.read()).code(address)) !== "0x";
    const steps = [
      creationStep(creation, `deploys the timelock ${resource.name}`, connection),
      ...roleSteps(connection, origin, deployer, address, resource.name),
    ];
    if (call.preview) {
      await connection.estimate(resource.urn, steps, call);
      return { id: address, outputs: { ...raw, address, status: "active" } };
    }
    const before = isThere ? 0n : await connection.blockNumber();
    const transactions = await connection.send(resource.urn, steps, call);
    // An interrupted run may have sent what is there.
    const firstBlock = transactions[0] ? BigInt(transactions[0].blockNumber) - 1n : before;
    await requireCode(connection, address, resource.name);
    const observed = await observeTimelock(connection, address, firstBlock);
    remember(connection, address, resource.name, firstBlock);
    if (!isThere) refuseWrongRoles(observed, origin, deployer, resource.name);
    const pending = await settleTimelock(connection, resource, inputs, observed, {}, call);
    return { id: address, outputs: { ...raw, address, firstBlock: `${firstBlock}`, transactions, ...pending } };
  },

  read: async (connection, _resource, id, known): Promise<ReadState | undefined> => {
    const chain = await connection.read();
    if ((await chain.code(id)) === "0x") return undefined;
    const observed = await observeTimelock(connection, id, firstBlockOf(known.outputs));
    const drifted = driftOf(known, observed);
    const inputs = { ...known.inputs, ...drifted };
    const outputs = { ...known.outputs, ...drifted, address: id, observed };
    // An import has yet to hear from the program.
    const isAsWanted = inputs.salt === undefined || isTimelockAsWanted(parsed(timelockInputs, inputs), observed);
    return { id, inputs, outputs: await refreshed(connection, outputs, isAsWanted) };
  },

  update: async (connection, resource, old, news, call): Promise<State> => {
    const inputs = parsed(timelockInputs, news);
    const observed = await observeTimelock(connection, old.id, firstBlockOf(old.outputs));
    const pending = await settleTimelock(connection, resource, inputs, observed, old.outputs, call);
    const { proposal: _, ...before } = old.outputs;
    return { id: old.id, outputs: { ...before, ...news, ...pending } };
  },
};

/** Of one that was adopted nobody knows it. */
function firstBlockOf({ firstBlock }: Properties): bigint {
  return BigInt(String(firstBlock ?? "0"));
}

function remember(connection: Connection, address: string, name: string, firstBlock: bigint): void {
  rememberContract(connection, address, { name, layout: () => timelockLayout, firstBlock });
}

function originOf({
  minDelaySeconds,
  proposers,
  executors,
  cancellers,
  salt,
}: TimelockInputs): TimelockOrigin | undefined {
  if (minDelaySeconds === UNKNOWN || proposers === UNKNOWN || executors === UNKNOWN || cancellers === UNKNOWN) return;
  const lists = { proposers, executors, cancellers };
  if (Object.values(lists).some((list) => list.includes(UNKNOWN))) return;
  return { minDelaySeconds, salt: BigInt(salt), ...(lists as Record<keyof typeof lists, string[]>) };
}

function refuseAnotherTimelock(olds: Properties, { salt }: TimelockInputs): CheckFailure[] {
  if (Object.keys(olds).length === 0) return [];
  const before = parsed(recordedTimelock, olds).salt;
  if (before === undefined || before === salt) return [];
  const reason =
    "changed: that is another timelock at another address, which owns nothing; give it a resource of its own";
  return [{ property: "salt", reason }];
}

/** The deployer is administrator from the first transaction to the last of these, all in one run. */
function roleSteps(
  connection: Connection,
  origin: TimelockOrigin,
  deployer: string,
  address: string,
  name: string,
): Step[] {
  const others = extraCancellers(origin);
  if (others.length === 0) return [];
  const has = async (role: string, account: string) => {
    const chain = await connection.read();
    if ((await chain.code(address)) === "0x") return false;
    const data = timelock.encodeFunctionData("hasRole", [role, account]);
    return timelock.decodeFunctionResult("hasRole", await chain.call({ to: address, data }))[0] as boolean;
  };
  const exists = async () => (await (await connection.read()).code(address)) !== "0x";
  return [
    ...others.map((account) => ({
      key: `grant ${account}`,
      to: address,
      data: timelock.encodeFunctionData("grantRole", [ROLES.canceller, account]),
      description: `${name}: ${account} may cancel`,
      gasOnceThere: roleGas,
      // Once the deployer has renounced, what is still missing is a proposal.
      isDone: async () =>
        (await has(ROLES.canceller, account)) || ((await exists()) && !(await has(ROLES.admin, deployer))),
    })),
    {
      key: "renounce",
      to: address,
      data: timelock.encodeFunctionData("renounceRole", [ROLES.admin, deployer]),
      description: `${name}: the deployer gives up its rights`,
      gasOnceThere: roleGas,
      isIrrevocable: true,
      isDone: async () => (await exists()) && !(await has(ROLES.admin, deployer)),
    },
  ];
}

/** What was deployed a moment ago must be what was meant, to the last role. */
function refuseWrongRoles(observed: TimelockObservation, origin: TimelockOrigin, deployer: string, name: string): void {
  const sorted = (accounts: readonly string[]) => [...new Set(accounts)].sort();
  const expected = {
    admin: [observed.address],
    proposer: sorted(origin.proposers),
    executor: sorted(origin.executors),
    canceller: sorted([...origin.proposers, ...origin.cancellers]),
  };
  for (const [role, accounts] of Object.entries(expected)) {
    const holders = observed.roles[role as keyof typeof expected];
    if (holders.join() === accounts.join()) continue;
    throw new UserError({
      what: `${name}: the role ${role} is not held by whom it should be`,
      where: observed.address,
      got: holders.join(", ") || "nobody",
      expected: accounts.join(", ") || "nobody",
      fix: holders.includes(deployer)
        ? "run `pulumi up` again: the deployer still has to renounce"
        : "do not hand anything to it",
    });
  }
}

/** As of a Safe: what changed behind the stack's back becomes an input, what only has not come about yet does not. */
function driftOf(
  { inputs, outputs }: Pick<ReadState, "inputs" | "outputs">,
  observed: TimelockObservation,
): Properties {
  const found = settingsOf(observed);
  const recorded = outputs.observed ? settingsOf(outputs.observed as TimelockObservation) : {};
  const wanted: Properties = outputs.observed ? parsed(timelockInputs, inputs) : {};
  const drifted = settings.filter((key) => !isSame(recorded[key], found[key]) && !isSame(wanted[key], found[key]));
  return Object.fromEntries(drifted.map((key) => [key, found[key]]));
}

function settingsOf({ address, roles, minDelaySeconds }: TimelockObservation): Properties {
  const without = (accounts: readonly string[], others: readonly string[]) =>
    accounts.filter((each) => !others.includes(each));
  return {
    minDelaySeconds,
    proposers: roles.proposer,
    executors: roles.executor,
    cancellers: without(roles.canceller, [...roles.proposer, address]),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === UNKNOWN || other === UNKNOWN) return false;
  if (Array.isArray(one) && Array.isArray(other)) {
    if ([...one, ...other].includes(UNKNOWN)) return false;
    return [...one].sort().join() === [...other].sort().join();
  }
  return one === other;
}
