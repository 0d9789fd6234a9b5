import { resolve } from "node:path";
import { keccak256 } from "ethers";
import type { Connection, Step } from "./connection";
import { type Artifact, creationCode, creationCodeHash, parseArtifact, readArtifact } from "./contract/artifact";
import { type Create2, planCreate2 } from "./contract/create2";
import { type ContractInputs, contractInputs, hasUnknown } from "./contract/inputs";
import { SINGLETON_FACTORY } from "./deployer";
import { checkInputs, parsed } from "./inputs";
import { type Diff, type Properties, type ReadState, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { UserError } from "./user-error";

/** A contract at an address that follows from its code, its arguments and a salt. */
export const contractKind: ResourceKind = {
  type: "safes:index:Contract",

  check: (_connection, _olds, news) =>
    checkInputs(contractInputs, news, (inputs) => {
      if (hasUnknown(inputs)) return [];
      plan(inputs, SINGLETON_FACTORY);
      return [];
    }),

  /** Another code is another contract: the old one stays where it is, and what used it has to be told. */
  diff: async (_connection, old, news): Promise<Diff> => {
    const inputs = parsed(contractInputs, news);
    if (!hasUnknown(inputs) && old.outputs.creationCodeHash === keccak256(fullCode(inputs))) {
      return { changes: inputs.salt === old.inputs.salt ? {} : { salt: "update-replace" } };
    }
    return { changes: { artifact: "update-replace" } };
  },

  create: async (connection, { urn, name }, raw, call): Promise<State> => {
    const inputs = parsed(contractInputs, raw);
    if (hasUnknown(inputs)) return { id: "", outputs: { ...raw, address: UNKNOWN, codeHash: UNKNOWN } };
    const factory = await connection.deployer(call);
    const creation = plan(inputs, factory);
    const step = creationStep(creation, `deploys the contract ${name}`, connection);
    if (call.preview) {
      await connection.estimate(urn, [step], call);
      return { id: creation.address, outputs: { ...outputsOf(raw, inputs, creation), codeHash: UNKNOWN } };
    }
    const transactions = await connection.send(urn, [step], call);
    const codeHash = await requireCode(connection, creation.address, name);
    return { id: creation.address, outputs: { ...outputsOf(raw, inputs, creation), codeHash, transactions } };
  },

  read: async (connection, _resource, id, known): Promise<ReadState | undefined> => {
    const code = await (await connection.read()).code(id);
    if (code === "0x") return undefined;
    return { id, inputs: known.inputs, outputs: { ...known.outputs, codeHash: keccak256(code) } };
  },

  update: async (_connection, _resource, old) => ({ id: old.id, outputs: old.outputs }),
};

/** Done when there is code: a contract that anyone else created with the same code and salt is the same contract. */
export function creationStep({ address, to, data }: Create2, description: string, connection: Connection): Step {
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
  if (code !== "0x") return keccak256(code);
  throw new UserError({
    what: `the factory was called but created nothing for ${name}`,
    where: address,
    fix: "its constructor reverts; run it on a local chain to see why",
  });
}

function plan(inputs: ContractInputs, factory: string): Create2 {
  return planCreate2(factory, BigInt(inputs.salt), fullCode(inputs));
}

function fullCode(inputs: ContractInputs): string {
  const where = typeof inputs.artifact === "string" ? inputs.artifact : "artifact";
  const artifact = loadArtifact(inputs, where);
  const hash = creationCodeHash(artifact);
  if (inputs.creationCodeHash !== undefined && inputs.creationCodeHash !== hash) {
    const fix = "if the new code is meant, put its hash into creationCodeHash";
    throw new UserError({
      what: "the artifact is not the pinned one",
      where,
      got: hash,
      expected: inputs.creationCodeHash,
      fix,
    });
  }
  // hasUnknown has seen to it that every address is known.
  return creationCode(artifact, inputs.constructorArguments, inputs.libraries as Record<string, string>, where);
}

function loadArtifact({ artifact }: ContractInputs, where: string): Artifact {
  return typeof artifact === "string" ? readArtifact(resolve(artifact)) : parseArtifact(artifact, where);
}

function outputsOf(raw: Properties, inputs: ContractInputs, { address }: Create2): Properties {
  return { ...raw, address, creationCodeHash: keccak256(fullCode(inputs)) };
}
