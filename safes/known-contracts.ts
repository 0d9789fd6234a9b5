import type { Connection } from "./connection";
import type { StorageLayout } from "./contract/storage-layout";

/** What this process has come to know of the contract at an address. */
export interface KnownContract {
  /** Of its resource in the program. */
  readonly name: string;
  /** Where it keeps its variables; nothing where nobody tells. */
  layout(): StorageLayout | undefined;
  /** A block in which it did not exist yet, or 0. */
  readonly firstBlock?: bigint;
}

export type KnownContracts = ReadonlyMap<string, KnownContract>;

const known = new WeakMap<Connection, Map<string, KnownContract>>();

/** By address: the contracts of the program, as far as the engine has asked about them already. */
export function knownContracts(connection: Connection): KnownContracts {
  return mapOf(connection);
}

export function rememberContract(connection: Connection, address: string, contract: KnownContract): void {
  mapOf(connection).set(address, contract);
}

function mapOf(connection: Connection): Map<string, KnownContract> {
  const map = known.get(connection) ?? new Map<string, KnownContract>();
  known.set(connection, map);
  return map;
}
