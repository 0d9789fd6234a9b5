import type { Connection } from "../connection";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { RpcError } from "../transactions/endpoint";
import { UserError } from "../user-error";

/** @throws UserError where there is none at the address. */
export async function requireSafe(connection: Connection, address: string): Promise<SafeObservation> {
  const chain = await connection.read();
  const safe = await observeSafe(chain, connection.chainId, address).catch((error: unknown) => {
    if (isNoSafe(error)) return undefined;
    throw error;
  });
  if (safe) return safe;
  throw new UserError({
    what: "there is no Safe at the address",
    where: `${address} on chain ${connection.chainId}`,
    got: (await chain.code(address)) === "0x" ? "no contract" : "a contract that is no Safe",
    fix: "check the address and the chain; endpoints of a fork or of a chain that was started anew show another state",
  });
}

/** A contract that does not know a Safe's functions reverts, or answers something else. */
function isNoSafe(error: unknown): boolean {
  return error instanceof RpcError || (error as { code?: unknown }).code === "BAD_DATA";
}
