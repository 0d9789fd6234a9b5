import { dataSlice, getAddress, Interface, id, keccak256 } from "ethers";
import type { ChainSnapshot } from "../connection";
import type { SafeState } from "../proposals/safe-state";

const safe = new Interface([
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
  "function getModulesPaginated(address start, uint256 pageSize) view returns (address[] array, address next)",
  "function nonce() view returns (uint256)",
  "function VERSION() view returns (string)",
]);

/** Where a Safe keeps what it has no getter for: GuardManager.sol, FallbackManager.sol, ModuleManager.sol (1.5.0). */
const slots = {
  singleton: "0x0",
  guard: id("guard_manager.guard.address"),
  fallbackHandler: id("fallback_manager.handler.address"),
  moduleGuard: id("module_manager.module_guard.address"),
} as const;

const SENTINEL = "0x0000000000000000000000000000000000000001";
const MODULE_PAGE_SIZE = 50;

/** A Safe as the chain has it, and the code of the proxy itself. */
export interface SafeObservation extends SafeState {
  readonly codeHash: string;
}

/** An observation as a checkpoint keeps it: the nonce, which every transaction of the Safe moves, in decimal. */
export type SafeRecord = Omit<SafeObservation, "nonce" | "chainId"> & { readonly nonce: string };

export function recordOf({ nonce, chainId: _, ...observed }: SafeObservation): SafeRecord {
  return { ...observed, nonce: `${nonce}` };
}

/** `undefined` where there is no code at the address. All facts are of one block. */
export async function observeSafe(
  at: ChainSnapshot,
  chainId: bigint,
  address: string,
): Promise<SafeObservation | undefined> {
  const code = await at.code(address);
  if (code === "0x") return undefined;
  const ask = async (name: string, args: readonly unknown[] = []) => {
    const answer = await at.call({ to: address, data: safe.encodeFunctionData(name, args) });
    return safe.decodeFunctionResult(name, answer);
  };
  const slot = async (name: keyof typeof slots) => asAddress(await at.storage(address, slots[name]));
  const [version] = await ask("VERSION");
  const [[owners], [threshold], [nonce], modules, singleton, guard, fallbackHandler, moduleGuard] = await Promise.all([
    ask("getOwners"),
    ask("getThreshold"),
    ask("nonce"),
    readModules(ask),
    slot("singleton"),
    slot("guard"),
    slot("fallbackHandler"),
    slot("moduleGuard"),
  ]);
  return {
    address,
    chainId,
    version,
    owners: [...owners],
    threshold: Number(threshold),
    modules,
    guard,
    moduleGuard,
    fallbackHandler,
    singleton,
    nonce,
    codeHash: keccak256(code),
  };
}

/** Goes on behind the last module: what the contract names as `next` differs between versions (ModuleManager.sol). */
async function readModules(ask: (name: string, args: readonly unknown[]) => Promise<readonly unknown[]>) {
  const modules: string[] = [];
  for (;;) {
    const [page] = await ask("getModulesPaginated", [modules.at(-1) ?? SENTINEL, MODULE_PAGE_SIZE]);
    modules.push(...(page as string[]));
    if ((page as string[]).length < MODULE_PAGE_SIZE) return modules;
  }
}

function asAddress(word: string): string {
  return getAddress(dataSlice(word, 12));
}
