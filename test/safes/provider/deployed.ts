import { readFileSync } from "node:fs";
import { Interface } from "ethers";
import { fromProjectRoot } from "../../../safes/project-root";
import { resourceOf, type TestSession } from "./session";

export const fixtures = "test/safes/contract/artifacts";
export const bedrock = "node_modules/@eth-optimism/contracts-bedrock/forge-artifacts";
export const openZeppelin = "node_modules/@openzeppelin/contracts/build/contracts";

/** A contract of a test, created as a program would. */
export async function deployed(test: TestSession, name: string, artifact: string, ...constructorArguments: unknown[]) {
  const { id } = await test.create(resourceOf("Contract", name), { artifact, constructorArguments, salt: salt(name) });
  return new DeployedContract(test, id, new Interface(JSON.parse(readFileSync(fromProjectRoot(artifact), "utf8")).abi));
}

export class DeployedContract {
  constructor(
    private readonly test: TestSession,
    readonly address: string,
    private readonly abi: Interface,
  ) {}

  async read(name: string, ...values: unknown[]): Promise<unknown> {
    const answer = await this.test.read(this.address, this.abi.encodeFunctionData(name, values));
    const decoded = this.abi.decodeFunctionResult(name, answer);
    return decoded.length === 1 ? decoded[0] : decoded;
  }

  /** Behind the stack's back, whoever may do it. */
  async sendAs(from: string, name: string, ...values: unknown[]): Promise<void> {
    const { chain } = this.test;
    await chain.rpc("anvil_impersonateAccount", from);
    await chain.rpc("anvil_setBalance", from, "0xde0b6b3a7640000");
    const data = this.abi.encodeFunctionData(name, values);
    const hash = await chain.rpc<string>("eth_sendTransaction", { from, to: this.address, data });
    // The answer may come before the block.
    while ((await chain.rpc("eth_getTransactionReceipt", hash)) === null);
    await chain.rpc("anvil_stopImpersonatingAccount", from);
  }
}

/** Each name its own contract. */
function salt(name: string): string {
  return `${BigInt(`0x${Buffer.from(name).toString("hex").slice(0, 60)}`)}`;
}

/** The message of a failure, without what changes from run to run. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => undefined).catch((reason: Error) => reason);
  return withoutHex(error?.message ?? "nothing was refused");
}

export function withoutHex(text: string): string {
  return text.replaceAll(/0x[0-9a-fA-F]{40,}/g, "0x...");
}
