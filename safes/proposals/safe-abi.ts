import { Interface } from "ethers";

/**
 * The functions of a Safe that change something, of every version since 1.0.0 (OwnerManager.sol, ModuleManager.sol,
 * GuardManager.sol, FallbackManager.sol, Safe.sol); `changeMasterCopy` ended with 1.2.0, `setModuleGuard` came with 1.5.0.
 */
export const safeAbi = new Interface([
  "function addOwnerWithThreshold(address owner, uint256 threshold)",
  "function removeOwner(address prevOwner, address owner, uint256 threshold)",
  "function swapOwner(address prevOwner, address oldOwner, address newOwner)",
  "function changeThreshold(uint256 threshold)",
  "function enableModule(address module)",
  "function disableModule(address prevModule, address module)",
  "function setGuard(address guard)",
  "function setModuleGuard(address moduleGuard)",
  "function setFallbackHandler(address handler)",
  "function changeMasterCopy(address masterCopy)",
  "function approveHash(bytes32 hashToApprove)",
  "function setup(address[] owners, uint256 threshold, address to, bytes data, address fallbackHandler, address paymentToken, uint256 payment, address paymentReceiver)",
  "function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool success)",
  "function execTransactionFromModule(address to, uint256 value, bytes data, uint8 operation) returns (bool success)",
  "function simulateAndRevert(address targetContract, bytes calldataPayload)",
]);
