import { keccak256 } from "ethers";
import type { ChainSnapshot } from "../connection";
import { findDeployer } from "../deployer";
import type { SafeIdentity } from "../proposals/hashes";
import { multiSendCallOnlyOf } from "../proposals/known-multi-sends";
import { UserError } from "../user-error";
import { SAFE_VERSIONS, safeContracts } from "./contracts";

/**
 * The MultiSendCallOnly of a chain that has Safe's contracts at addresses of its own, because nobody has signed Safe's
 * factory for it; nothing where it has it at Safe's. A delegate call to an address without code succeeds and does nothing.
 *
 * @throws UserError on a chain that has none.
 */
export async function ownMultiSend(
  chain: ChainSnapshot,
  { version, chainId }: Omit<SafeIdentity, "address">,
): Promise<string | undefined> {
  const usual = multiSendCallOnlyOf({ version, chainId });
  if ((await chain.code(usual)) !== "0x") return undefined;
  const deployer = await findDeployer(chain, chainId);
  const known = SAFE_VERSIONS.find((each) => each === version);
  if (known) {
    const { address, codeHash } = safeContracts(known, deployer.address).contracts.MultiSendCallOnly;
    if (keccak256(await chain.code(address)) === codeHash) return address;
  }
  throw new UserError({
    what: "several calls cannot be packed on this chain",
    where: `chain ${chainId}`,
    got: "no MultiSendCallOnly of Safe",
    expected: `one at ${usual}`,
    fix: "let any Safe be created there by this provider, which brings Safe's contracts",
  });
}
