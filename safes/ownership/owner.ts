import { Interface } from "ethers";
import { askAddress, ownerOf } from "../call/authority";
import type { ChainSnapshot } from "../connection";
import { UserError } from "../user-error";
import type { HandOver, Holding, Right } from "./right";

/** Ownable of OpenZeppelin, and what Ownable2Step adds. */
const ownable = new Interface([
  "function transferOwnership(address newOwner)",
  "function pendingOwner() view returns (address)",
  "function acceptOwnership()",
]);
/** What the new owner has to call. */
export const acceptOwnership = ownable.encodeFunctionData("acceptOwnership");

export const ownerRight: Right = {
  observe: observeOwner,

  rounds: async (connection, _chain, handOver) => {
    const { name, contract, newOwner } = handOver;
    const isDone = async () => {
      const chain = await connection.read();
      if ((await chain.code(contract)) === "0x") return false;
      const { isHandedOver, waitsForAcceptance } = await observeOwner(chain, handOver);
      return isHandedOver || waitsForAcceptance === true;
    };
    const data = ownable.encodeFunctionData("transferOwnership", [newOwner]);
    return [[{ key: "transfer", to: contract, data, description: `${name}: ownership to ${newOwner}`, isDone }]];
  },
};

async function observeOwner(chain: ChainSnapshot, { contract, newOwner, deployer }: HandOver): Promise<Holding> {
  const owner = await ownerOf(chain, contract);
  if (owner === undefined) {
    throw new UserError({
      what: "the contract has no owner that could be handed over",
      where: contract,
      got: "no answer to owner()",
      expected: "a contract with Ownable",
      fix: 'for a proxy\'s admin use right: "proxyAdmin", for AccessControl the name of the role',
    });
  }
  const pending = await askAddress(chain, contract, ownable.encodeFunctionData("pendingOwner"));
  return {
    holder: owner,
    isHandedOver: owner === newOwner,
    isDeployers: owner === deployer,
    waitsForAcceptance: owner !== newOwner && pending === newOwner,
  };
}

/** Whether a transfer is only an offer (Ownable2Step). */
export async function isTwoStep(chain: ChainSnapshot, contract: string): Promise<boolean> {
  return (await askAddress(chain, contract, ownable.encodeFunctionData("pendingOwner"))) !== undefined;
}
