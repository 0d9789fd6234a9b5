import { ZeroAddress } from "ethers";
import { checksummed } from "./addresses";
import { safeAbi } from "./safe-abi";
import { byAddress, type SafeSettings, type SafeState, settingsOf } from "./safe-state";
import { applySelfCall, previousOf } from "./self-calls";
import { refuseSettings } from "./settings-rules";
import type { SafeCall } from "./transaction";

/**
 * The fewest calls of a Safe to itself that turn what it is into what it is to be; none when nothing differs. The result
 * does not depend on the order in which owners and modules are wished for.
 *
 * The order is one that holds even where each call is a transaction of its own, because a guard forbids batches:
 *
 * 1. Modules that go, go first: they act without any signature.
 * 2. Owners and threshold. A raise comes with the first call that has room for it, a lowering with the last, so that no
 *    moment needs fewer signatures than the weaker one of before and after.
 * 3. The fallback handler.
 * 4. A module guard is set before modules are enabled and cleared after it: no new module is ever without the guard.
 * 5. Modules that come: new power only when everything that limits it is in place.
 * 6. The guard, last: the old one still watches every call before, and a new one may refuse whatever comes after.
 *
 * Throws a {@link UserError} that names every reason for which a Safe cannot be as wished.
 */
export function planChanges(observed: SafeState, wanted: SafeSettings): readonly SafeCall[] {
  const safe = { ...observed, address: checksummed(observed.address, "Safe") };
  refuseSettings(wanted, safe);
  const to = settingsOf(wanted);
  const plan = new Plan(safe.address, settingsOf(observed));

  for (const module of without(plan.now.modules, to.modules)) plan.disableModule(module);
  planOwners(plan, to);
  if (plan.now.fallbackHandler !== to.fallbackHandler) plan.call("setFallbackHandler", to.fallbackHandler);
  if (to.moduleGuard !== ZeroAddress) plan.setModuleGuard(to.moduleGuard);
  for (const module of sorted(without(to.modules, plan.now.modules))) plan.call("enableModule", module);
  if (to.moduleGuard === ZeroAddress) plan.setModuleGuard(to.moduleGuard);
  if (plan.now.guard !== to.guard) plan.call("setGuard", to.guard);
  return plan.calls;
}

/** Swaps as far as owners go and come in pairs, then additions or removals; those carry a threshold, swaps do not. */
function planOwners(plan: Plan, to: SafeSettings): void {
  const gone = without(plan.now.owners, to.owners);
  const come = sorted(without(to.owners, plan.now.owners));
  const pairs = Math.min(gone.length, come.length);

  const swap = () => {
    for (const [index, owner] of gone.slice(0, pairs).entries()) plan.swapOwner(owner, come[index] as string);
  };
  const resize = () => {
    for (const owner of come.slice(pairs)) {
      plan.call("addOwnerWithThreshold", owner, thresholdFor(plan.now.owners.length + 1, plan.now, to));
    }
    for (const owner of gone.slice(pairs)) {
      plan.removeOwner(owner, thresholdFor(plan.now.owners.length - 1, plan.now, to));
    }
    if (plan.now.threshold !== to.threshold) plan.call("changeThreshold", to.threshold);
  };
  for (const step of to.threshold > plan.now.threshold ? [resize, swap] : [swap, resize]) step();
}

/** As high as that many owners allow, until the last call brings the wanted one. */
function thresholdFor(owners: number, now: SafeSettings, to: SafeSettings): number {
  return owners === to.owners.length ? to.threshold : Math.min(Math.max(now.threshold, to.threshold), owners);
}

/** Calls, and the settings as each one leaves them: what the next one says of the linked lists depends on that. */
class Plan {
  readonly calls: SafeCall[] = [];

  constructor(
    private readonly safe: string,
    public now: Required<SafeSettings>,
  ) {}

  call(name: string, ...args: readonly unknown[]): void {
    const data = safeAbi.encodeFunctionData(name, args);
    this.now = applySelfCall(this.now, this.safe, data);
    this.calls.push({ to: this.safe, value: 0n, data });
  }

  swapOwner(gone: string, come: string): void {
    this.call("swapOwner", previousOf(this.now.owners, gone), gone, come);
  }

  removeOwner(owner: string, threshold: number): void {
    this.call("removeOwner", previousOf(this.now.owners, owner), owner, threshold);
  }

  disableModule(module: string): void {
    this.call("disableModule", previousOf(this.now.modules, module), module);
  }

  setModuleGuard(moduleGuard: string): void {
    if (this.now.moduleGuard !== moduleGuard) this.call("setModuleGuard", moduleGuard);
  }
}

const without = (these: readonly string[], others: readonly string[]) =>
  these.filter((address) => !others.includes(address));

const sorted = (addresses: readonly string[]) => [...addresses].sort(byAddress);
