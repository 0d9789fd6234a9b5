import type { Properties } from "../../plugin/provider";
import { UserError } from "../../user-error";

/** Settings of a provider from a stack's state, for one that only reads: who signs does not matter to it. */
export function recordedSettings(inputs: Properties, rpcUrl: readonly string[] | undefined): Properties {
  const urls = rpcUrl ? JSON.stringify(rpcUrl) : uncovered(inputs.rpcUrls);
  if (typeof urls !== "string") {
    throw new UserError({
      what: "the endpoints are secrets of an exported state",
      fix: "name them by --rpc-url, or let this command export the stack itself",
    });
  }
  const { signer: _, ...settings } = inputs;
  return { ...settings, rpcUrls: urls };
}

/** A secret as `pulumi stack export --show-secrets` writes it: JSON inside an object. */
function uncovered(value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: unknown };
  return typeof plaintext === "string" ? JSON.parse(plaintext) : value;
}
