import { concat, getCreate2Address, keccak256, toBeHex } from "ethers";

/** A contract whose address follows from its creation code, a salt and the factory that creates it. */
export interface Create2 {
  readonly address: string;
  /** To the factory. */
  readonly to: string;
  /** The salt, then the code: what both deterministic factories take. */
  readonly data: string;
}

/** `salt` is a number below 2^256. */
export function planCreate2(factory: string, salt: bigint, code: string): Create2 {
  const saltBytes = toBeHex(salt, 32);
  return {
    address: getCreate2Address(factory, saltBytes, keccak256(code)),
    to: factory,
    data: concat([saltBytes, code]),
  };
}
