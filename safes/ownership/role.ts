import { Interface } from "ethers";
import { nameOfRole } from "../call/authority";
import type { ChainSnapshot, Connection, Step } from "../connection";
import { imagine } from "../contract/foresight";
import { UserError } from "../user-error";
import { describeRight, roleOf } from "./inputs";
import type { HandOver, Holding, Right } from "./right";

/** AccessControl of OpenZeppelin. */
const accessControl = new Interface([
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function getRoleAdmin(bytes32 role) view returns (bytes32)",
  "function grantRole(bytes32 role, address account)",
  "function renounceRole(bytes32 role, address account)",
]);

export const roleRight: Right = {
  observe: async (chain, { contract, right, newOwner, deployer }): Promise<Holding> => {
    const role = roleOf(right);
    const [given, kept] = await Promise.all([
      hasRole(chain, contract, role, newOwner),
      hasRole(chain, contract, role, deployer),
    ]);
    return {
      holder: describeHolders(given, kept, newOwner, deployer),
      isHandedOver: given && !kept,
      // What is granted already, the deployer can renounce without any other right.
      isDeployers: given ? kept : await hasRole(chain, contract, await adminRoleOf(chain, contract, role), deployer),
    };
  },

  rounds: async (connection, _chain, { name, contract, right, newOwner, deployer }) => {
    const role = roleOf(right);
    const step = (verb: "grant" | "renounce", account: string): Pick<Step, "key" | "to" | "data"> => ({
      key: verb,
      to: contract,
      data: accessControl.encodeFunctionData(`${verb}Role`, [role, account]),
    });
    const has = (account: string) => hasRoleNow(connection, contract, role, account);
    const title = describeRight(right);
    const grant = {
      ...step("grant", newOwner),
      description: `${name}: ${title} to ${newOwner}`,
      isDone: () => has(newOwner),
    };
    const renounce = {
      ...step("renounce", deployer),
      description: `${name}: the deployer gives up ${title}`,
      isDone: async () => (await has(newOwner)) && !(await has(deployer)),
    };
    // Whatever became of the grant, a renunciation could not be taken back.
    return [[grant], [renounce]];
  },
};

function describeHolders(given: boolean, kept: boolean, newOwner: string, deployer: string): string {
  if (given) return kept ? `${newOwner}, and the deployer ${deployer} still` : newOwner;
  return kept ? deployer : `neither ${newOwner} nor the deployer ${deployer}`;
}

async function hasRoleNow(connection: Connection, contract: string, role: string, account: string): Promise<boolean> {
  const chain = await connection.read();
  return (await chain.code(contract)) !== "0x" && hasRole(chain, contract, role, account);
}

async function hasRole(chain: ChainSnapshot, contract: string, role: string, account: string): Promise<boolean> {
  const [has] = await ask(chain, contract, "hasRole", [role, account]);
  return has;
}

async function adminRoleOf(chain: ChainSnapshot, contract: string, role: string): Promise<string> {
  const [admin] = await ask(chain, contract, "getRoleAdmin", [role]);
  return admin;
}

async function ask(chain: ChainSnapshot, contract: string, name: string, values: readonly unknown[]) {
  const answer = await imagine(chain, { to: contract, data: accessControl.encodeFunctionData(name, values) });
  try {
    if (typeof answer === "string") return accessControl.decodeFunctionResult(name, answer);
  } catch {
    // An answer that does not fit is none.
  }
  throw new UserError({
    what: "the contract has no roles that could be handed over",
    where: contract,
    got: `no answer to ${name}(...)`,
    expected: "a contract with AccessControl",
  });
}

/** For the message to a deployer that cannot grant. */
export async function grantorOf(chain: ChainSnapshot, { contract, right }: HandOver): Promise<string> {
  return nameOfRole(await adminRoleOf(chain, contract, roleOf(right)));
}
