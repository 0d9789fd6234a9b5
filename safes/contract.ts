import type { Connection, Step } from "./connection";
import { creationCodeHash } from "./contract/artifact";
import { codeHashOf } from "./contract/code-hash";
import type { Create2 } from "./contract/create2";
import { type Creation, loadArtifact, planCreation } from "./contract/creation";
import { foretellCreation, refuseCreation } from "./contract/creation-refusal";
import { planOf } from "./contract/foresight";
import { type ContractInputs, contractInputs } from "./contract/inputs";
import { readStorageLayout } from "./contract/storage-layout";
import { SINGLETON_FACTORY } from "./deployer";
import { changedKeys, checkInputs, hasUnknown, parsed, parsedBoth, refuseImport } from "./inputs";
import { rememberContract } from "./known-contracts";
import { type Diff, type Properties, type ReadState, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { UserError } from "./user-error";

/** What makes the address: another one of these is another contract. */
const identity = ["creationCodeHash", "constructorArguments", "libraries", "creatorCalls", "salt"] as const;

/** A contract at an address that follows from its code, its arguments and a salt. */
export const contractKind: ResourceKind = {
  type: "safes:index:Contract",

  /** The hash of the artifact's code becomes an input, so that a diff shows when the file is another one. */
  check: (_connection, _olds, news) => {
    let hash: string | undefined;
    const outcome = checkInputs(contractInputs, news, (inputs) => {
      hash = creationCodeHash(loadArtifact(inputs));
      if (!hasUnknown(inputs)) planCreation(inputs, SINGLETON_FACTORY);
      return [];
    });
    return { ...outcome, inputs: { ...news, ...(hash && { creationCodeHash: hash }) } };
  },

  /** Another code is another contract: the old one stays where it is, and what used it has to be told. */
  diff: async (connection, old, news, { name }): Promise<Diff> => {
    const [before, after] = parsedBoth(contractInputs, old.inputs, news);
    const changed = changedKeys(before, after, identity);
    if (hasUnknown(after) || before.salt !== after.salt || !isSame(after, old.outputs)) {
      // The ABI alone may have changed, and with it what the arguments are encoded to.
      const named = changed.length > 0 ? changed : ["artifact"];
      return { changes: Object.fromEntries(named.map((key) => [key, "update-replace" as const])) };
    }
    remember(connection, String(old.outputs.address), name, after);
    return { changes: hasForeignCode(old.outputs) ? { codeHash: "update" } : {} };
  },

  create: async (connection, { urn, name }, raw, call): Promise<State> => {
    const inputs = parsed(contractInputs, raw);
    if (hasUnknown(inputs)) return { id: "", outputs: { address: UNKNOWN, initCodeHash: UNKNOWN, codeHash: UNKNOWN } };
    const creation = planCreation(inputs, await connection.deployer(call));
    remember(connection, creation.address, name, inputs);
    const isThere = (await (await connection.read()).code(creation.address)) !== "0x";
    if (isThere) await call.inform?.(`${name}: ${creation.address} is there already and is adopted`);
    else if (call.preview) await foretellCreation(connection, creation, name, call);
    else await refuseCreation(connection, creation, name);
    const step = creationStep(creation, `deploys ${name} at ${creation.address}`, connection);
    if (call.preview) {
      await connection.estimate(urn, [step], call);
      return { id: creation.address, outputs: { ...outputsOf(creation), codeHash: UNKNOWN } };
    }
    const transactions = await connection.send(urn, [step], call);
    const codeHash = await requireCode(connection, creation.address, name);
    const outputs = { ...outputsOf(creation), codeHash, expectedCodeHash: codeHash, transactions };
    return { id: creation.address, outputs };
  },

  read: async (connection, { name }, id, known): Promise<ReadState | undefined> => {
    refuseImport(known.inputs, name, "`pulumi up` finds the contract where its code and salt put it, and adopts it");
    const code = await (await connection.read()).code(id);
    if (code === "0x") return undefined;
    return { id, inputs: known.inputs, outputs: { ...known.outputs, codeHash: codeHashOf(code) } };
  },

  /** The address is the same, so there is nothing to do but to look whether it still holds the same code. */
  update: async (_connection, { name }, old) => {
    if (hasForeignCode(old.outputs)) throw foreignCode(name, old);
    return { id: old.id, outputs: old.outputs };
  },
};

function remember(connection: Connection, address: string, name: string, { artifact }: ContractInputs): void {
  rememberContract(connection, address, { name, layout: () => readStorageLayout(artifact) });
}

/** Done when there is code: a contract that anyone else created with the same code and salt is the same contract. */
export function creationStep(
  { address, to, data }: Omit<Create2, "initCodeHash">,
  description: string,
  connection: Connection,
): Step {
  planOf(connection).planCreation(address);
  return {
    key: "create",
    to,
    data,
    description,
    isDone: async () => (await (await connection.read()).code(address)) !== "0x",
  };
}

export async function requireCode(connection: Connection, address: string, name: string): Promise<string> {
  const code = await (await connection.read()).code(address);
  if (code !== "0x") return codeHashOf(code);
  throw new UserError({
    what: `the factory was called but created nothing for ${name}`,
    where: address,
    fix: "its constructor reverts; run it on a local chain to see why",
  });
}

function isSame(inputs: ContractInputs, { initCodeHash }: Properties): boolean {
  // The factory has no part in the code.
  return planCreation(inputs, SINGLETON_FACTORY).initCodeHash === initCodeHash;
}

function outputsOf({ address, to, initCodeHash }: Creation): Properties {
  return { address, factory: to, initCodeHash };
}

function hasForeignCode({ codeHash, expectedCodeHash }: Properties): boolean {
  return codeHash !== UNKNOWN && expectedCodeHash !== undefined && codeHash !== expectedCodeHash;
}

function foreignCode(name: string, { id, outputs }: ReadState): UserError {
  return new UserError({
    what: `${name} is no longer the contract that was deployed`,
    where: id,
    got: `code hash ${String(outputs.codeHash)}`,
    expected: String(outputs.expectedCodeHash),
    fix: "find out whether the endpoints show another chain before anything else is sent to it; if the new code is right, `pulumi state delete` it and let `pulumi up` adopt it",
  });
}
