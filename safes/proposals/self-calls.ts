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
export function applySelfCall<Settings extends SafeSettings>(settings: Settings, safe: string, data: string): Settings {
  const call = decodeStrictly(safeAbi, data);
  const effect = call && effects[call.name];
  return effect ? { ...settings, ...effect(settings, call.args, safe) } : settings;
}

/**
 * What the settings are after a transaction. Throws {@link SelfCallRevert} where a call of the Safe to itself fails, and
 * {@link MalformedBatch} where nobody can tell what it calls.
 */
export function settingsAfter<Settings extends SafeSettings>(
  settings: Settings,
  transaction: SafeTransaction,
  safe: Omit<SafeIdentity, "chainId">,
): Settings {
  return unpackCalls(transaction, safe)
    .filter(({ to }) => to === safe.address)
    .reduce((now, { data }) => applySelfCall(now, safe.address, data), settings);
}

/** Gives the settings that change. */
type Effect = (settings: SafeSettings, args: TransactionDescription["args"], safe: string) => Partial<SafeSettings>;

const effects: Readonly<Record<string, Effect>> = {
  addOwnerWithThreshold(settings, [owner, threshold], safe) {
    refuseOwner(owner, settings.owners, safe);
    return withThreshold([owner, ...settings.owners], threshold);
  },
  removeOwner(settings, [previous, owner, threshold]) {
    if (BigInt(settings.owners.length - 1) < threshold) throw new SelfCallRevert("GS201");
    if (isReserved(owner)) throw new SelfCallRevert("GS203");
    const index = indexBehind(previous, owner, settings.owners, "GS205");
    return withThreshold(settings.owners.toSpliced(index, 1), threshold);
  },
  swapOwner(settings, [previous, oldOwner, newOwner], safe) {
    refuseOwner(newOwner, settings.owners, safe);
    if (isReserved(oldOwner)) throw new SelfCallRevert("GS203");
    const index = indexBehind(previous, oldOwner, settings.owners, "GS205");
    return { owners: settings.owners.with(index, newOwner) };
  },
  changeThreshold: ({ owners }, [threshold]) => withThreshold(owners, threshold),
  enableModule(settings, [module]) {
    if (isReserved(module)) throw new SelfCallRevert("GS101");
    if (settings.modules.includes(module)) throw new SelfCallRevert("GS102");
    return { modules: [module, ...settings.modules] };
  },
  disableModule(settings, [previous, module]) {
    if (isReserved(module)) throw new SelfCallRevert("GS101");
    const index = indexBehind(previous, module, settings.modules, "GS103");
    return { modules: settings.modules.toSpliced(index, 1) };
  },
  setGuard: (_, [guard]) => ({ guard }),
  setModuleGuard: (_, [moduleGuard]) => ({ moduleGuard }),
  setFallbackHandler(_, [fallbackHandler], safe) {
    if (fallbackHandler === safe) throw new SelfCallRevert("GS400");
    return { fallbackHandler };
  },
  setup() {
    throw new SelfCallRevert("GS200");
  },
};

function refuseOwner(owner: string, owners: readonly string[], safe: string): void {
  if (isReserved(owner) || owner === safe) throw new SelfCallRevert("GS203");
  if (owners.includes(owner)) throw new SelfCallRevert("GS204");
}

function withThreshold(owners: readonly string[], threshold: bigint): Partial<SafeSettings> {
  if (threshold > BigInt(owners.length)) throw new SelfCallRevert("GS201");
  if (threshold === 0n) throw new SelfCallRevert("GS202");
  return { owners, threshold: Number(threshold) };
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
