import { concat, getCreate2Address, Interface, keccak256, toBeHex, ZeroAddress, zeroPadValue } from "ethers";
import type { SafeContracts } from "./contracts";

const safe = new Interface([
  "function setup(address[] owners, uint256 threshold, address to, bytes data, address fallbackHandler, address paymentToken, uint256 payment, address paymentReceiver)",
]);
const factory = new Interface([
  "function createProxyWithNonce(address singleton, bytes initializer, uint256 saltNonce) returns (address proxy)",
]);

/** Which of Safe's two singletons a Safe runs; the other one has another address. */
export type SingletonKind = "SafeL2" | "Safe";

/** What a Safe's address follows from, besides the contracts that create it. The owners' order counts. */
export interface SafeOrigin {
  readonly owners: readonly string[];
  readonly threshold: number;
  readonly fallbackHandler: string;
  readonly singletonKind: SingletonKind;
  readonly saltNonce: bigint;
}

/** Without delegate call and without payment: a Safe that is nothing but its owners. */
function encodeSetup({ owners, threshold, fallbackHandler }: SafeOrigin): string {
  return safe.encodeFunctionData("setup", [
    owners,
    threshold,
    ZeroAddress,
    "0x",
    fallbackHandler,
    ZeroAddress,
    0,
    ZeroAddress,
  ]);
}

/** The call of the factory that creates the Safe. Anyone may send it, and the result is the same. */
export function encodeCreation(origin: SafeOrigin, { contracts }: SafeContracts): { to: string; data: string } {
  const singleton = contracts[origin.singletonKind].address;
  const data = factory.encodeFunctionData("createProxyWithNonce", [singleton, encodeSetup(origin), origin.saltNonce]);
  return { to: contracts.SafeProxyFactory.address, data };
}

/** The address that Safe's factory will give, computed from the inputs alone, without a chain. */
export function predictSafeAddress(origin: SafeOrigin, { contracts, proxyCreationCode }: SafeContracts): string {
  return predictProxyAddress({
    factory: contracts.SafeProxyFactory.address,
    singleton: contracts[origin.singletonKind].address,
    proxyCreationCode,
    initializer: encodeSetup(origin),
    saltNonce: origin.saltNonce,
  });
}

export interface ProxyOrigin {
  readonly factory: string;
  readonly singleton: string;
  readonly proxyCreationCode: string;
  /** Call data of the first call to the proxy. */
  readonly initializer: string;
  readonly saltNonce: bigint;
}

/** `createProxyWithNonce` of SafeProxyFactory.sol, the same in every version since 1.0.0. */
export function predictProxyAddress(origin: ProxyOrigin): string {
  const { factory, singleton, proxyCreationCode, initializer, saltNonce } = origin;
  const salt = keccak256(concat([keccak256(initializer), toBeHex(saltNonce, 32)]));
  return getCreate2Address(factory, salt, keccak256(concat([proxyCreationCode, zeroPadValue(singleton, 32)])));
}
