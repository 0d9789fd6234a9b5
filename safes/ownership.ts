import { Interface } from "ethers";
import type { Connection, Step } from "./connection";
import { hasUnknown, type OwnershipInputs, ownershipInputs } from "./contract/inputs";
import { checkInputs, parsed } from "./inputs";
import { type Call, type Diff, type Properties, type ResourceIdentity, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { UserError } from "./user-error";

const abi = new Interface([
  "function owner() view returns (address)",
  "function transferOwnership(address newOwner)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function grantRole(bytes32 role, address account)",
  "function renounceRole(bytes32 role, address account)",
]);

/** The hand-over of a contract by the deployer: afterwards the new owner has the right and the deployer has not. */
export const ownershipKind: ResourceKind = {
  type: "safes:index:Ownership",
  check: (_connection, _olds, news) => checkInputs(ownershipInputs, news, () => []),

  diff: async (_connection, old, news): Promise<Diff> => {
    const moved = ["contract", "right"].filter((key) => news[key] !== old.inputs[key]);
    if (moved.length > 0) return { changes: Object.fromEntries(moved.map((key) => [key, "update-replace" as const])) };
    // Only what the chain says can tell a hand-over that was undone from one that the program changed.
    const isSettled = news.newOwner === old.inputs.newOwner && old.outputs.isHandedOver === true;
    return { changes: isSettled ? {} : { newOwner: "update" } };
  },

  create: (connection, resource, raw, call) => handOver(connection, resource, raw, call),
  update: (connection, resource, _old, news, call) => handOver(connection, resource, news, call),

  read: async (connection, _resource, id, known) => {
    const inputs = parsed(ownershipInputs, known.inputs);
    const outputs = { ...known.outputs, isHandedOver: await isHandedOver(connection, inputs) };
    return { id, inputs: known.inputs, outputs };
  },
};

async function handOver(
  connection: Connection,
  { urn, name }: ResourceIdentity,
  raw: Properties,
  call: Call,
): Promise<State> {
  const inputs = parsed(ownershipInputs, raw);
  if (hasUnknown(inputs)) return { id: name, outputs: { ...raw, isHandedOver: UNKNOWN } };
  const steps = await stepsOf(connection, inputs, name);
  if (call.preview) {
    await connection.estimate(urn, steps, call);
    return { id: name, outputs: { ...raw, isHandedOver: true } };
  }
  if (!(await isHandedOver(connection, inputs))) {
    await refuseOwner(connection, inputs, name);
    await refuseForeign(connection, inputs, name);
  }
  const transactions = await connection.send(urn, steps, call);
  if (!(await isHandedOver(connection, inputs))) {
    throw new UserError({
      what: `${name}: the transactions went through, but the contract still names another owner`,
      where: inputs.contract as string,
      expected: `${String(inputs.newOwner)} alone`,
      fix: "a contract with a two-step hand-over needs the new owner's acceptance: propose acceptOwnership()",
    });
  }
  return { id: name, outputs: { ...raw, isHandedOver: true, transactions } };
}

async function stepsOf(
  connection: Connection,
  { contract, right, newOwner }: OwnershipInputs,
  name: string,
): Promise<Step[]> {
  const deployer = await connection.senderAddress();
  const to = contract as string;
  if (right === "owner") {
    const data = abi.encodeFunctionData("transferOwnership", [newOwner]);
    const isDone = async () => (await ownerOf(connection, to)) === newOwner;
    return [{ key: "transfer", to, data, description: `${name}: ownership to ${String(newOwner)}`, isDone }];
  }
  return [
    {
      key: "grant",
      to,
      data: abi.encodeFunctionData("grantRole", [right, newOwner]),
      description: `${name}: role ${right} to ${String(newOwner)}`,
      isDone: () => hasRole(connection, to, right, newOwner as string),
    },
    {
      key: "renounce",
      to,
      data: abi.encodeFunctionData("renounceRole", [right, deployer]),
      description: `${name}: the deployer gives up role ${right}`,
      isDone: async () => !(await hasRole(connection, to, right, deployer)),
    },
  ];
}

async function isHandedOver(connection: Connection, { contract, right, newOwner }: OwnershipInputs): Promise<boolean> {
  const to = contract as string;
  if ((await (await connection.read()).code(to)) === "0x") return false;
  if (right === "owner") return (await ownerOf(connection, to)) === newOwner;
  const deployer = await connection.senderAddress();
  const [given, kept] = await Promise.all([
    hasRole(connection, to, right, newOwner as string),
    hasRole(connection, to, right, deployer),
  ]);
  return given && (!kept || deployer === newOwner);
}

/** One key that is lost or stolen must not decide over a contract on mainnet. */
async function refuseOwner(connection: Connection, { newOwner }: OwnershipInputs, name: string): Promise<void> {
  if (connection.config.environment !== "mainnet") return;
  if ((await (await connection.read()).code(newOwner as string)) !== "0x") return;
  throw new UserError({
    what: `${name}: the new owner is no contract`,
    where: newOwner as string,
    got: "an address without code: one person's key, or nobody's",
    expected: "a Safe or a timelock on mainnet",
    fix: "name the Safe's or the timelock's address; if it is still to be created, let this depend on it",
  });
}

async function refuseForeign(
  connection: Connection,
  { contract, right }: OwnershipInputs,
  name: string,
): Promise<void> {
  const deployer = await connection.senderAddress();
  const to = contract as string;
  const holds =
    right === "owner" ? (await ownerOf(connection, to)) === deployer : await hasRole(connection, to, right, deployer);
  if (holds) return;
  throw new UserError({
    what: `${name}: the deployer cannot hand over what it does not hold`,
    where: to,
    got: right === "owner" ? `owner ${await ownerOf(connection, to)}` : `no role ${right}`,
    expected: `the deployer ${deployer}`,
    fix: "propose the change to whoever holds it",
  });
}

async function ownerOf(connection: Connection, contract: string): Promise<string> {
  const chain = await connection.read();
  const [owner] = abi.decodeFunctionResult(
    "owner",
    await chain.call({ to: contract, data: abi.encodeFunctionData("owner") }),
  );
  return owner;
}

async function hasRole(connection: Connection, contract: string, role: string, account: string): Promise<boolean> {
  const chain = await connection.read();
  const data = abi.encodeFunctionData("hasRole", [role, account]);
  const [has] = abi.decodeFunctionResult("hasRole", await chain.call({ to: contract, data }));
  return has;
}
