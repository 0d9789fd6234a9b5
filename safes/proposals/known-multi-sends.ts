import type { SingletonDeploymentV2 } from "@safe-global/safe-deployments";
import { getMultiSendCallOnlyDeployments, getMultiSendDeployments } from "@safe-global/safe-deployments";
import { getAddress } from "ethers";
import { UserError } from "../user-error";
import type { SafeIdentity } from "./hashes";
import { isAtLeast, releaseOf } from "./safe-version";

/** A contract of Safe that a Safe may delegate to: it makes a list of calls in the Safe's name. */
export interface KnownMultiSend {
  readonly address: string;
  readonly name: "MultiSend" | "MultiSendCallOnly";
  readonly version: string;
}

/**
 * Safe's own MultiSend contracts for a Safe's version, on its chain as npm `@safe-global/safe-deployments` lists them.
 * On a chain without an entry only the canonical addresses, where nobody can put any other code: they follow from it
 * (CREATE2). The contract that only calls comes first.
 */
export function knownMultiSends({ version, chainId }: Omit<SafeIdentity, "address">): readonly KnownMultiSend[] {
  const wanted = contractVersions(version);
  return [
    ...list("MultiSendCallOnly", wanted.callOnly, chainId, getMultiSendCallOnlyDeployments),
    ...list("MultiSend", wanted.multiSend, chainId, getMultiSendDeployments),
  ];
}

/** The MultiSendCallOnly to pack calls for; throws a {@link UserError} for a version that Safe released none for. */
export function multiSendCallOnlyOf(safe: Omit<SafeIdentity, "address">): string {
  const found = knownMultiSends(safe).find(({ name }) => name === "MultiSendCallOnly");
  if (found) return found.address;
  throw new UserError({
    what: "several calls cannot be packed for this version of Safe",
    got: safe.version,
    expected: "a version that npm @safe-global/safe-deployments lists a MultiSendCallOnly for",
    fix: "propose the calls one by one, or name the contract",
  });
}

/** As protocol-kit pairs them (`safeDeploymentsVersions`): Safe never released a MultiSend for some versions. */
function contractVersions(version: string): { readonly multiSend: string; readonly callOnly: string } {
  if (!isAtLeast(version, "1.3.0")) return { multiSend: "1.1.1", callOnly: "1.3.0" };
  return { multiSend: releaseOf(version), callOnly: releaseOf(version) };
}

function list(
  name: KnownMultiSend["name"],
  version: string,
  chainId: bigint,
  find: (filter: { version: string }) => SingletonDeploymentV2 | undefined,
): KnownMultiSend[] {
  const deployment = find({ version });
  const addresses = deployment?.networkAddresses[`${chainId}`] ?? deployment?.deployments.canonical?.address ?? [];
  return [addresses].flat().map((address) => ({ address: getAddress(address), name, version }));
}
