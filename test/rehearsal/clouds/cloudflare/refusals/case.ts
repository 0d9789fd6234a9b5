import type { Properties } from "../../../../../safes/plugin/provider";
import type { Account } from "../account";

/** One thing that Cloudflare refuses. */
export interface Case {
  /** In the operator's language: "refuses ...". */
  readonly refuses: string;
  readonly rule: string;
  readonly type: string;
  /** Over the type's valid inputs. */
  readonly inputs?: Properties;
  readonly says: RegExp;
  readonly code?: string;
  /** Of the zone. Default business. */
  readonly plan?: string;
  /** What is there already. */
  readonly given?: (account: Account) => void;
}
