import type { ChainSnapshot, Connection } from "../connection";
import { encodeCall, functionOf, spell } from "../contract/abi-values";
import { type ImaginedCall, imagine, planOf, refusalOf } from "../contract/foresight";
import { knownContracts } from "../known-contracts";
import type { Call, Properties, ResourceIdentity } from "../plugin/provider";
import { canonicalJson } from "../proposals/canonical-json";
import { unpackCalls } from "../proposals/multi-send";
import type { SafeCall } from "../proposals/transaction";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { type Pending, propose, settled, tellUnwanted, type Wish } from "../settlement";
import { observeTimelock, type TimelockObservation } from "../timelock/observation";
import { timelock } from "../timelock/roles";
import { settleInTimelock } from "../timelock/scheduling";
import { RpcError } from "../transactions/endpoint";
import { UserError } from "../user-error";
import { adminOf, ownerOf } from "./authority";
import { type Condition, judge } from "./condition";
import type { CallInputs } from "./inputs";

/** The call as it is made once the deployer may not make it any more. */
export interface GovernedCall {
  /** Who makes it. */
  readonly by: string;
  readonly call: SafeCall;
  readonly condition: Condition;
  /** For people: `portal: upgrade(0x..., 0x...)`. */
  readonly words: string;
}

/** Of inputs that are all known; nothing where the program names nobody. */
export function governedCallOf(inputs: CallInputs, condition: Condition, name: string): GovernedCall | undefined {
  const { to, valueWei, governed } = inputs;
  if (!governed) return undefined;
  const signature = governed.function ?? inputs.function;
  const values = (governed.arguments ?? inputs.arguments) as readonly unknown[];
  return {
    by: governed.by as string,
    call: { to: to as string, value: BigInt(valueWei), data: encodeCall(signature, values) },
    condition,
    words: `${name}: ${functionOf(signature).name}(${values.map(spell).join(", ")})`,
  };
}

/** Whether the deployer may not make the call any more, and whoever governs the contract may. */
export async function isGoverned(
  chain: ChainSnapshot,
  { by, call }: GovernedCall,
  deployers: ImaginedCall,
): Promise<boolean> {
  if ((await chain.code(call.to)) === "0x" || !(await refusalOf(chain, deployers))) return false;
  if ((await ownerOf(chain, call.to)) === by || (await adminOf(chain, call.to)) === by) return true;
  const { to, data, value: valueWei } = call;
  return (await refusalOf(chain, { from: by, to, data, valueWei })) === undefined;
}

/**
 * Asks owners for the call, of the Safe that governs or of one that proposes to the timelock which does; with `isWanted`
 * false, for nothing any more. `known` is what the resource waited for so far.
 *
 * @throws UserError where neither a Safe nor a timelock governs.
 */
export async function askGovernor(
  connection: Connection,
  resource: ResourceIdentity,
  { by, call, condition, words }: GovernedCall,
  isWanted: boolean,
  known: Properties,
  run: Call,
): Promise<Pending> {
  const chain = await connection.read();
  const missing = run.preview ? await planOf(connection).missing(chain) : [];
  const awaited = missing.filter((address) => call.data.includes(address.slice(2)));
  const foresight: Pick<Wish, "miss" | "unsimulated"> = {
    miss: async (state) => {
      const { holds, found } = await judge(state, condition);
      return holds ? undefined : `the post-condition does not hold: expected ${condition.text}, got ${found}`;
    },
    ...(awaited.length > 0 && { unsimulated: `${awaited.join(", ")} is still to be created` }),
  };
  const observed = await observeTimelocked(connection, by);
  if (observed) {
    const wish = isWanted ? { calls: [call], words, ...foresight } : undefined;
    return settleInTimelock(connection, resource, observed, wish, known, run);
  }
  const safe = await observeGoverningSafe(connection, by);
  if (!isWanted) {
    if (safe) await tellUnwanted(connection, resource, safe, run);
    return settled;
  }
  if (!safe) throw noOwners(resource.name, by, call);
  const wish: Wish = {
    safe,
    plan: () => [call],
    description: words,
    isAskedBy: ({ transaction, safe: address, version }) => {
      const [only, ...others] = unpackCalls(transaction, { address, version });
      if (!only || others.length > 0) return false;
      const { to, value, data } = only;
      return canonicalJson({ to, value, data }) === canonicalJson(call);
    },
    ...foresight,
  };
  return propose(connection, resource, wish, known, run);
}

async function observeTimelocked(connection: Connection, address: string): Promise<TimelockObservation | undefined> {
  const chain = await connection.read();
  const answer = await imagine(chain, { to: address, data: timelock.encodeFunctionData("getMinDelay") });
  if (typeof answer !== "string" || answer.length !== 66) return undefined;
  return observeTimelock(connection, address, knownContracts(connection).get(address)?.firstBlock ?? 0n);
}

function noOwners(name: string, by: string, { to, value, data }: SafeCall): UserError {
  return new UserError({
    what: `${name}: there are no owners who could be asked for the call, which the deployer may not make`,
    where: by,
    got: "an account that is neither a Safe nor a timelock",
    fix: `let it make the call itself: to ${to}, value ${value} wei, data ${data}`,
  });
}

/** What does not answer as a Safe does is none. */
async function observeGoverningSafe(connection: Connection, address: string): Promise<SafeObservation | undefined> {
  try {
    return await observeSafe(await connection.read(), connection.chainId, address);
  } catch (error) {
    if (error instanceof RpcError || (error as { code?: unknown }).code === "BAD_DATA") return undefined;
    throw error;
  }
}
