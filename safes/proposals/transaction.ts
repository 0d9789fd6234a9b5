/** A call that a Safe is to make. */
export interface SafeCall {
  readonly to: string;
  readonly value: bigint;
  /** Call data as lower-case hex, `0x` for none. */
  readonly data: string;
}

/** `Enum.Operation` of Safe: a plain call, or foreign code run as if it were the Safe's own. */
export const CALL = 0;
export const DELEGATE_CALL = 1;
export type Operation = typeof CALL | typeof DELEGATE_CALL;

/** The ten fields that the owners sign (`execTransaction` of Safe.sol, with the nonce). */
export interface SafeTransaction extends SafeCall {
  readonly operation: Operation;
  /** Gas for the inner call. Above zero the nonce is used up even when that call fails. */
  readonly safeTxGas: bigint;
  readonly baseGas: bigint;
  /** Above zero the Safe pays whoever executes. */
  readonly gasPrice: bigint;
  readonly gasToken: string;
  readonly refundReceiver: string;
  readonly nonce: bigint;
}
