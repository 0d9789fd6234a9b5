import { dataSlice, ZeroAddress } from "ethers";
import type { ChainResource } from "../cli/drift/stack-state";
import { planCreation } from "../contract/creation";
import { contractInputs } from "../contract/inputs";
import { KEYLESS_FACTORY, SINGLETON_FACTORY } from "../deployer";
import { parsed } from "../inputs";
import type { Properties } from "../plugin/provider";
import { fromProjectRoot } from "../project-root";
import { planTimelock, TIMELOCK_ARTIFACT } from "../timelock/address";
import { recordedTimelock } from "../timelock/inputs";
import { UserError } from "../user-error";

/** A contract, and what the stack created it from. */
export interface DeployedContract {
  /** File of the compiled contract. */
  readonly artifact: string;
  /** With the constructor's arguments behind it. */
  readonly creationCode: string;
  /** As the stack names them, by `Name` or `path/File.sol:Name`. */
  readonly libraries: Readonly<Record<string, string>>;
}

/** @throws UserError when this machine's artifact and the state do not make the contract at the resource's address. */
export function deployedContract({ resource }: ChainResource): DeployedContract {
  const { id, inputs, outputs } = resource;
  const { artifact, ...given } = parsed(contractInputs, uncovered(inputs) as Properties);
  const { address, parts } = planCreation({ artifact, ...given }, String(outputs.factory));
  if (address !== id) {
    throw new UserError({
      what: "the artifact and the recorded arguments make another contract than the one that was created",
      where: artifact,
      got: address,
      expected: id,
      fix: "take the artifact that the stack was deployed with",
    });
  }
  const libraries = given.libraries as Readonly<Record<string, string>>;
  return { artifact: fromProjectRoot(artifact), creationCode: parts.code, libraries };
}

/**
 * A timelock's constructor may have been given the deployer, whom its resource does not record; the address tells whether
 * it was one of these.
 *
 * @throws UserError when none of them fits
 */
export function deployedTimelock({ resource }: ChainResource, deployers: readonly string[]): DeployedContract {
  const { id, inputs } = resource;
  const { salt, ...settings } = parsed(recordedTimelock, uncovered(inputs) as Properties);
  if (salt !== undefined) {
    const origin = { ...(settings as Omit<Parameters<typeof planTimelock>[0], "salt">), salt: BigInt(salt) };
    for (const deployer of [ZeroAddress, ...deployers]) {
      for (const factory of [SINGLETON_FACTORY, KEYLESS_FACTORY]) {
        const { address, data } = planTimelock(origin, deployer, factory);
        // The factory's call data begins with the salt.
        const creationCode = dataSlice(data, 32);
        if (address === id) return { artifact: require.resolve(TIMELOCK_ARTIFACT), creationCode, libraries: {} };
      }
    }
  }
  throw new UserError({
    what: "the state does not tell what this timelock was created with",
    where: id,
    got: salt === undefined ? "an imported timelock" : "settings that make another address",
    fix: "name by --deployer who created it; if its delay or accounts have changed since, verify it by hand with the arguments of its creation",
  });
}

/** Accounts that the state knows of as senders. */
export function knownDeployers(resources: readonly ChainResource[]): readonly string[] {
  return resources
    .filter(({ resource }) => resource.type === "safes:index:SignerAddress")
    .map(({ resource }) => String(resource.outputs.address));
}

/** Secrets as `pulumi stack export --show-secrets` writes them; on a chain and an explorer nothing of a contract is one. */
function uncovered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncovered);
  if (typeof value !== "object" || value === null) return value;
  const { plaintext } = value as { plaintext?: unknown };
  if (typeof plaintext === "string") return JSON.parse(plaintext);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, uncovered(inner)]));
}
