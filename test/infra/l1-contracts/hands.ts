import { id, zeroPadValue } from "ethers";
import type { ProxiedName } from "../../../infra/l1-contracts/set";
import type { TestChain } from "../../safes/anvil";
import { artifactOf, sendMined } from "./chain-reader";
import type { SetOnChain } from "./set-on-chain";

/** What a test can do to a chain, and nobody on a real one. */
export class Hands {
  constructor(
    readonly chain: TestChain,
    readonly set: SetOnChain,
    readonly deployer: string,
  ) {}

  /** Gives a variable of a contract another value, found by the layout of its artifact. */
  async setVariable(address: string, artifact: string, label: string, value: string | number): Promise<void> {
    const { storage, sizes } = artifactOf(artifact);
    const variable = storage.find((each) => each.label === label);
    if (!variable) throw new Error(`${artifact} has no variable ${label}`);
    const slot = zeroPadValue(`0x${BigInt(variable.slot).toString(16).padStart(2, "0")}`, 32);
    const word = BigInt(await this.chain.rpc("eth_getStorageAt", address, slot, "latest"));
    const shift = BigInt(8 * variable.offset);
    const mask = ((1n << BigInt(8 * (sizes[variable.type] ?? 32))) - 1n) << shift;
    const changed = (word & ~mask) | (BigInt(value) << shift);
    await this.setSlot(address, slot, `0x${changed.toString(16).padStart(64, "0")}`);
  }

  async setSlot(address: string, slot: string, value: string): Promise<void> {
    await this.chain.rpc("anvil_setStorageAt", address, slot, zeroPadValue(value, 32));
  }

  ofProxy(name: ProxiedName, label: string, value: string | number): Promise<void> {
    return this.setVariable(this.set.addresses[name], name, label, value);
  }

  /** One byte more at its end, which no call ever reaches. */
  async changeCode(address: string): Promise<void> {
    const code = await this.chain.rpc("eth_getCode", address, "latest");
    await this.chain.rpc("anvil_setCode", address, `${code}00`);
  }

  async copyCode(from: string, to: string): Promise<void> {
    await this.chain.rpc("anvil_setCode", to, await this.chain.rpc("eth_getCode", from, "latest"));
  }

  /** A call in the name of whoever may make it. */
  async as(from: string, to: string, artifact: string, method: string, ...values: unknown[]): Promise<void> {
    const data = artifactOf(artifact).abi.encodeFunctionData(method, values);
    await this.chain.rpc("anvil_setBalance", from, "0xde0b6b3a7640000");
    await this.chain.rpc("anvil_impersonateAccount", from);
    await sendMined(this.chain, { from, to, data, gas: "0x7a120" });
  }

  asTimelock(method: string, ...values: unknown[]): Promise<void> {
    const { timelock, addresses } = this.set;
    return this.as(timelock, addresses.ProxyAdmin, "ProxyAdmin", method, ...values);
  }

  asOperations(contract: "SystemConfig" | "SuperchainConfig", method: string, ...values: unknown[]): Promise<void> {
    return this.as(this.set.safes.operations, this.set.addresses[contract], contract, method, ...values);
  }

  /** The timelock administers its own roles. */
  async role(method: "grantRole" | "revokeRole", role: string, account: string): Promise<void> {
    const { timelock } = this.set;
    const selector = id(`${method}(bytes32,address)`).slice(0, 10);
    const data = `${selector}${id(role).slice(2)}${zeroPadValue(account, 32).slice(2)}`;
    await this.chain.rpc("anvil_setBalance", timelock, "0xde0b6b3a7640000");
    await this.chain.rpc("anvil_impersonateAccount", timelock);
    await sendMined(this.chain, { from: timelock, to: timelock, data });
  }
}
