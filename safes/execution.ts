import { Interface } from "ethers";
import type { Step } from "./connection";
import type { Proposal } from "./proposals/proposal-schema";
import { encodeSignatures } from "./proposals/signatures";

const abi = new Interface([
  "function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool)",
]);

/** The transaction that anyone may send once enough owners have signed. @throws UserError while they have not. */
export function executionStep(proposal: Proposal, isDone: () => Promise<boolean>): Step {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = proposal.transaction;
  return {
    key: `shared:execute ${proposal.safeTxHash}`,
    to: proposal.safe,
    data: abi.encodeFunctionData("execTransaction", [
      to,
      value,
      data,
      operation,
      safeTxGas,
      baseGas,
      gasPrice,
      gasToken,
      refundReceiver,
      encodeSignatures(proposal),
    ]),
    description: `executes ${proposal.description}`,
    isDone,
  };
}
