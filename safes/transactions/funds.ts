import { UserError } from "../user-error";
import { sumOf } from "./bigints";
import { formatCoins } from "./coins";
import type { Journal } from "./journal";
import type { ChainReader } from "./reader";

/** What an account has, at one block, and what is signed for but not in a block yet. */
export interface Funds {
  readonly balanceWei: bigint;
  readonly committedWei: bigint;
  /** The lowest nonce that neither a block nor the journal has: a gap would hold up everything behind it. */
  readonly nextNonce: number;
}

export async function readFunds(reader: ChainReader, journal: Journal, address: string): Promise<Funds> {
  const chain = await reader.snapshot();
  const [balanceWei, count] = await Promise.all([chain.balance(address), chain.transactionCount(address)]);
  // Of what is in a block the balance tells already.
  const waiting = journal.open.filter(({ nonce }) => nonce >= count);
  let nextNonce = count;
  while (journal.at(nextNonce)) nextNonce++;
  return { balanceWei, committedWei: sumOf(waiting.map((entry) => BigInt(entry.worstCostWei))), nextNonce };
}

export function shortage(
  description: string,
  payer: { readonly address: string; readonly chainId: bigint },
  { balanceWei, committedWei }: Funds,
  /** Of everything that is not signed yet. */
  remainingWei: bigint,
): UserError {
  const { address, chainId } = payer;
  const coins = (wei: bigint) => formatCoins(wei, chainId);
  const missingWei = committedWei + remainingWei - balanceWei;
  const onItsWay = committedWei > 0n ? `, of which ${coins(committedWei)} for what is on its way already` : "";
  return new UserError({
    what: `the deployer cannot pay for this: ${description}`,
    where: `${address} on chain ${chainId}`,
    got: `a balance of ${coins(balanceWei)}`,
    expected: `${coins(committedWei + remainingWei)} for all that remains, at the highest price${onItsWay}`,
    fix: `send ${coins(missingWei)} or more to ${address} and run the command again; nothing is deployed twice`,
  });
}
