import { type TransactionDescription, ZeroAddress } from "ethers";
import { decodeStrictly } from "./abi-decoding";
import { SENTINEL } from "./addresses";
import type { SafeIdentity } from "./hashes";
import { unpackCalls } from "./multi-send";
import { safeAbi } from "./safe-abi";
import type { SafeSettings } from "./safe-state";
import type { SafeTransaction } from "./transaction";

/** A call of a Safe to itself that its contract would refuse. */
export class SelfCallRevert extends Error {
  override readonly name = "SelfCallRevert";

  /** @param code - the Safe's own, see safe-errors.ts */
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * What the settings are after a call of the Safe to itself: OwnerManager.sol, ModuleManager.sol, GuardManager.sol and
 * FallbackManager.sol of 1.5.0 as a function. Calls that change no setting leave them as they are; throws
 * {@link SelfCallRevert} where the contract reverts. Whether a new guard says that it is one only the chain knows.
 */
export function applySelfCall(settings: SafeSettings, safe: string, data: string): SafeSettings {
  const call = decodeStrictly(safeAbi, data);
  return call ? (effects[call.name]?.(settings, call.args, safe) ?? settings) : settings;
}

/**
 * What the settings are after a transaction. Throws {@link SelfCallRevert} where a call of the Safe to itself fails, and
 * {@link MalformedBatch} where nobody can tell what it calls.
 */
export function settingsAfter(
  settings: SafeSettings,
  transaction: SafeTransaction,
  safe: Omit<SafeIdentity, "chainId">,
): SafeSettings {
  return unpackCalls(transaction, safe)
    .filter(({ to }) => to === safe.address)
    .reduce((now, { data }) => applySelfCall(now, safe.address, data), settings);
}

type Effect = (settings: SafeSettings, args: TransactionDescription["args"], safe: string) => SafeSettings;

const effects: Readonly<Record<string, Effect>> = {
  addOwnerWithThreshold(settings, [owner, threshold], safe) {
    refuseOwner(owner, settings.owners, safe);
    return withThreshold({ ...settings, owners: [owner, ...settings.owners] }, threshold);
  },
  removeOwner(settings, [previous, owner, threshold]) {
    if (BigInt(settings.owners.length - 1) < threshold) throw new SelfCallRevert("GS201");
    if (isReserved(owner)) throw new SelfCallRevert("GS203");
    const index = indexBehind(previous, owner, settings.owners, "GS205");
    return withThreshold({ ...settings, owners: settings.owners.toSpliced(index, 1) }, threshold);
  },
  swapOwner(settings, [previous, oldOwner, newOwner], safe) {
    refuseOwner(newOwner, settings.owners, safe);
    if (isReserved(oldOwner)) throw new SelfCallRevert("GS203");
    const index = indexBehind(previous, oldOwner, settings.owners, "GS205");
    return { ...settings, owners: settings.owners.with(index, newOwner) };
  },
  changeThreshold: (settings, [threshold]) => withThreshold(settings, threshold),
  enableModule(settings, [module]) {
    if (isReserved(module)) throw new SelfCallRevert("GS101");
    if (settings.modules.includes(module)) throw new SelfCallRevert("GS102");
    return { ...settings, modules: [module, ...settings.modules] };
  },
  disableModule(settings, [previous, module]) {
    if (isReserved(module)) throw new SelfCallRevert("GS101");
    const index = indexBehind(previous, module, settings.modules, "GS103");
    return { ...settings, modules: settings.modules.toSpliced(index, 1) };
  },
  setGuard: (settings, [guard]) => ({ ...settings, guard }),
  setModuleGuard: (settings, [moduleGuard]) => ({ ...settings, moduleGuard }),
  setFallbackHandler(settings, [fallbackHandler], safe) {
    if (fallbackHandler === safe) throw new SelfCallRevert("GS400");
    return { ...settings, fallbackHandler };
  },
  setup() {
    throw new SelfCallRevert("GS200");
  },
};

function refuseOwner(owner: string, owners: readonly string[], safe: string): void {
  if (isReserved(owner) || owner === safe) throw new SelfCallRevert("GS203");
  if (owners.includes(owner)) throw new SelfCallRevert("GS204");
}

function withThreshold(settings: SafeSettings, threshold: bigint): SafeSettings {
  if (threshold > BigInt(settings.owners.length)) throw new SelfCallRevert("GS201");
  if (threshold === 0n) throw new SelfCallRevert("GS202");
  return { ...settings, threshold: Number(threshold) };
}

/** Where `address` is in the list, if `previous` is the one before it; the sentinel is before the first. */
function indexBehind(previous: string, address: string, list: readonly string[], code: string): number {
  if (!list.includes(address) || previousOf(list, address) !== previous) throw new SelfCallRevert(code);
  return list.indexOf(address);
}

/** What the contract wants to be told to find an entry of a linked list: the entry that points to it. */
export function previousOf(list: readonly string[], address: string): string {
  return list[list.indexOf(address) - 1] ?? SENTINEL;
}

const isReserved = (address: string) => address === ZeroAddress || address === SENTINEL;
