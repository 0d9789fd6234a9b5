import { type Transaction, toQuantity } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";
import { confirmSigned, type Signer } from "./signer";

/** Signing may wait for a person in front of a hardware wallet. */
const patienceMs = 10 * 60_000;

/** Clients of one kind give the raw transaction, those of the other an object with it; some say null for what they leave out. */
const answer = z.object({
  result: z.union([z.string(), z.object({ raw: z.string() })]).nullish(),
  error: z.object({ message: z.string() }).nullish(),
});

/**
 * Another program that holds the key: web3signer, or a wallet's bridge, by `eth_signTransaction`. What only knows
 * `eth_sendTransaction` is refused by its own error: it would send past the journal, and a crash could send twice.
 */
export function openRemoteSigner(url: string, address: string): Signer {
  const where = `remote signer ${new URL(url).host}`;
  const sign = async (transaction: Transaction) => {
    const { result, error } = await ask(url, where, fieldsOf(transaction, address));
    if (error || !result) {
      throw new UserError({
        what: "the remote signer did not sign",
        where,
        got: error?.message ?? "no result",
        fix: "see that it is unlocked, holds this account and knows eth_signTransaction",
      });
    }
    return confirmSigned(typeof result === "string" ? result : result.raw, transaction, address, where);
  };
  return { description: where, address, sign };
}

function fieldsOf(transaction: Transaction, from: string) {
  const { to, data, value, nonce, chainId, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  return {
    from,
    ...(to && { to }),
    data,
    value: toQuantity(value),
    nonce: toQuantity(nonce),
    chainId: toQuantity(chainId),
    gas: toQuantity(gasLimit),
    maxFeePerGas: toQuantity(maxFeePerGas ?? 0n),
    maxPriorityFeePerGas: toQuantity(maxPriorityFeePerGas ?? 0n),
    type: "0x2",
  };
}

async function ask(url: string, where: string, fields: object): Promise<z.output<typeof answer>> {
  let status: number | undefined;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_signTransaction", params: [fields] }),
      signal: AbortSignal.timeout(patienceMs),
    });
    status = response.status;
    return answer.parse(await response.json());
  } catch (error) {
    throw new UserError({
      what: status === undefined ? "the remote signer does not answer" : "the remote signer's answer is no JSON-RPC",
      where,
      got: status === undefined ? describe(error) : `HTTP ${status} with something else`,
      fix: "see that it runs, and that the URL is that of its JSON-RPC",
    });
  }
}

/** Node's fetch says only `fetch failed`; what failed is its cause. */
function describe(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}
