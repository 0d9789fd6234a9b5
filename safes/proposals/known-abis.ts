import { Interface } from "ethers";
import { safeAbi } from "./safe-abi";

/** Functions that are known whatever contract has them. */
export interface KnownAbi {
  /** What kind of contract has such functions, in a signer's words. */
  readonly contract: string;
  readonly abi: Interface;
}

/** OpenZeppelin's TimelockController since 4.0, and the roles of its AccessControl. */
export const timelockAbi = new Interface([
  "function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt) payable",
  "function executeBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) payable",
  "function cancel(bytes32 id)",
  "function updateDelay(uint256 newDelay)",
]);

/** In this order: the first that knows the data names it. */
export const knownAbis: readonly KnownAbi[] = [
  { contract: "Safe", abi: safeAbi },
  { contract: "MultiSend", abi: new Interface(["function multiSend(bytes transactions) payable"]) },
  { contract: "TimelockController", abi: timelockAbi },
  {
    contract: "contract with roles",
    abi: new Interface([
      "function grantRole(bytes32 role, address account)",
      "function revokeRole(bytes32 role, address account)",
      "function renounceRole(bytes32 role, address callerConfirmation)",
    ]),
  },
  {
    // `upgrade` ended with OpenZeppelin 4, `upgradeAndCall` goes on in 5.
    contract: "ProxyAdmin",
    abi: new Interface([
      "function upgrade(address proxy, address implementation)",
      "function upgradeAndCall(address proxy, address implementation, bytes data) payable",
      "function changeProxyAdmin(address proxy, address newAdmin)",
    ]),
  },
  {
    contract: "contract with an owner",
    abi: new Interface([
      "function transferOwnership(address newOwner)",
      "function acceptOwnership()",
      "function renounceOwnership()",
    ]),
  },
  {
    contract: "ERC-20 token",
    abi: new Interface([
      "function transfer(address to, uint256 amount) returns (bool)",
      "function approve(address spender, uint256 amount) returns (bool)",
      "function transferFrom(address from, address to, uint256 amount) returns (bool)",
    ]),
  },
];
