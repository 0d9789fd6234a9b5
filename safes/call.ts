import { Interface } from "ethers";
import type { Connection, Step } from "./connection";
import { type CallInputs, callInputs, hasUnknown } from "./contract/inputs";
import { checkInputs, parsed } from "./inputs";
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
import { UserError } from "./user-error";

/** A call that is made while its post-condition does not hold, and never again once it does. */
export const callKind: ResourceKind = {
  type: "safes:index:Call",
  check: (_connection, _olds, news) =>
    checkInputs(callInputs, news, (inputs) => {
      if (hasUnknown(inputs)) return [];
      encode(inputs.function, inputs.arguments);
      encode(inputs.postCondition.function, inputs.postCondition.arguments);
      return [];
    }),

  diff: async (_connection, old, news): Promise<Diff> => {
    const changed = Object.keys(news).filter((key) => JSON.stringify(news[key]) !== JSON.stringify(old.inputs[key]));
    const changes = Object.fromEntries(changed.map((key) => [key, "update"] as const));
    // A refresh has found that what was done is undone.
    return { changes: old.outputs.holds === false ? { ...changes, holds: "update" } : changes };
  },

  create: (connection, resource, raw, call) => settle(connection, resource, raw, call),
  update: (connection, resource, _old, news, call) => settle(connection, resource, news, call),

  read: async (connection, _resource, id, known): Promise<ReadState> => {
    const holds = await postConditionHolds(connection, parsed(callInputs, known.inputs));
    return { id, inputs: known.inputs, outputs: { ...known.outputs, holds } };
  },
};

async function settle(
  connection: Connection,
  { urn, name }: ResourceIdentity,
  raw: Properties,
  call: Call,
): Promise<State> {
  const inputs = parsed(callInputs, raw);
  if (hasUnknown(inputs)) return { id: name, outputs: { ...raw, holds: UNKNOWN } };
  const step: Step = {
    key: "call",
    to: inputs.to as string,
    data: encode(inputs.function, inputs.arguments),
    valueWei: BigInt(inputs.valueWei),
    description: `${name}: ${inputs.function}`,
    isDone: () => postConditionHolds(connection, inputs),
  };
  if (call.preview) {
    await connection.estimate(urn, [step], call);
    return { id: name, outputs: { ...raw, holds: true } };
  }
  const transactions = await connection.send(urn, [step], call);
  if (!(await postConditionHolds(connection, inputs))) {
    throw new UserError({
      what: `${name}: the call went through, but its post-condition does not hold`,
      where: inputs.to as string,
      expected: `${inputs.postCondition.function} to give ${JSON.stringify(inputs.postCondition.expected)}`,
      fix: "compare the post-condition with what the call really does",
    });
  }
  return { id: name, outputs: { ...raw, holds: true, transactions } };
}

async function postConditionHolds(connection: Connection, { to, postCondition }: CallInputs): Promise<boolean> {
  const target = postCondition.to ?? to;
  const chain = await connection.read();
  // A contract that is still to be created has no state that could hold.
  if ((await chain.code(target as string)) === "0x") return false;
  const abi = new Interface([postCondition.function]);
  const answer = await chain.call({
    to: target as string,
    data: encode(postCondition.function, postCondition.arguments),
  });
  const values = abi.decodeFunctionResult(nameOf(abi), answer);
  return asText(values.length === 1 ? values[0] : [...values]) === asText(postCondition.expected);
}

function encode(signature: string, values: readonly unknown[]): string {
  const abi = new Interface([signature]);
  try {
    return abi.encodeFunctionData(nameOf(abi), [...values]);
  } catch (error) {
    const got = (error as { shortMessage?: string }).shortMessage ?? String(error);
    throw new UserError({ what: "the arguments do not fit the function", where: signature, got });
  }
}

function nameOf(abi: Interface): string {
  let name = "";
  abi.forEachFunction((found) => {
    name = found.format("sighash");
  });
  return name;
}

/** Numbers, addresses and bytes are compared as a program writes them: in text, whatever the case. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(",")}]`;
  return String(value).toLowerCase();
}
