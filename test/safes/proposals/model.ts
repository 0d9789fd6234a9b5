import { safeAbi } from "../../../safes/proposals/safe-abi";
import type { SafeSettings, SafeState } from "../../../safes/proposals/safe-state";
import type { SafeCall } from "../../../safes/proposals/transaction";

const SENTINEL = "0x0000000000000000000000000000000000000001";

/**
 * OwnerManager, ModuleManager, GuardManager and FallbackManager of Safe written down once more, with the mappings that
 * the contracts have, so that a plan is not judged by the code that made it.
 */
export class ModelSafe {
  private readonly owners = new Map<string, string>();
  private readonly modules = new Map<string, string>();
  private count = 0;
  threshold: number;
  private guard: string;
  private moduleGuard: string | undefined;
  private handler: string;

  constructor(private readonly state: SafeState) {
    link(this.owners, state.owners);
    link(this.modules, state.modules);
    this.count = state.owners.length;
    this.threshold = state.threshold;
    this.guard = state.guard;
    this.moduleGuard = state.moduleGuard;
    this.handler = state.fallbackHandler;
  }

  call({ to, value, data }: SafeCall): void {
    if (to !== this.state.address || value !== 0n) throw new Error("not a call of the Safe to itself");
    const call = safeAbi.parseTransaction({ data });
    if (!call) throw new Error(`no function has ${data}`);
    const act = this.functions[call.name];
    if (!act) throw new Error(`unexpected ${call.name}`);
    act(...call.args);
  }

  // biome-ignore lint/suspicious/noExplicitAny: decoded arguments
  private readonly functions: Readonly<Record<string, (...args: any[]) => void>> = {
    addOwnerWithThreshold: (owner: string, threshold: bigint) => {
      this.refuseOwner(owner);
      insert(this.owners, SENTINEL, owner);
      this.count++;
      this.changeThreshold(Number(threshold));
    },
    removeOwner: (previous: string, owner: string, threshold: bigint) => {
      if (this.count - 1 < Number(threshold)) throw new Error("GS201");
      remove(this.owners, previous, owner);
      this.count--;
      this.changeThreshold(Number(threshold));
    },
    swapOwner: (previous: string, oldOwner: string, newOwner: string) => {
      this.refuseOwner(newOwner);
      remove(this.owners, previous, oldOwner);
      insert(this.owners, previous, newOwner);
    },
    changeThreshold: (threshold: bigint) => this.changeThreshold(Number(threshold)),
    enableModule: (module: string) => {
      if (BigInt(module) <= 1n) throw new Error("GS101");
      if (this.modules.has(module)) throw new Error("GS102");
      insert(this.modules, SENTINEL, module);
    },
    disableModule: (previous: string, module: string) => remove(this.modules, previous, module),
    setGuard: (guard: string) => {
      this.guard = guard;
    },
    setModuleGuard: (moduleGuard: string) => {
      if (!this.state.version.startsWith("1.5")) throw new Error("no such function");
      this.moduleGuard = moduleGuard;
    },
    setFallbackHandler: (handler: string) => {
      if (handler === this.state.address) throw new Error("GS400");
      this.handler = handler;
    },
  };

  get settings(): SafeSettings {
    const { threshold, guard, moduleGuard, handler: fallbackHandler } = this;
    return {
      owners: list(this.owners),
      threshold,
      modules: list(this.modules),
      guard,
      ...(moduleGuard !== undefined && { moduleGuard }),
      fallbackHandler,
    };
  }

  private refuseOwner(owner: string): void {
    if (BigInt(owner) <= 1n || owner === this.state.address) throw new Error("GS203");
    if (this.owners.has(owner)) throw new Error("GS204");
  }

  private changeThreshold(threshold: number): void {
    if (threshold > this.count) throw new Error("GS201");
    if (threshold === 0) throw new Error("GS202");
    this.threshold = threshold;
  }
}

function link(map: Map<string, string>, entries: readonly string[]): void {
  [SENTINEL, ...entries].forEach((entry, index, all) => {
    map.set(entry, all[index + 1] ?? SENTINEL);
  });
}

function insert(map: Map<string, string>, after: string, entry: string): void {
  map.set(entry, map.get(after) as string);
  map.set(after, entry);
}

function remove(map: Map<string, string>, previous: string, entry: string): void {
  if (BigInt(entry) <= 1n) throw new Error("GS203");
  if (map.get(previous) !== entry) throw new Error("GS205");
  map.set(previous, map.get(entry) as string);
  map.delete(entry);
}

function list(map: Map<string, string>): string[] {
  const entries: string[] = [];
  for (let entry = map.get(SENTINEL); entry !== SENTINEL; entry = map.get(entry as string))
    entries.push(entry as string);
  return entries;
}
