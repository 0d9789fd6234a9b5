import { keyTypes, notKnownYet } from "../assessment/expectations";
import { stackPolicy } from "../assessment/policy";
import { settingOf, settingsOf } from "../assessment/provider-settings";
import type { Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { knownText } from "../assessment/value";
import { about, pass, type Verdict, violation } from "../assessment/verdict";
import { chainProviderType, signerAddressType } from "./types";

const signerIsKms = stackPolicy({
  id: "chain-signer-is-kms",
  title: "What signs on the chain is a key of this stack that never leaves KMS",
  severity: "critical",
  rationale: "a key in a file, a variable or the state can be copied, and nobody would know before it is used",
  remedy: "give the provider a signer of the kind kms, and SignerAddress the ARN or alias of a key of the stack",
  types: [chainProviderType, "safes:index:*"],
  check: (stack) => [
    ...stack.all(chainProviderType).map((provider) => about(provider, signsWithOurKey(stack, provider))),
    ...stack.all(signerAddressType).map((signer) => about(signer, isOurs(signer))),
    ...stack.all("safes:index:*", chainProviderType).map((resource) => about(resource, holdsNoKey(resource))),
  ],
});

function signsWithOurKey(stack: Stack, provider: Resource): Verdict {
  const signer = (property: string) => settingOf(settingsOf(provider), ["signer", property]);
  const [kind, keyId] = [signer("kind"), signer("keyId")];
  if (kind.kind === "unknown") return notKnownYet("signer");
  // Without a signer nothing is ever sent.
  if (settingOf(settingsOf(provider), ["signer"]).kind === "absent") return pass;
  if (knownText(kind) !== "kms") return violation("signer is no key in KMS", "signer.kind: kms");
  if (stack.byIdentity(keyTypes, knownText(keyId) ?? "")) return pass;
  return violation("signer.keyId names no key of this stack", "a key or an alias of this stack");
}

function isOurs(signer: Resource): Verdict {
  const named = signer.references("keyId", keyTypes);
  if (named.kind !== "open" && named.resources.length > 0) return pass;
  if (signer.value("keyId").kind === "unknown") return notKnownYet("keyId");
  return violation("keyId names no key of this stack", "a key or an alias of this stack");
}

const keyName = /(private|secret|signing)_?key$|mnemonic|seed_?phrase|^seed$/i;

/** Names and shapes alone: a value is never told. */
function holdsNoKey(resource: Resource): Verdict {
  const place = keyIn(resource.description.inputs ?? {}, resource.is(chainProviderType), "");
  return place === undefined ? pass : violation(`${place} holds a private key`, "a signer of the kind kms");
}

function keyIn(raw: unknown, isProvider: boolean, path: string): string | undefined {
  if (typeof raw === "string") {
    // Settings of a provider have no hash among them, so 32 bytes there are a key.
    const isKey =
      /PRIVATE KEY-----/.test(raw) || (isProvider && /(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])/.test(raw));
    return isKey ? path : undefined;
  }
  if (!(raw instanceof Object)) return undefined;
  for (const [name, inner] of Object.entries(raw)) {
    const place = path === "" ? name : `${path}.${name}`;
    const isNamedSo = keyName.test(name) && typeof inner === "string" && inner !== "";
    const found = isNamedSo ? place : keyIn(inner, isProvider, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const signerPolicies = [signerIsKms] as const;
