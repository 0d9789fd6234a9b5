import { UserError } from "../../safes/user-error";

/** Why a transcript is none. */
export type RefusalKind =
  | "malformed"
  | "chain-broken"
  | "too-few-signatures"
  | "wrong-ceremony"
  | "wrong-chain"
  | "wrong-order"
  | "bad-evidence"
  | "bad-proof"
  | "bad-plan"
  | "out-of-time"
  | "unfinished";

/** A transcript contradicts itself, or a step may not be done now. */
export class Refusal extends UserError {
  constructor(
    readonly kind: RefusalKind,
    reason: string,
    readonly entry?: number,
    fix?: string,
  ) {
    super({
      what: reason,
      ...(entry !== undefined && { where: `entry ${entry} of the transcript` }),
      ...(fix !== undefined && { fix }),
    });
  }
}
