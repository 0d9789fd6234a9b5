import { Interface, toQuantity } from "ethers";
import { type JsonRpcServer, serveJsonRpc } from "../../json-rpc-server";

const contract = new Interface([
  "function batcherHash() view returns (bytes32)",
  "function unsafeBlockSigner() view returns (address)",
  "function PROPOSER() view returns (address)",
  "function CHALLENGER() view returns (address)",
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
]);

/** What contracts answer, by address and name of the function. */
export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An L1 that knows who has which role, and nothing else. */
export class RoleChain {
  answers: Answers = {};
  chainId = 0;

  private server: JsonRpcServer | undefined;

  static async start(): Promise<RoleChain> {
    const chain = new RoleChain();
    chain.server = await serveJsonRpc((method, [call]) => ({
      result: method === "eth_chainId" ? toQuantity(chain.chainId) : chain.call(call),
    }));
    return chain;
  }

  get url(): string {
    return this.server?.url ?? "";
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private call(call: Call | undefined): string {
    const called = contract.parseTransaction({ data: call?.data ?? "0x" });
    const answer = this.answers[call?.to ?? ""]?.[called?.name ?? ""];
    // No code at this address.
    return called && answer !== undefined ? contract.encodeFunctionResult(called.fragment, [answer]) : "0x";
  }
}

interface Call {
  readonly to: string;
  readonly data: string;
}
