import { keccak256 } from "ethers";
import type { Connection } from "../connection";
import { type RoleHolders, readRoleHolders, timelock } from "./roles";

/** A timelock as the chain has it. */
export interface TimelockObservation {
  readonly address: string;
  readonly minDelaySeconds: number;
  readonly roles: RoleHolders;
  readonly codeHash: string;
}

/** `firstBlock` is one in which the timelock did not exist yet, or 0. */
export async function observeTimelock(
  connection: Connection,
  address: string,
  firstBlock: bigint,
): Promise<TimelockObservation> {
  const chain = await connection.read();
  const data = timelock.encodeFunctionData("getMinDelay");
  const [delay, roles, code] = await Promise.all([
    chain.call({ to: address, data }),
    readRoleHolders(chain, address, firstBlock),
    chain.code(address),
  ]);
  const [minDelay] = timelock.decodeFunctionResult("getMinDelay", delay);
  return { address, minDelaySeconds: Number(minDelay), roles, codeHash: keccak256(code) };
}
