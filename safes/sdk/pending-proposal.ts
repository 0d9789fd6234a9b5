/** A change that waits for the owners. */
export interface PendingProposal {
  /** File of the proposal, from the project's root. */
  readonly file: string;
  readonly safeTxHash: string;
  readonly nonce: string;
  /** `proposed`, `2 of 5 signed`, `ready`, `scheduled for ...`. */
  readonly state: string;
  /** Address of the Safe that has to act. */
  readonly safe: string;
  /** Block in which it was proposed. */
  readonly fromBlock: string;
}
