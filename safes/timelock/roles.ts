import { getAddress, Interface, id, ZeroAddress, ZeroHash } from "ethers";
import type { ChainSnapshot } from "../connection";

/** AccessControl.sol and TimelockController.sol of OpenZeppelin 5. */
export const timelock = new Interface([
  "constructor(uint256 minDelay, address[] proposers, address[] executors, address admin)",
  "function getMinDelay() view returns (uint256)",
  "function getTimestamp(bytes32 id) view returns (uint256)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function grantRole(bytes32 role, address account)",
  "function revokeRole(bytes32 role, address account)",
  "function renounceRole(bytes32 role, address account)",
  "function updateDelay(uint256 newDelay)",
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
  "event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)",
]);

export const ROLES = {
  admin: ZeroHash,
  proposer: id("PROPOSER_ROLE"),
  executor: id("EXECUTOR_ROLE"),
  canceller: id("CANCELLER_ROLE"),
} as const;
export type Role = keyof typeof ROLES;

/** As an executor: anyone may execute what is due. */
export const ANYONE = ZeroAddress;

export type RoleHolders = Readonly<Record<Role, readonly string[]>>;

/**
 * Who holds which role. The contract cannot list them, so its events are replayed from its first block, and then every
 * holder, and everyone who ever was one, is asked for with `hasRole`.
 *
 * @throws when events and answers contradict each other.
 */
export async function readRoleHolders(at: ChainSnapshot, address: string, fromBlock: bigint): Promise<RoleHolders> {
  const topics = [
    [timelock.getEvent("RoleGranted")?.topicHash, timelock.getEvent("RoleRevoked")?.topicHash] as string[],
  ];
  const holders = new Map<string, { role: string; account: string; holds: boolean }>();
  for (const log of await at.logs({ address, topics, fromBlock })) {
    const event = timelock.parseLog(log);
    if (!event) continue;
    // The two events have the same arguments; ethers types them as a list.
    const { role, account } = event.args as unknown as { role: string; account: string };
    holders.set(`${role} ${account}`, { role, account: getAddress(account), holds: event.name === "RoleGranted" });
  }
  await Promise.all(
    [...holders.values()].map(async ({ role, account, holds }) => {
      const answer = await at.call({ to: address, data: timelock.encodeFunctionData("hasRole", [role, account]) });
      const [has] = timelock.decodeFunctionResult("hasRole", answer);
      if (has !== holds) throw new Error(`${address}: hasRole(${role}, ${account}) is ${has}, its events say ${holds}`);
    }),
  );
  const holdersOf = (role: string) =>
    [...holders.values()]
      .filter((entry) => entry.role === role && entry.holds)
      .map(({ account }) => account)
      .sort();
  return {
    admin: holdersOf(ROLES.admin),
    proposer: holdersOf(ROLES.proposer),
    executor: holdersOf(ROLES.executor),
    canceller: holdersOf(ROLES.canceller),
  };
}
