import type * as pulumi from "@pulumi/pulumi";
import { keccak256 } from "ethers/crypto";
import { toUtf8Bytes } from "ethers/utils";
import type { Check } from "../../../safes/sdk";
import { readArtifactFacts } from "../artifact-facts";
import { type ArtifactOverride, versionOf } from "../artifacts";
import {
  type L1ContractName,
  MESSENGER_NAME,
  PROXIED_CONTRACTS,
  PROXIED_NAMES,
  PROXY_ARTIFACTS,
  PROXY_TYPES,
  type ProxiedName,
} from "../set";
import { codeCheck, viewChecks } from "./checks";

export interface ExpectedProxies {
  readonly addresses: Readonly<Record<L1ContractName, pulumi.Output<string>>>;
  readonly implementations: Readonly<Record<ProxiedName, pulumi.Output<string>>>;
  readonly artifacts?: ArtifactOverride | undefined;
}

/** Of EIP-1967: the hash of the name, less one. */
const IMPLEMENTATION_SLOT = slotOf("eip1967.proxy.implementation");
const ADMIN_SLOT = slotOf("eip1967.proxy.admin");

/** Each proxy is what it should be, leads where it should, and so is what is behind it. */
export function proxyChecks(expected: ExpectedProxies): Check[] {
  return PROXIED_NAMES.flatMap((name) => [...frontChecks(name, expected), ...backChecks(name, expected)]);
}

function frontChecks(name: ProxiedName, { addresses, implementations, artifacts }: ExpectedProxies): Check[] {
  const { proxy } = PROXIED_CONTRACTS[name];
  const [contract, admin, implementation] = [addresses[name], addresses.ProxyAdmin, implementations[name]];
  const ofAdmin = (view: string, returns: string, value: pulumi.Output<string> | number): Check => ({
    kind: "view",
    id: `${name}.proxy.${view}`,
    contract: admin,
    function: `function ${view}(address proxy) view returns (${returns})`,
    arguments: [contract],
    expected: value,
  });
  const inSlot = (what: string, slot: string, value: pulumi.Output<string>): Check => ({
    kind: "storage",
    id: `${name}.proxy.${what}`,
    contract,
    slot,
    length: 20,
    expected: value,
  });
  return [
    codeCheck({ name: `${name}.proxy`, contract }, readArtifactFacts(PROXY_ARTIFACTS[proxy], artifacts).codeHash),
    ofAdmin("getProxyImplementation", "address", implementation),
    ofAdmin("getProxyAdmin", "address", admin),
    ofAdmin("proxyType", "uint8", PROXY_TYPES[proxy]),
    ...(proxy === "RESOLVED"
      ? resolvedChecks(name, contract, addresses.AddressManager)
      : [inSlot("implementationSlot", IMPLEMENTATION_SLOT, implementation), inSlot("adminSlot", ADMIN_SLOT, admin)]),
    ...initializedCheck(name, `${name}.proxy`, contract, artifacts),
  ];
}

/** Two mappings of the proxy's own, under its own address: the name first, then the AddressManager. */
function resolvedChecks(name: ProxiedName, contract: pulumi.Output<string>, manager: pulumi.Output<string>): Check[] {
  const ownEntry = (mapping: number) =>
    contract.apply((address) => {
      const key = `${address.slice(2).toLowerCase().padStart(64, "0")}${`${mapping}`.padStart(64, "0")}`;
      return keccak256(`0x${key}`);
    });
  return [
    {
      kind: "storage",
      id: `${name}.proxy.implementationName`,
      contract,
      slot: ownEntry(0),
      expected: shortText(MESSENGER_NAME),
    },
    { kind: "storage", id: `${name}.proxy.addressManager`, contract, slot: ownEntry(1), length: 20, expected: manager },
  ];
}

function backChecks(name: ProxiedName, { addresses, implementations, artifacts }: ExpectedProxies): Check[] {
  const contract = implementations[name];
  const version = versionOf(name, artifacts);
  const ofVersion = (subject: string, address: pulumi.Output<string>) =>
    version === undefined ? [] : viewChecks({ name: subject, contract: address }, { "version string": version });
  return [
    codeCheck({ name: `${name}.implementation`, contract }, readArtifactFacts(name, artifacts).codeHash),
    ...ofVersion(name, addresses[name]),
    ...ofVersion(`${name}.implementation`, contract),
    ...initializedCheck(name, `${name}.implementation`, contract, artifacts),
  ];
}

/** Nobody can initialise it any more. */
function initializedCheck(
  name: ProxiedName,
  subject: string,
  contract: pulumi.Output<string>,
  artifacts: ArtifactOverride | undefined,
): Check[] {
  const { initialized } = readArtifactFacts(name, artifacts);
  if (!initialized) return [];
  return [{ kind: "storage", id: `${subject}.initialized`, contract, ...initialized, length: 1, expected: "0x01" }];
}

function slotOf(name: string): string {
  return `0x${(BigInt(keccak256(toUtf8Bytes(name))) - 1n).toString(16)}`;
}

/** A text of up to 31 bytes as Solidity keeps it in one word: the text, and twice its length at the end. */
function shortText(text: string): string {
  const digits = Buffer.from(text).toString("hex");
  return `0x${digits.padEnd(62, "0")}${digits.length.toString(16).padStart(2, "0")}`;
}
