import type { ChainSnapshot, Connection, Step } from "./connection";
import { foretell, planOf } from "./contract/foresight";
import { changedKeys, checkInputs, hasUnknown, parsed, parsedBoth, refuseImport } from "./inputs";
import { describeRight, type OwnershipInputs, ownershipInputs } from "./ownership/inputs";
import { isTwoStep } from "./ownership/owner";
import { acceptanceNeeded, notHandedOver, refusalOf, refuseKey } from "./ownership/refusals";
import { type HandOver, type Holding, type Right, rightOf } from "./ownership/right";
import {
  type Call,
  type Diff,
  type Properties,
  type ReadState,
  type ResourceIdentity,
  type State,
  UNKNOWN,
} from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { recordAll, type SentTransaction } from "./transactions/transaction";

const HANDED_OVER = "handed over";

/** The hand-over of a right by the deployer: afterwards the new owner has it and the deployer has not. */
export const ownershipKind: ResourceKind = {
  type: "safes:index:Ownership",
  check: (_connection, _olds, news) => checkInputs(ownershipInputs, news, () => []),

  diff: async (connection, old, news): Promise<Diff> => {
    const [before, after] = parsedBoth(ownershipInputs, old.inputs, news);
    const moved = changedKeys(before, after, ["contract", "right"]);
    if (moved.length > 0) return { changes: Object.fromEntries(moved.map((key) => [key, "update-replace" as const])) };
    if (changedKeys(before, after, ["newOwner"]).length > 0) return { changes: { newOwner: "update" } };
    if (old.outputs.status === HANDED_OVER) return { changes: {} };
    // While the new owner has not accepted, there is nothing to do but to look.
    const holding = await observe(await connection.read(), handOverOf(old.id, after, String(old.outputs.deployer)));
    const stillWaits = holding?.waitsForAcceptance && statusOf(holding) === old.outputs.status;
    return { changes: stillWaits ? {} : { status: "update" } };
  },

  create: (connection, resource, raw, call) => settle(connection, resource, raw, call),
  update: (connection, resource, old, news, call) => settle(connection, resource, news, call, old),

  read: async (connection, { name }, id, known): Promise<ReadState> => {
    refuseImport(known.inputs, name, "`pulumi up` finds out by itself whether it is handed over");
    const handOver = handOverOf(name, parsed(ownershipInputs, known.inputs), String(known.outputs.deployer));
    const holding = await observe(await connection.read(), handOver);
    return { id, inputs: known.inputs, outputs: { ...known.outputs, ...described(holding) } };
  },
};

async function settle(
  connection: Connection,
  { urn, name }: ResourceIdentity,
  raw: Properties,
  call: Call,
  old?: ReadState,
): Promise<State> {
  const inputs = parsed(ownershipInputs, raw);
  const deployer = await connection.senderAddress();
  if (hasUnknown(inputs)) return { id: name, outputs: { deployer, holder: UNKNOWN, status: UNKNOWN } };
  const handOver = handOverOf(name, inputs, deployer);
  await refuseKey(connection, await connection.read(), handOver);
  const isAgain =
    old !== undefined && changedKeys(parsed(ownershipInputs, old.inputs), inputs, ["newOwner"]).length === 0;
  const right = rightOf(handOver);
  if (call.preview) {
    await connection.estimate(urn, await foretold(connection, right, handOver, isAgain, call), call);
    return { id: name, outputs: { deployer, holder: handOver.newOwner, status: HANDED_OVER } };
  }
  const chain = await connection.read();
  const refusal = await refusalOf(connection, chain, right, handOver, isAgain);
  if (refusal) throw refusal;
  let transactions = (old?.outputs.transactions as readonly SentTransaction[] | undefined) ?? [];
  let holding = await right.observe(chain, handOver);
  for (const round of await right.rounds(connection, chain, handOver)) {
    transactions = recordAll(transactions, await connection.send(urn, round, call));
    holding = await right.observe(await connection.read(), handOver);
    const isDone = await Promise.all(round.map((step) => step.isDone()));
    if (!isDone.every(Boolean)) throw notHandedOver(handOver, holding);
  }
  if (holding.waitsForAcceptance) await call.warn?.(acceptanceNeeded(handOver));
  return { id: name, outputs: { deployer, ...described(holding), transactions } };
}

/** @returns what is going to be sent, after it has been said what speaks against it. */
async function foretold(
  connection: Connection,
  right: Right,
  handOver: HandOver,
  isAgain: boolean,
  call: Call,
): Promise<readonly Step[]> {
  const chain = await connection.read();
  const { contract, name } = handOver;
  const plan = planOf(connection);
  const refusal = await refusalOf(connection, chain, right, handOver, isAgain);
  const isThere = (await chain.code(contract)) !== "0x";
  if (refusal && isThere) {
    await foretell(connection, chain, { to: contract, data: "0x" }, refusal, call);
    return [];
  }
  if (refusal && !plan.creates(contract)) await call.warn?.(refusal.message);
  const holding = await observe(chain, handOver);
  if (holding?.isHandedOver) return [];
  plan.planCall();
  if (isAgain && !holding?.waitsForAcceptance) {
    await call.warn?.(`${name}: ${describeRight(handOver.right)} is back with the deployer, and is handed over again`);
  }
  if (handOver.right === "owner" && (await isTwoStep(chain, contract))) await call.warn?.(acceptanceNeeded(handOver));
  return (await right.rounds(connection, chain, handOver)).flat();
}

/** Nothing where there is no contract. */
async function observe(chain: ChainSnapshot, handOver: HandOver): Promise<Holding | undefined> {
  if ((await chain.code(handOver.contract)) === "0x") return undefined;
  return rightOf(handOver).observe(chain, handOver);
}

function handOverOf(name: string, { contract, right, newOwner }: OwnershipInputs, deployer: string): HandOver {
  // hasUnknown has seen to it that both are known.
  return { name, contract: contract as string, right, newOwner: newOwner as string, deployer };
}

function described(holding: Holding | undefined): Properties {
  return { holder: holding?.holder ?? "nobody: there is no contract", status: statusOf(holding) };
}

function statusOf(holding: Holding | undefined): string {
  if (holding?.isHandedOver) return HANDED_OVER;
  return holding?.waitsForAcceptance ? "waits for the new owner to accept" : "not handed over";
}
