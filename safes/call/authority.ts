import { AbiCoder, dataSlice, getAddress, Interface, id, ZeroAddress, ZeroHash } from "ethers";
import type { ChainSnapshot } from "../connection";
import { type ImaginedCall, imagine, type Refusal, refusalOf } from "../contract/foresight";

/** Where proxies keep their admin (EIP-1967), Optimism's and ChugSplash's among them. */
export const ADMIN_SLOT = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

const owner = new Interface(["function owner() view returns (address)"]);
const roleNames = ["PROPOSER", "EXECUTOR", "CANCELLER", "PAUSER", "MINTER", "BURNER", "UPGRADER", "OPERATOR"].map(
  (name) => `${name}_ROLE`,
);

/** @returns who may make a call that the deployer may not, in words; nothing where the chain does not tell. */
export async function authorityFor(
  chain: ChainSnapshot,
  call: ImaginedCall & { readonly from: string; readonly to: string },
  { data }: Refusal,
): Promise<string | undefined> {
  const role = missingRole(data, call.from);
  if (role) return `an account with the role ${nameOfRole(role)} of ${call.to}`;
  const candidates = [
    ["owner", await ownerOf(chain, call.to)],
    ["proxy's admin", await adminOf(chain, call.to)],
  ] as const;
  for (const [title, candidate] of candidates) {
    if (candidate === undefined || candidate === ZeroAddress || candidate === call.from) continue;
    if (!(await refusalOf(chain, { ...call, from: candidate }))) return `its ${title} ${candidate}`;
  }
  return undefined;
}

/** @returns nothing where the contract has no `owner()`, or there is none. */
export async function ownerOf(chain: ChainSnapshot, contract: string): Promise<string | undefined> {
  return askAddress(chain, contract, owner.encodeFunctionData("owner"));
}

/** @returns nothing where a function that answers with one address is missing. */
export async function askAddress(
  chain: ChainSnapshot,
  contract: string,
  data: string,
  from?: string,
): Promise<string | undefined> {
  if ((await chain.code(contract)) === "0x") return undefined;
  const answer = await imagine(chain, { to: contract, data, ...(from && { from }) });
  if (typeof answer !== "string" || !/^0x0{24}[0-9a-f]{40}$/.test(answer)) return undefined;
  return AbiCoder.defaultAbiCoder().decode(["address"], answer)[0];
}

/** As the slot has it, whatever functions the proxy has for it; the zero address where it is none. */
export async function adminOf(chain: ChainSnapshot, proxy: string): Promise<string> {
  return getAddress(dataSlice(await chain.storage(proxy, ADMIN_SLOT), 12));
}

/** `DEFAULT_ADMIN_ROLE`, a name that is known, or the hash. */
export function nameOfRole(role: string): string {
  if (role === ZeroHash) return "DEFAULT_ADMIN_ROLE";
  return roleNames.find((name) => id(name) === role) ?? role;
}

/** OpenZeppelin 5 names it in the error. */
function missingRole(data: string, from: string): string | undefined {
  if (!data.startsWith(id("AccessControlUnauthorizedAccount(address,bytes32)").slice(0, 10))) return undefined;
  const [account, role] = AbiCoder.defaultAbiCoder().decode(["address", "bytes32"], dataSlice(data, 4));
  return account === getAddress(from) ? role : undefined;
}
