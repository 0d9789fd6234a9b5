import type { Wallet } from "ethers";
import type { Proposal } from "../../safes/proposals/proposal-schema";
import { safeAbi } from "../../safes/proposals/safe-abi";
import { addApproval, addSignature } from "../../safes/proposals/signatures";
import { impersonate } from "../chain";
import { rehearsedOwner } from "../rehearsed-owners";

/** More than any Safe of a stack has. */
const rehearsedSeats = 20;

/** The owners of a stack's Safes, as far as a rehearsal can stand in for them. */
export class RehearsedOwners {
  private readonly wallets: ReadonlyMap<string, Wallet>;

  constructor(
    stack: string,
    safes: readonly string[],
    private readonly rpcUrl: string,
    /** Of a practised ceremony. */
    others: readonly Wallet[] = [],
  ) {
    const seats = Array.from({ length: rehearsedSeats }, (_, index) => index);
    const wallets = safes.flatMap((safe) => seats.map((index) => rehearsedOwner(stack, safe, index)));
    this.wallets = new Map([...wallets, ...others].map((wallet) => [wallet.address, wallet]));
  }

  /** As many owners as the Safe wants sign. */
  async signEnough(proposal: Proposal): Promise<Proposal> {
    let signed = proposal;
    for (const owner of proposal.before.owners.slice(0, proposal.before.threshold)) {
      signed = await this.sign(signed, owner);
    }
    return signed;
  }

  /** An owner of the stack file has a key that nobody here holds: the chain approves in its name, as a node of this machine can. */
  private async sign(proposal: Proposal, owner: string): Promise<Proposal> {
    const wallet = this.wallets.get(owner);
    if (wallet) return addSignature(proposal, wallet.signingKey.sign(proposal.safeTxHash).serialized, owner);
    const data = safeAbi.encodeFunctionData("approveHash", [proposal.safeTxHash]);
    await impersonate(this.rpcUrl, { from: owner, to: proposal.safe, data });
    return addApproval(proposal, owner);
  }
}
