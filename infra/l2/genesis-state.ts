import { toBeHex, zeroPadValue } from "ethers/utils";

/** An account of the genesis block. */
export interface GenesisAccount {
  /** Default: 0. */
  readonly balanceWei?: bigint;
  /** Default: 0. */
  readonly nonce?: number;
  /** Runtime code. Default: none. */
  readonly code?: string;
  /** Words by slot, both of 32 bytes; none is zero. */
  readonly storage?: Readonly<Record<string, string>>;
}

/** By address in lower case. */
export type GenesisState = ReadonlyMap<string, GenesisAccount>;

/** The slot at this place of the storage layout. */
export function slot(position: number | bigint): string {
  return toBeHex(position, 32);
}

export function wordOf(value: string | number | bigint): string {
  return typeof value === "string" ? zeroPadValue(value, 32) : toBeHex(value, 32);
}
