import { notKnownYet } from "../assessment/expectations";
import { stackPolicy } from "../assessment/policy";
import { settingOf, settingsOf } from "../assessment/provider-settings";
import type { Resource } from "../assessment/resource";
import { knownText, type Located } from "../assessment/value";
import { about, pass, type Verdict, violation } from "../assessment/verdict";
import { chainProviderType } from "./types";

const stackType = "pulumi:pulumi:Stack";
const stackReferenceType = "pulumi:pulumi:StackReference";

const chainIsOurs = stackPolicy({
  id: "chain-id-matches-stack",
  title: "A stack speaks to the chain of its own environment, and refers to nothing of another one",
  severity: "critical",
  rationale: "what was meant for a test network would be spent, or handed over, on mainnet, where nobody can undo it",
  remedy: "set l1.chainId and l1.rpcUrls to those of the environment; refer to stacks of the same environment",
  types: [chainProviderType, stackReferenceType, stackType],
  settings: {
    environment: "mainnet",
    chainIds: ["8453"] as readonly string[],
    /** Parts of the names of hosts and stacks that belong to another environment. */
    foreign: ["sepolia", "goerli", "holesky", "hoodi", "testnet", "devnet"] as readonly string[],
  },
  check: (stack, { environment, chainIds, foreign }) => [
    ...stack.all(chainProviderType).flatMap((provider) => {
      const setting = (name: string): Located => ({ path: name, value: settingOf(settingsOf(provider), [name]) });
      return [
        isAmong(setting("chainId"), chainIds),
        isAmong(setting("environment"), [environment]),
        ...hostsAreOurs(setting("rpcUrls"), foreign),
      ].map((verdict) => about(provider, verdict));
    }),
    ...stack.all(stackReferenceType).map((reference) => about(reference, namesOurStack(reference, foreign))),
    // What the stack tells others: endpoints, explorers.
    ...stack
      .all(stackType)
      .flatMap((outputs) =>
        addressesIn(outputs.description.outputs ?? {}, "").map((url) => about(outputs, hostIsOurs(url, foreign))),
      ),
  ],
});

function isAmong({ path, value }: Located, expected: readonly string[]): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  const found = knownText(value) ?? "not set";
  return expected.includes(found) ? pass : violation(`${path} is ${found}`, `${path}: ${expected.join(" or ")}`);
}

function hostsAreOurs({ path, value }: Located, foreign: readonly string[]): readonly Verdict[] {
  if (value.kind === "unknown") return [notKnownYet(path)];
  const urls = value.kind === "known" ? [value.value].flat() : [];
  return urls.map((url, index) => hostIsOurs({ path: `${path}[${index}]`, url: String(url) }, foreign));
}

interface WebAddress {
  readonly path: string;
  readonly url: string;
}

/** The address may carry a key, so only the word that gives it away is told. */
function hostIsOurs({ path, url }: WebAddress, foreign: readonly string[]): Verdict {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  const word = foreign.find((candidate) => host.includes(candidate));
  return word === undefined ? pass : violation(`${path} leads to a host of ${word}`, "a host of this environment");
}

function addressesIn(raw: unknown, path: string): readonly WebAddress[] {
  if (typeof raw === "string") return /^(https?|wss?):\/\//.test(raw) ? [{ path, url: raw }] : [];
  if (!(raw instanceof Object)) return [];
  return Object.entries(raw).flatMap(([name, inner]) => addressesIn(inner, path === "" ? name : `${path}.${name}`));
}

function namesOurStack(reference: Resource, foreign: readonly string[]): Verdict {
  const name = reference.text("name");
  if (name.kind === "unknown") return notKnownYet("name");
  const word = foreign.find((candidate) => knownText(name)?.includes(candidate));
  return word ? violation(`name is that of a stack of ${word}`, "a stack of this environment") : pass;
}

export const chainPolicies = [chainIsOurs] as const;
