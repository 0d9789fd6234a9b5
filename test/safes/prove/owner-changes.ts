import { isDeepStrictEqual } from "node:util";
import { computeAddress, getAddress, id, SigningKey, toBeHex, ZeroAddress } from "ethers";
import fc from "fast-check";
import { canonicalJson } from "../../../safes/proposals/canonical-json";
import { planChanges } from "../../../safes/proposals/changes";
import { composeTransaction } from "../../../safes/proposals/composition";
import { hashTransaction } from "../../../safes/proposals/hashes";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import {
  describeDifferences,
  type SafeSettings,
  type SafeState,
  settingsOf,
} from "../../../safes/proposals/safe-state";
import { settingsAfter } from "../../../safes/proposals/self-calls";
import { encodeSignatures } from "../../../safes/proposals/signatures";
import type { SafeTransaction } from "../../../safes/proposals/transaction";
import { type SafeVersion, safeContracts } from "../../../safes/safe/contracts";
import { type Receipt, SafeChain, type Sending } from "./safe-chain";

export interface Proof {
  readonly cases: number;
  /** Calls of Safes to themselves in all cases. */
  readonly calls: number;
  readonly seconds: number;
  readonly casesPerSecond: number;
  /** Gives the same cases again. */
  readonly seed: number;
}

const safesPerVersion = 16;
const keys = Array.from({ length: 12 }, (_, index) => new SigningKey(id(`owner ${index} of the proof`)));
const keyOf = new Map(keys.map((key) => [computeAddress(key), key]));
const owners = [...keyOf.keys()];
const pool = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => getAddress(toBeHex(first + index, 20)));

/** What a Safe of a version may be given. */
interface Supplies {
  readonly modules: readonly string[];
  readonly guards: readonly string[];
  readonly handlers: readonly string[];
}

/** A change that has to be made, and the transaction that should make it. */
interface Attempt {
  readonly name: string;
  readonly from: SafeState;
  readonly wanted: SafeSettings;
  readonly calls: number;
  readonly transaction: SafeTransaction;
}

/**
 * Random changes of owners, threshold, modules, guards and fallback handler, planned, signed by as many owners as the
 * threshold wants and executed through `execTransaction` of Safe's own contracts of 1.4.1 and 1.5.0. Each Safe walks from
 * one state to the next; what the chain says afterwards has to be exactly what was wanted, lists in the planned order.
 *
 * Throws with the seed and the change when one of them does not end there.
 */
export async function prove(
  cases: number,
  report: (line: string) => void,
  seed: number = Date.now() % 2 ** 31,
): Promise<Proof> {
  const chain = await SafeChain.start();
  try {
    const supplies = { "1.4.1": await supply(chain, "1.4.1"), "1.5.0": await supply(chain, "1.5.0") };
    const safes = [...(await createSafes(chain, "1.4.1")), ...(await createSafes(chain, "1.5.0"))];
    let states = await chain.read(safes);
    const startedAt = performance.now();
    let [done, calls] = [0, 0];
    while (done < cases) {
      const round = states.slice(0, cases - done).map((from, index) => {
        const number = done + index;
        return attempt(`case ${number} of seed ${seed}`, from, sample(wishes(from, supplies), seed + number));
      });
      const receipts = await chain.trySend(round.map(execution));
      states = await chain.read(safes);
      for (const [index, each] of round.entries()) refuse(each, receipts[index], states[index]);
      calls += round.reduce((sum, each) => sum + each.calls, 0);
      done += round.length;
      if (done % 1024 < round.length || done === cases) report(`${done} of ${cases} changes ended as wanted`);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return { cases, calls, seconds, casesPerSecond: cases / seconds, seed };
  } finally {
    await chain.stop();
  }
}

async function supply(chain: SafeChain, version: SafeVersion): Promise<Supplies> {
  const handler = safeContracts(version).contracts.CompatibilityFallbackHandler.address;
  return {
    modules: pool(0x30d01e00, 5),
    guards: [ZeroAddress, ...(await chain.deployGuards(version))],
    handlers: [handler, ...pool(0xfa11bac0, 2), ZeroAddress],
  };
}

async function createSafes(chain: SafeChain, version: SafeVersion) {
  const origins = Array.from({ length: safesPerVersion }, (_, index) => ({
    owners: owners.slice(0, (index % 5) + 1),
    threshold: (index % ((index % 5) + 1)) + 1,
    fallbackHandler: ZeroAddress,
    singletonKind: "SafeL2" as const,
    saltNonce: BigInt(index),
  }));
  return (await chain.createSafes(version, origins)).map((address) => ({ address, version }));
}

/** Anything else than what the Safe is: often one thing changes, sometimes all of it. */
function wishes(from: SafeState, supplies: Readonly<Record<string, Supplies>>): fc.Arbitrary<SafeSettings> {
  const { modules, guards, handlers } = supplies[from.version] as Supplies;
  const keepOr = <Value>(value: Value, other: fc.Arbitrary<Value>) => fc.oneof(fc.constant(value), other);
  return fc
    .record({
      owners: keepOr(from.owners, fc.shuffledSubarray([...owners], { minLength: 1, maxLength: 9 })),
      modules: keepOr(from.modules, fc.shuffledSubarray([...modules])),
      guard: keepOr(from.guard, fc.constantFrom(...guards)),
      moduleGuard:
        from.version === "1.5.0" ? keepOr(from.moduleGuard, fc.constantFrom(...guards)) : fc.constant(undefined),
      fallbackHandler: keepOr(from.fallbackHandler, fc.constantFrom(...handlers)),
      threshold: keepOr(from.threshold, fc.integer({ min: 1, max: 9 })),
    })
    .map((wish) => ({ ...wish, threshold: Math.min(wish.threshold, wish.owners.length) }))
    .filter((wish) => describeDifferences(from, wish).length > 0);
}

function sample<Value>(arbitrary: fc.Arbitrary<Value>, seed: number): Value {
  return fc.sample(arbitrary, { numRuns: 1, seed })[0] as Value;
}

function attempt(name: string, from: SafeState, wanted: SafeSettings): Attempt {
  const calls = planChanges(from, wanted);
  return {
    name,
    from,
    wanted,
    calls: calls.length,
    transaction: composeTransaction(calls, from, { nonce: from.nonce }),
  };
}

/** Signed by the last owners of the list as well as by the first: any of them will do. */
function execution({ from, transaction, calls }: Attempt): Sending {
  const { safeTxHash } = hashTransaction(from, transaction);
  const signers = calls % 2 === 0 ? from.owners.slice(0, from.threshold) : from.owners.slice(-from.threshold);
  const signatures = signers.map((owner) => ({
    owner,
    kind: "ecdsa" as const,
    signature: (keyOf.get(owner) as SigningKey).sign(safeTxHash).serialized,
  }));
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
  const signed = encodeSignatures({ before: settingsOf(from), signatures, safeTxHash });
  const args = [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signed];
  return { to: from.address, data: safeAbi.encodeFunctionData("execTransaction", args) };
}

function refuse({ name, from, wanted, transaction }: Attempt, receipt?: Receipt, state?: SafeState): void {
  const change = canonicalJson({ from, wanted, transaction }, 2);
  const fail = (reason: string) => {
    throw new Error(`${name}: ${reason}\n${change}`);
  };
  if (receipt?.status !== "0x1") fail("execTransaction failed");
  if (!state) throw new Error(`${name}: the Safe was not read\n${change}`);
  const differences = describeDifferences(wanted, state);
  if (differences.length > 0) fail(`it ended elsewhere: ${differences.join("; ")}`);
  if (!isDeepStrictEqual(settingsOf(state), settingsOf(settingsAfter(from, transaction, from)))) {
    fail("the lists have another order than planned");
  }
  if (state.nonce !== from.nonce + 1n) fail("the nonce was not used up");
}
