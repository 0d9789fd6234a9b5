import { id } from "ethers";
import type { StorageLayout } from "../contract/storage-layout";

const types: StorageLayout["types"] = {
  address: { encoding: "inplace", label: "address", numberOfBytes: "20" },
  bool: { encoding: "inplace", label: "bool", numberOfBytes: "1" },
  bytes32: { encoding: "inplace", label: "bytes32", numberOfBytes: "32" },
  uint256: { encoding: "inplace", label: "uint256", numberOfBytes: "32" },
  addresses: mapping("address", "address"),
  flags: mapping("address", "bool"),
  numbers: mapping("bytes32", "uint256"),
  approvals: mapping("address", "numbers"),
  roles: mapping("bytes32", "role"),
  role: {
    encoding: "inplace",
    label: "struct AccessControl.RoleData",
    numberOfBytes: "64",
    members: [
      { label: "hasRole", slot: "0", offset: 0, type: "flags" },
      { label: "adminRole", slot: "1", offset: 0, type: "bytes32" },
    ],
  },
};

/** SafeStorage.sol, the same from 1.0.0 to 1.5.0. */
export const safeLayout = layout({
  singleton: "address",
  modules: "addresses",
  owners: "addresses",
  ownerCount: "uint256",
  threshold: "uint256",
  nonce: "uint256",
  _deprecatedDomainSeparator: "bytes32",
  signedMessages: "numbers",
  approvedHashes: "approvals",
});

/** AccessControl.sol and TimelockController.sol, OpenZeppelin 4 and 5. */
export const timelockLayout = layout({ _roles: "roles", _timestamps: "numbers", _minDelay: "uint256" });

/** Slots that mean the same in every contract that uses them: EIP-1967, and the managers of Safe. */
export const wellKnownSlots: ReadonlyMap<string, string> = new Map([
  [ofEip1967("implementation"), "implementation (EIP-1967)"],
  [ofEip1967("admin"), "admin (EIP-1967)"],
  [ofEip1967("beacon"), "beacon (EIP-1967)"],
  [id("guard_manager.guard.address"), "guard"],
  [id("module_manager.module_guard.address"), "module guard"],
  [id("fallback_manager.handler.address"), "fallback handler"],
]);

/** One variable behind the other, each in a slot of its own. */
function layout(variables: Readonly<Record<string, string>>): StorageLayout {
  const entries = Object.entries(variables);
  return { storage: entries.map(([label, type], slot) => ({ label, slot: `${slot}`, offset: 0, type })), types };
}

function mapping(key: string, value: string) {
  return { encoding: "mapping" as const, label: `mapping(${key} => ${value})`, numberOfBytes: "32", key, value };
}

function ofEip1967(name: string): string {
  return `0x${(BigInt(id(`eip1967.proxy.${name}`)) - 1n).toString(16)}`;
}
