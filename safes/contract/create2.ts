import { getCreate2Address, toBeHex } from "ethers";
import { codeHashOf } from "./code-hash";

/** A contract whose address follows from its creation code, a salt and the factory that creates it. */
export interface Create2 {
  readonly address: string;
  /** Of the code that the factory gets: with the salt and the factory it makes the address. */
  readonly initCodeHash: string;
  /** To the factory. */
  readonly to: string;
  /** The salt, then the code: what both deterministic factories take. */
  readonly data: string;
}

/** `salt` is a number below 2^256. */
export function planCreate2(factory: string, salt: bigint, code: string): Create2 {
  const saltBytes = toBeHex(salt, 32);
  const initCodeHash = codeHashOf(code);
  const address = getCreate2Address(factory, saltBytes, initCodeHash);
  return { address, initCodeHash, to: factory, data: `${saltBytes}${code.slice(2)}` };
}
