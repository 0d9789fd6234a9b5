import { join } from "node:path";
import { type BaseWallet, toQuantity } from "ethers";
import { executionStep } from "../../../safes/execution";
import { ProposalFolder, replaceFile } from "../../../safes/proposal-folder";
import { createProposal, writeProposal } from "../../../safes/proposals/proposal";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import type { SafeSettings, SafeState } from "../../../safes/proposals/safe-state";
import { addSignature } from "../../../safes/proposals/signatures";
import type { SafeCall } from "../../../safes/proposals/transaction";
import { observeSafe } from "../../../safes/safe/observation";
import type { ChainSnapshot } from "../../../safes/transactions/reader";
import type { TestChain } from "../anvil";
import type { TestSession } from "./session";

/** A Safe whose owners' keys the test has, and what the owners do without the stack. */
export class GovernedSafe {
  readonly folder: ProposalFolder;

  constructor(
    readonly test: TestSession,
    readonly address: string,
    private readonly wallets: readonly BaseWallet[],
  ) {
    this.folder = new ProposalFolder(join(test.directory, "proposals"));
  }

  /** Every proposal that the stack has written for it. */
  get proposals(): Proposal[] {
    return this.folder.load(BigInt(this.test.chain.chainId), this.address);
  }

  proposal(safeTxHash: unknown): Proposal {
    const found = this.proposals.find((each) => each.safeTxHash === safeTxHash);
    if (!found) throw new Error(`there is no proposal ${safeTxHash}`);
    return found;
  }

  /** Into the proposal's file, as an owner with a wallet does. */
  sign(proposal: Proposal, ...owners: readonly string[]): void {
    for (const owner of owners) {
      const signature = this.walletOf(owner).signingKey.sign(proposal.safeTxHash).serialized;
      const signed = addSignature(this.proposal(proposal.safeTxHash), signature, owner);
      replaceFile(this.folder.fileOf(proposal), writeProposal(signed));
    }
  }

  /** On the chain, as an owner that is a contract does. */
  async approve(proposal: Proposal, owner: string): Promise<void> {
    await this.sendAs(owner, safeAbi.encodeFunctionData("approveHash", [proposal.safeTxHash]));
  }

  /** Anybody may, once enough have signed. */
  async execute({ safeTxHash }: Proposal): Promise<void> {
    await this.sendSigned(this.proposal(safeTxHash));
  }

  /** A transaction that the owners agree on among themselves. */
  async transact(calls: readonly SafeCall[], wanted?: SafeSettings): Promise<string> {
    const state = await this.observe();
    const origin = { stack: "", urn: "" };
    const createdAt = "2026-01-01T00:00:00Z";
    const options = { state, calls, description: "among owners", origin, createdAt, allowLowerThreshold: true };
    const proposal = createProposal({ ...options, ...(wanted && { wanted }) });
    await this.enact(proposal);
    return proposal.safeTxHash;
  }

  /** Signs with as many owners as it takes, and executes; no file changes. */
  async enact(proposal: Proposal): Promise<void> {
    const { owners, threshold } = proposal.before;
    const signers = owners.slice(0, threshold).map((owner) => this.walletOf(owner).signingKey);
    await this.sendSigned(
      signers.reduce((signed, key) => addSignature(signed, key.sign(proposal.safeTxHash).serialized), proposal),
    );
  }

  async observe(): Promise<SafeState> {
    const { rpc, chainId } = this.chain;
    const at: Pick<ChainSnapshot, "code" | "call" | "storage"> = {
      code: (address) => rpc("eth_getCode", address, "latest"),
      call: (call) => rpc("eth_call", call, "latest"),
      storage: (address, slot) => rpc("eth_getStorageAt", address, slot, "latest"),
    };
    const found = await observeSafe(at as ChainSnapshot, BigInt(chainId), this.address);
    if (!found) throw new Error("there is no Safe");
    return found;
  }

  private get chain(): TestChain {
    return this.test.chain;
  }

  private async sendSigned(proposal: Proposal): Promise<void> {
    const { data } = executionStep(proposal, async () => false);
    const [anyone] = await this.chain.rpc<string[]>("eth_accounts");
    await this.sendAs(anyone as string, data);
  }

  private async sendAs(from: string, data: string, to = this.address): Promise<void> {
    const { rpc } = this.chain;
    await rpc("anvil_impersonateAccount", from);
    await rpc("anvil_setBalance", from, toQuantity(10n ** 18n));
    const hash = await rpc("eth_sendTransaction", { from, to, data });
    let receipt: { status: string } | null = null;
    while (!receipt) receipt = await rpc<{ status: string } | null>("eth_getTransactionReceipt", hash);
    if (receipt.status !== "0x1") throw new Error("the transaction failed");
  }

  private walletOf(owner: string): BaseWallet {
    const found = this.wallets.find(({ address }) => address === owner);
    if (!found) throw new Error(`the test has no key of ${owner}`);
    return found;
  }
}
