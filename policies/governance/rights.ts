import { notKnownYet } from "../assessment/expectations";
import { stackPolicy } from "../assessment/policy";
import { matches } from "../assessment/policy-document";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { knownText, type Located } from "../assessment/value";
import { about, advice, pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { accountAt, isListed, nobody } from "./accounts";
import {
  callType,
  contractType,
  contractTypes,
  ownershipType,
  safeType,
  signerAddressType,
  timelockType,
  verificationType,
} from "./types";

/** Views that answer who may change a contract, or what is behind it. */
const rights: readonly string[] = ["owner", "admin", "proxyAdmin", "getProxyAdmin", "guardian"];

/** Where a proxy keeps its admin (EIP-1967). */
const adminSlot = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

/** Who is to have a right over some contract, with the resource that says so. */
interface Holding {
  readonly resource: Resource;
  readonly holder: Located;
}

const noKeyOwns = stackPolicy({
  id: "chain-no-eoa-owner",
  title: "Whatever can change a contract is a contract itself",
  severity: "critical",
  rationale: "what belongs to a single key belongs to whoever steals it, at once and for good",
  remedy: "give the right to a Safe or a timelock of the stack, or add the contract to the policy's settings",
  types: [ownershipType, verificationType, callType],
  settings: { contracts: [] as readonly string[], rights },
  check: (stack, { contracts, rights }) => [
    ...holdings(stack, rights).map(({ resource, holder }) =>
      about(resource, isContract(stack, resource, holder, [...contracts, ...nobody])),
    ),
    ...stack.all(callType).flatMap((call) => {
      const by = call.at("governed.by");
      return by.value.kind === "absent" ? [] : [about(call, isContract(stack, call, by, contracts))];
    }),
  ],
});

function isContract(stack: Stack, resource: Resource, holder: Located, allowed: readonly string[]): Verdict {
  const account = accountAt(stack, resource, holder);
  if (account.kind === "open") return notKnownYet(holder.path);
  const refused = (whom: string) =>
    violation(`${holder.path} is ${whom}`, "a Safe, a timelock or a contract of this stack, or one that is allowed");
  if (account.kind === "stranger") {
    return isListed(allowed, account.address) ? pass : refused(account.address);
  }
  const keys = account.resources.filter((each) => !each.is(...contractTypes));
  if (keys.length === 0) return pass;
  if (keys.length < account.resources.length) return notKnownYet(holder.path);
  return refused(`the key ${keys[0]?.name}`);
}

/** Hand-overs, and what the program expects to read back of owners and administrators. */
function holdings(stack: Stack, rights: readonly string[]): readonly Holding[] {
  const handedOver = stack.all(ownershipType).flatMap((resource) => {
    const holder = resource.at("holder");
    // What does not exist has no holder, and then `holder` is a sentence.
    const isAccount = knownText(holder.value)?.startsWith("0x");
    return [resource.at("newOwner"), ...(isAccount ? [holder] : [])].map((each) => ({ resource, holder: each }));
  });
  const expected = stack.all(verificationType).flatMap((resource) =>
    resource
      .items("checks")
      .filter((check) => isAboutRights(check, rights))
      .map((check) => ({ resource, holder: check.at("expected") })),
  );
  return [...handedOver, ...expected];
}

function isAboutRights(check: Item, rights: readonly string[]): boolean {
  // Of checks that nothing tells of nobody knows who is to hold what.
  if (check.isUnknown) return true;
  if (knownText(check.at("slot").value)?.toLowerCase() === adminSlot) return true;
  // Only views that answer with one address: `owner() view returns (address)`.
  const view = /function (\w+)\(.*returns ?\(address\)/.exec(knownText(check.at("function").value) ?? "");
  return rights.some((right) => right === view?.[1]);
}

const deployerRenounced = stackPolicy({
  id: "chain-deployer-renounced",
  title: "The key that deploys keeps no right over what it has deployed",
  severity: "critical",
  rationale: "it is online and used by a pipeline, so whoever gets into the pipeline would own the network",
  remedy: "hand every contract over with an Ownership, and name Safes where a role is given",
  types: [ownershipType, timelockType, safeType, contractType, verificationType],
  // The deployer's account is known as such by its hand-overs, and by its name in the program.
  settings: { deployers: ["*-deployer"] as readonly string[], rights },
  check: (stack, { deployers, rights }) => {
    const isDeployer = deployerOf(stack, deployers);
    const held = (resource: Resource, ...paths: readonly string[]) =>
      paths.flatMap((path) => resource.elements(path).map((holder) => ({ resource, holder })));
    const roles = ["admin", "proposer", "executor", "canceller"].map((role) => `observed.roles.${role}[]`);
    const all: readonly Holding[] = [
      ...stack.all(timelockType).flatMap((each) => held(each, "proposers[]", "executors[]", "cancellers[]", ...roles)),
      ...stack.all(safeType).flatMap((safe) => held(safe, "owners[]")),
      ...holdings(stack, rights),
    ];
    const open = new Set<Resource>();
    const kept = all.map(({ resource, holder }): Verdict => {
      const answer = isDeployer(resource, holder);
      if (answer === "perhaps") open.add(resource);
      return answer === true
        ? violation(`${holder.path} is the deployer`, "a Safe, a timelock or a contract", resource)
        : pass;
    });
    return [
      ...kept,
      ...[...open].map((resource) =>
        undecided("whether the deployer is among its holders is known only after the update", resource),
      ),
      ...stack.all(ownershipType).map((ownership) => about(ownership, isHandedOver(ownership))),
      ...stack.all(contractType).map((contract) => about(contract, isPassedOn(stack, contract, isDeployer))),
    ];
  },
});

type IsDeployer = (resource: Resource, holder: Located) => boolean | "perhaps";

function deployerOf(stack: Stack, patterns: readonly string[]): IsDeployer {
  const named = stack
    .all(signerAddressType)
    .filter((signer) => patterns.some((pattern) => matches(pattern, signer.name)));
  const addresses = [
    ...stack.all(ownershipType).map((ownership) => ownership.text("deployer")),
    ...named.map((signer) => signer.text("address")),
  ];
  const known = addresses.flatMap((address) => (address.kind === "known" ? [address.value] : []));
  const isHidden = addresses.some(({ kind }) => kind === "unknown");
  return (resource, holder) => {
    const account = accountAt(stack, resource, holder);
    if (account.kind === "stranger") {
      if (isListed(known, account.address)) return true;
      return isHidden && !isListed(nobody, account.address) && "perhaps";
    }
    if (account.kind === "open") return addresses.length > 0 && "perhaps";
    const suspects = account.resources.filter((each) => named.includes(each) || isAmong(known, each));
    if (suspects.length === 0) return false;
    return suspects.length === account.resources.length || "perhaps";
  };
}

function isAmong(addresses: readonly string[], account: Resource): boolean {
  return isListed(addresses, knownText(account.value("address")) ?? "");
}

function isHandedOver(ownership: Resource): Verdict {
  const answered = ownership.value("status");
  if (answered.kind === "unknown") return notKnownYet("status");
  const status = knownText(answered);
  if (status === undefined || status === "handed over") return pass;
  // The deployer has done its part, and the update that looks again must not be stopped.
  if (status.startsWith("waits for ")) return advice(`status is ${status}`, "status: handed over");
  return violation(`status is ${status}`, "status: handed over");
}

/** A contract that is told of the deployer when it is made belongs to it until it is handed over. */
function isPassedOn(stack: Stack, contract: Resource, isDeployer: IsDeployer): Verdict {
  const told = contract
    .elements("constructorArguments[]")
    .map((argument) => isAddress(argument) && isDeployer(contract, argument));
  if (!told.some(Boolean)) return pass;
  const { surely, perhaps } = handOversOf(stack, contract);
  if (surely) return pass;
  if (perhaps || !told.includes(true)) return notKnownYet("constructorArguments");
  return violation("it is made with the deployer as an argument, and no Ownership hands it over", "an Ownership of it");
}

function isAddress({ value }: Located): boolean {
  return value.kind === "unknown" || /^0x[0-9a-fA-F]{40}$/.test(knownText(value) ?? "");
}

function handOversOf(stack: Stack, contract: Resource): { readonly surely: boolean; readonly perhaps: boolean } {
  const accounts = stack.all(ownershipType).map((each) => accountAt(stack, each, each.at("contract")));
  const named = accounts.flatMap((account) =>
    account.kind === "of-stack" && account.resources.includes(contract) ? [account.resources] : [],
  );
  return {
    surely: named.some((candidates) => candidates.length === 1),
    perhaps: named.length > 0 || accounts.some(({ kind }) => kind === "open"),
  };
}

export const rightsPolicies = [noKeyOwns, deployerRenounced] as const;
