import { hashMessage, hexlify, isAddress, type Transaction, TypedDataEncoder, toQuantity, toUtf8Bytes } from "ethers";
import { UserError } from "../user-error";
import { ethereumSignature } from "./digest-signer";
import { type Answer, type ClientTls, JsonRpc, METHOD_NOT_FOUND } from "./json-rpc";
import { confirmSigned, mutable, refuseUnbound, type Signer, type TypedData, typedDataHash } from "./signer";

/** Signing may wait for a person in front of a hardware wallet. */
const PATIENCE_MS = 10 * 60_000;
/** A wallet may ask whether it may say. */
const ACCOUNTS_PATIENCE_MS = 2 * 60_000;

export interface RemoteOptions {
  readonly tls?: ClientTls;
  readonly patienceMs?: number;
}

/**
 * Another program that holds the key: op-signer, web3signer, or a wallet's bridge, by `eth_signTransaction`. What only
 * knows `eth_sendTransaction` is refused by its own error: it would send past the journal, and a crash could send twice.
 * op-signer signs transactions only; web3signer and wallets sign messages and typed data too.
 */
export function openRemoteSigner(
  url: string,
  address: string,
  { tls, patienceMs = PATIENCE_MS }: RemoteOptions = {},
): Signer {
  const rpc = new JsonRpc(url, patienceMs, tls);
  const where = rpc.where;
  return {
    description: where,
    address,
    sign: async (transaction) => {
      refuseUnbound(transaction, where);
      const answer = await rpc.ask("eth_signTransaction", [fieldsOf(transaction, address)]);
      return confirmSigned(textOf(answer, "eth_signTransaction", where), transaction, address, where);
    },
    signMessage: async (message) => {
      const bytes = hexlify(typeof message === "string" ? toUtf8Bytes(message) : message);
      // Wallets know the first, web3signer the second; both put EIP-191's prefix before it.
      const signature = await askEither(rpc, [
        ["personal_sign", [bytes, address]],
        ["eth_sign", [address, bytes]],
      ]);
      return confirmSignature(signature, hashMessage(message), address, where);
    },
    signTypedData: async (data) => {
      const payload = JSON.stringify(payloadOf(data));
      const signature = await askEither(rpc, [
        ["eth_signTypedData_v4", [address, payload]],
        ["eth_signTypedData", [address, payload]],
      ]);
      return confirmSignature(signature, typedDataHash(data), address, where);
    },
  };
}

/**
 * Accounts that the other program offers (`eth_accounts`); none where it does not say.
 *
 * @throws UserError where it does not answer
 */
export async function accountsOfRemote(url: string): Promise<readonly string[]> {
  const { result } = await new JsonRpc(url, ACCOUNTS_PATIENCE_MS).ask("eth_accounts", []);
  return Array.isArray(result) ? result.filter((account) => isAddress(account)) : [];
}

type Question = readonly [method: string, params: readonly unknown[]];

/** The second one only where the first does not exist: a person who has refused is not asked again. */
async function askEither(rpc: JsonRpc, [first, second]: readonly [Question, Question]): Promise<string> {
  const answer = await rpc.ask(...first);
  if (answer.error?.code !== METHOD_NOT_FOUND) return textOf(answer, first[0], rpc.where);
  return textOf(await rpc.ask(...second), `${first[0]} or ${second[0]}`, rpc.where);
}

function textOf({ result, error }: Answer, method: string, where: string): string {
  const text = typeof result === "string" ? result : result && "raw" in result ? result.raw : undefined;
  if (!error && text) return text;
  throw new UserError({
    what: "the remote signer did not sign",
    where,
    got: error?.message ?? "no result",
    fix: `see that it is unlocked, holds this account and knows ${method}`,
  });
}

/** What comes back must be of the account, over what was asked; its v is found anew, because devices differ in it. */
function confirmSignature(text: string, digest: string, address: string, where: string): string {
  const [, r, s] = /^0x([0-9a-f]{64})([0-9a-f]{64})[0-9a-f]{2}$/i.exec(text) ?? [];
  if (r && s) return ethereumSignature([BigInt(`0x${r}`), BigInt(`0x${s}`)], digest, address, where).serialized;
  throw new UserError({
    what: "the signer's answer is no signature",
    where,
    got: `${text.length} characters`,
    expected: "0x and 65 bytes in hex: r, s, v",
  });
}

function payloadOf({ domain, types, message }: TypedData) {
  return TypedDataEncoder.getPayload(domain, mutable(types), message);
}

function fieldsOf(transaction: Transaction, from: string) {
  const { type, to, data, value, nonce, chainId, gasLimit, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  const price =
    type === 2
      ? { maxFeePerGas: toQuantity(maxFeePerGas ?? 0n), maxPriorityFeePerGas: toQuantity(maxPriorityFeePerGas ?? 0n) }
      : { gasPrice: toQuantity(gasPrice ?? 0n) };
  return {
    from,
    ...(to && { to }),
    data,
    value: toQuantity(value),
    nonce: toQuantity(nonce),
    chainId: toQuantity(chainId),
    gas: toQuantity(gasLimit),
    ...price,
    ...(transaction.accessList?.length && { accessList: transaction.accessList }),
    type: toQuantity(type ?? 2),
  };
}
