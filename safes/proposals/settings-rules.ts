import { ZeroAddress } from "ethers";
import { SENTINEL } from "./addresses";
import type { SafeIdentity } from "./hashes";
import { type Refusal, throwRefusals } from "./refusal";
import { type SafeSettings, settingsOf } from "./safe-state";
import { isAtLeast } from "./safe-version";

/** Throws a {@link UserError} with every reason for which a Safe cannot have these settings. */
export function refuseSettings(wanted: SafeSettings, safe: SafeIdentity): void {
  throwRefusals(findSettingsRefusals(wanted, safe), "a Safe cannot have these settings", `Safe ${safe.address}`);
}

/** Every reason for which a Safe cannot have these settings, or could never sign again with them. */
export function findSettingsRefusals(wanted: SafeSettings, safe: SafeIdentity): readonly Refusal[] {
  const settings = settingsOf(wanted);
  return [
    ...settings.owners.flatMap((owner) => refuseOwner(owner, safe)),
    ...repeated(settings.owners).map((owner) => duplicateOwner(owner)),
    ...refuseThreshold(settings),
    ...settings.modules.flatMap(refuseModule),
    ...repeated(settings.modules).map(duplicateModule),
    ...refuseFallbackHandler(settings.fallbackHandler, safe),
    ...refuseForVersion(settings, safe),
  ];
}

/** The zero address and 0x1 end the linked list; the Safe itself can sign nothing before it has signed it. */
export function refuseOwner(owner: string, safe: Pick<SafeIdentity, "address">): Refusal[] {
  const fix = "name the address of a key or of another contract that can sign";
  if (owner === ZeroAddress || owner === SENTINEL) {
    return [{ rule: "owner-reserved", reason: `${owner} cannot be an owner`, fix }];
  }
  if (owner !== safe.address) return [];
  return [{ rule: "owner-is-safe", reason: `the Safe ${owner} cannot be an owner of itself`, fix }];
}

export function refuseModule(module: string): Refusal[] {
  if (module !== ZeroAddress && module !== SENTINEL) return [];
  return [{ rule: "module-reserved", reason: `${module} cannot be a module`, fix: "name the module's contract" }];
}

/** With itself as handler, call data of three bytes and a sender's address can add up to a call that only it may make. */
export function refuseFallbackHandler(handler: string, safe: Pick<SafeIdentity, "address">): Refusal[] {
  if (handler !== safe.address) return [];
  return [
    {
      rule: "fallback-handler-is-safe",
      reason: "the Safe cannot be its own fallback handler (GS400)",
      fix: "name the CompatibilityFallbackHandler of the Safe's version",
    },
  ];
}

export function duplicateOwner(owner: string): Refusal {
  return {
    rule: "owner-duplicate",
    reason: `${owner} would be an owner twice`,
    fix: "name every owner once; addresses that differ in upper and lower case are one",
  };
}

function duplicateModule(module: string): Refusal {
  return { rule: "module-duplicate", reason: `${module} would be a module twice`, fix: "name every module once" };
}

function refuseThreshold({ threshold, owners }: SafeSettings): Refusal[] {
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    return [
      {
        rule: "threshold-zero",
        reason: `a threshold of ${threshold} is none that a Safe can have`,
        fix: "set a whole number of signatures, at least 1",
      },
    ];
  }
  if (threshold <= owners.length) return [];
  return [
    {
      rule: "threshold-above-owners",
      reason: `${owners.length} owners can never give ${threshold} signatures`,
      fix: "add owners or lower the threshold",
    },
  ];
}

function refuseForVersion(
  { guard, moduleGuard, fallbackHandler }: Required<SafeSettings>,
  { version }: SafeIdentity,
): Refusal[] {
  const lacking = [
    { what: "a fallback handler", since: "1.1.0", value: fallbackHandler },
    { what: "a guard", since: "1.3.0", value: guard },
    { what: "a module guard", since: "1.5.0", value: moduleGuard },
  ] as const;
  return lacking
    .filter(({ since, value }) => value !== ZeroAddress && !isAtLeast(version, since))
    .map(({ what, since }) => ({
      rule: "not-in-version" as const,
      reason: `a Safe of version ${version} cannot have ${what}; Safes can since ${since}`,
      fix: "leave it out, or move to a newer Safe",
    }));
}

const repeated = (list: readonly string[]) =>
  [...new Set(list)].filter((entry) => list.indexOf(entry) !== list.lastIndexOf(entry));
