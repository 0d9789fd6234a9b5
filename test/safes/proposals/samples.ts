import { getAddress, toBeHex, ZeroAddress } from "ethers";
import { planChanges } from "../../../safes/proposals/changes";
import { createProposal, type ProposalOptions } from "../../../safes/proposals/proposal";
import type { SafeSettings, SafeState } from "../../../safes/proposals/safe-state";
import type { SafeTransaction } from "../../../safes/proposals/transaction";

/** An address that a reader recognises: its number at the end. */
export const address = (number: number) => getAddress(toBeHex(0xa0000000 + number, 20));

export const safe = address(0x5afe);
export const handler = address(0x4a4a);

export const state: SafeState = {
  address: safe,
  chainId: 420691n,
  version: "1.4.1",
  owners: [address(1), address(2), address(3)],
  threshold: 2,
  modules: [],
  guard: ZeroAddress,
  fallbackHandler: handler,
  singleton: address(0x51),
  nonce: 7n,
};

export const settings = (changes: Partial<SafeSettings> = {}): SafeSettings => ({ ...state, ...changes });

export const transaction = (changes: Partial<SafeTransaction> = {}): SafeTransaction => ({
  to: address(0xbeef),
  value: 0n,
  data: "0x",
  operation: 0,
  safeTxGas: 0n,
  baseGas: 0n,
  gasPrice: 0n,
  gasToken: ZeroAddress,
  refundReceiver: ZeroAddress,
  nonce: 7n,
  ...changes,
});

/** Owner 3 is replaced by owner 4, and owner 5 comes in. */
export const wanted = settings({ owners: [address(1), address(2), address(4), address(5)], threshold: 3 });

export const options: ProposalOptions = {
  state,
  calls: planChanges(state, wanted),
  wanted,
  description: "owners after the ceremony of May",
  origin: { stack: "testnet", urn: "urn:pulumi:testnet::jeju::safes:index:Safe::operations" },
  createdAt: "2026-05-04T10:00:00Z",
};

export const proposalOf = (changes: Partial<ProposalOptions> = {}) => createProposal({ ...options, ...changes });

/** The message of the error that something throws. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it threw nothing");
}
