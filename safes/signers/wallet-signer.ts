import type { BaseWallet } from "ethers";
import { mutable, refuseUnbound, type Signer } from "./signer";

/** A key in this process's memory. */
export function walletSigner(description: string, wallet: BaseWallet): Signer {
  return {
    description,
    address: wallet.address,
    sign: async (transaction) => {
      refuseUnbound(transaction, description);
      return wallet.signTransaction(transaction);
    },
    signMessage: (message) => wallet.signMessage(message),
    signTypedData: ({ domain, types, message }) => wallet.signTypedData(domain, mutable(types), message),
  };
}
