import { getAddress, ZeroAddress } from "ethers";
import { z } from "zod";
import { address, knowable, parsed, uint } from "../inputs";
import { type CheckFailure, type Properties, UNKNOWN } from "../plugin/provider";
import { SAFE_VERSIONS, safeContracts } from "./contracts";

/** Head of the linked lists in which a Safe keeps owners and modules (OwnerManager.sol). */
const SENTINEL = "0x0000000000000000000000000000000000000001";

/** What a program says of a Safe, with every default filled in. */
export const safeInputs = z.strictObject({
  owners: knowable(z.array(knowable(address)).min(1, "needs an owner")),
  threshold: knowable(z.int().min(1, "must be at least 1")),
  version: z.enum(SAFE_VERSIONS).default("1.4.1"),
  singleton: z.enum(["SafeL2", "Safe"]).default("SafeL2"),
  saltNonce: uint,
  fallbackHandler: knowable(address).optional(),
  modules: knowable(z.array(knowable(address))).default([]),
  guard: knowable(address).default(ZeroAddress),
  moduleGuard: knowable(address).default(ZeroAddress),
  allowLowerThreshold: z.boolean().default(false),
});
export type SafeInputs = z.output<typeof safeInputs>;

/** The fallback handler that Safe ships with the version, where the program names none. */
export function fallbackHandlerOf({
  version,
  fallbackHandler,
}: Pick<SafeInputs, "version" | "fallbackHandler">): string | typeof UNKNOWN {
  return fallbackHandler ?? safeContracts(version).contracts.CompatibilityFallbackHandler.address;
}

/** The chain does not know what makes a Safe's address: of one that was imported the state has no salt. */
const recordedInputs = safeInputs.partial({ saltNonce: true });

/** The inputs with every default filled in, those too that depend on others. */
export function completed(raw: Properties) {
  const inputs = parsed(recordedInputs, raw);
  return { ...inputs, fallbackHandler: fallbackHandlerOf(inputs) };
}

/** What the Safe contract itself would refuse, and what would lock it: said before anything is sent. */
export function refuseInputs({ version, owners, threshold, modules, moduleGuard }: SafeInputs): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (owners !== UNKNOWN) {
    failures.push(...refuseMembers("owners", owners, "an owner"));
    if (threshold !== UNKNOWN && threshold > owners.length) {
      const reason = `is ${threshold}, but there are ${owners.length} owners: nobody could ever sign; lower it or add owners`;
      failures.push({ property: "threshold", reason });
    }
  }
  if (moduleGuard !== ZeroAddress && version !== "1.5.0") {
    const reason = `is set, but a Safe of ${version} has none; Safes can since 1.5.0`;
    failures.push({ property: "moduleGuard", reason });
  }
  if (modules !== UNKNOWN) failures.push(...refuseMembers("modules", modules, "a module"));
  return failures;
}

function refuseMembers(property: string, members: readonly (string | typeof UNKNOWN)[], what: string): CheckFailure[] {
  const seen = new Map<string, number>();
  return members.flatMap((member, index) => {
    if (member === UNKNOWN) return [];
    const path = `${property}[${index}]`;
    if (member === ZeroAddress || getAddress(member) === SENTINEL) {
      return [{ property: path, reason: `is ${member}, which Safe refuses as ${what}` }];
    }
    const earlier = seen.get(member);
    seen.set(member, index);
    if (earlier === undefined) return [];
    return [{ property: path, reason: `is ${member}, as ${property}[${earlier}]: the same one would count twice` }];
  });
}
