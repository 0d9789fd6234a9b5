import { getAddress, keccak256, ZeroHash } from "ethers";
import { type ChangedSlot, nameSlot, type Preimages } from "../contract/storage-layout";
import type { KnownContracts } from "../known-contracts";
import type { StateChange } from "../proposals/proposal-schema";
import type { Fork } from "./fork";
import { wellKnownSlots } from "./known-layouts";

/** What geth's `prestateTracer` with `diffMode` tells: only what changes, and no slot that is empty. */
interface StateDiff {
  readonly pre: Readonly<Record<string, AccountState>>;
  readonly post: Readonly<Record<string, AccountState>>;
}

interface AccountState {
  readonly storage?: Readonly<Record<string, string>>;
}

/** What has been hashed, and which code ran in whose name: without it mappings and proxies cannot be read. */
interface Circumstances {
  readonly hashed: readonly string[];
  readonly delegated: readonly (readonly [from: string, to: string])[];
}

const circumstances = `{
  hashed: [],
  delegated: [],
  step: function (log) {
    if (log.op.toString() !== "KECCAK256" && log.op.toString() !== "SHA3") return;
    var start = log.stack.peek(0).valueOf();
    this.hashed.push(toHex(log.memory.slice(start, start + log.stack.peek(1).valueOf())));
  },
  enter: function (frame) {
    if (frame.getType() === "DELEGATECALL") this.delegated.push([toHex(frame.getFrom()), toHex(frame.getTo())]);
  },
  exit: function () {},
  fault: function () {},
  result: function () {
    return { hashed: this.hashed, delegated: this.delegated };
  },
}`;

/** Every slot of every account whose content a transaction of the fork has changed, with its name where one is known. */
export async function stateChangesOf(fork: Fork, hash: string, contracts: KnownContracts): Promise<StateChange[]> {
  const trace = <Result>(options: object) => fork.request<Result>("debug_traceTransaction", hash, options);
  const { pre, post } = await trace<StateDiff>({ tracer: "prestateTracer", tracerConfig: { diffMode: true } });
  const { hashed, delegated } = await trace<Circumstances>({ tracer: circumstances });
  const preimages: Preimages = new Map(hashed.map((preimage) => [BigInt(keccak256(preimage)), preimage]));
  return Object.keys(post).flatMap((account) => {
    const address = getAddress(account);
    // A proxy's variables are those of the code that runs in its name.
    const sources = [address, ...delegated.filter(([from]) => getAddress(from) === address).map(([, to]) => to)];
    const name = contracts.get(address)?.name;
    return slotsOf(pre[account], post[account]).map((changed) => {
      const label = wellKnownSlots.get(changed.slot) ?? labelOf(changed, sources, contracts, preimages);
      return { address, ...(name !== undefined && { name }), ...changed, ...(label !== undefined && { label }) };
    });
  });
}

function slotsOf({ storage: pre = {} }: AccountState = {}, { storage: post = {} }: AccountState = {}): ChangedSlot[] {
  const slots = [...new Set([...Object.keys(pre), ...Object.keys(post)])].sort();
  return slots.map((slot) => ({ slot, before: pre[slot] ?? ZeroHash, after: post[slot] ?? ZeroHash }));
}

function labelOf(
  changed: ChangedSlot,
  sources: readonly string[],
  contracts: KnownContracts,
  preimages: Preimages,
): string | undefined {
  for (const source of sources) {
    const layout = contracts.get(getAddress(source))?.layout();
    const label = layout && nameSlot(layout, preimages, changed);
    if (label !== undefined) return label;
  }
  return undefined;
}
