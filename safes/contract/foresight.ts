import { toQuantity } from "ethers";
import type { ChainSnapshot, Connection } from "../connection";
import type { Call as ProviderCall } from "../plugin/provider";
import { explainFailure } from "../simulation/revert-cause";
import { RpcError } from "../transactions/endpoint";
import type { UserError } from "../user-error";

/** A call as the chain is asked to imagine it. */
export interface ImaginedCall {
  /** Default: the zero address. */
  readonly from?: string;
  /** Default: none, and `data` is the code of a contract's creation. */
  readonly to?: string;
  readonly data: string;
  readonly valueWei?: bigint;
  /** What the contract reverts with, as `error Paused()`. Default: only what OpenZeppelin's do. */
  readonly errors?: readonly string[];
}

/** What a chain said of a call that it refuses. */
export interface Refusal {
  readonly reason: string;
  /** What the call reverted with, where the chain tells. */
  readonly data: string;
}

/**
 * What this process has planned on a chain so far. A preview judges a call by the chain as it is now, and must not forget
 * what comes before it; what a call depends on is previewed before it.
 */
class Plan {
  private readonly creations = new Set<string>();
  private calls = 0;

  planCreation(address: string): void {
    this.creations.add(address.toLowerCase());
  }

  planCall(): void {
    this.calls++;
  }

  creates(address: string): boolean {
    return this.creations.has(address.toLowerCase());
  }

  /** What the chain does not have yet of all that is to be created. */
  async missing(chain: ChainSnapshot): Promise<readonly string[]> {
    const codes = await Promise.all([...this.creations].map((address) => chain.code(address)));
    return [...this.creations].filter((_, index) => codes[index] === "0x");
  }

  get hasCalls(): boolean {
    return this.calls > 0;
  }
}

const plans = new WeakMap<Connection, Plan>();

export function planOf(connection: Connection): Plan {
  const plan = plans.get(connection) ?? new Plan();
  plans.set(connection, plan);
  return plan;
}

/** @returns why the chain would refuse the call as it is now; nothing where it would not, or cannot say. */
export async function refusalOf(chain: ChainSnapshot, call: ImaginedCall): Promise<Refusal | undefined> {
  const outcome = await imagine(chain, call);
  return typeof outcome === "string" ? undefined : outcome;
}

/** @returns what the call answers. */
export async function imagine(
  chain: Pick<ChainSnapshot, "call">,
  { valueWei = 0n, errors = [], ...call }: ImaginedCall,
): Promise<string | Refusal> {
  try {
    return await chain.call({ ...call, ...(valueWei > 0n && { value: toQuantity(valueWei) }) });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const { message, data = "0x" } = error;
    // A node also refuses what cannot be paid, and the sender has the words for that.
    if (!/revert/i.test(message) && data === "0x") return "0x";
    return { reason: explainFailure({ output: data, error: message }, [...knownErrors, ...errors]), data };
  }
}

/**
 * Tells the operator at preview that the chain would refuse something: as an error where nothing is planned before it that
 * could change that, as a warning else, and not at all while it needs a contract that is still to be created. Whose call it
 * is does not depend on such a contract: with `isOfSender` it is told in any case.
 */
export async function foretell(
  connection: Connection,
  chain: ChainSnapshot,
  { to = "", data }: Pick<ImaginedCall, "to" | "data">,
  refusal: UserError,
  call: ProviderCall,
  isOfSender = false,
): Promise<void> {
  const plan = planOf(connection);
  const missing = await plan.missing(chain);
  const haystack = `${to}${data}`.toLowerCase();
  if (!isOfSender && missing.some((address) => haystack.includes(address.slice(2)))) return;
  if (missing.length === 0 && !plan.hasCalls) throw refusal;
  await call.warn?.(`${refusal.message}\n  unless what is planned before it changes that`);
}

/** Of OpenZeppelin 5, beside those of governance. */
const knownErrors = [
  "error AccessControlBadConfirmation()",
  "error AccessControlEnforcedDefaultAdminRules()",
  "error AccessControlEnforcedDefaultAdminDelay(uint48 schedule)",
  "error InvalidInitialization()",
  "error NotInitializing()",
  "error ERC1967InvalidImplementation(address implementation)",
  "error ERC1967InvalidAdmin(address admin)",
  "error ERC1967NonPayable()",
  "error ProxyDeniedAdminAccess()",
  "error EnforcedPause()",
  "error ExpectedPause()",
];
