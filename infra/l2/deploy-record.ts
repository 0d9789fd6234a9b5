import { getAddress } from "ethers/address";
import type { SentTransaction } from "../../safes/sdk";

/** One contract of the deployment as its resource tells of it. */
export interface DeployedContract {
  readonly address: string;
  /** Keccak-256 of the code at the address. */
  readonly codeHash: string;
  readonly transactions: readonly SentTransaction[];
}

export interface Deployment {
  /** Name of the network, such as `jeju-testnet`. */
  readonly network: string;
  readonly l1ChainId: number;
  readonly l2ChainId: number;
  /** What was deployed, such as `@eth-optimism/contracts-bedrock 0.17.3`. */
  readonly artifacts: string;
  /** By resource. */
  readonly contracts: Readonly<Record<string, DeployedContract>>;
  /** Calls that set the contracts up and handed them over, by resource. */
  readonly calls: Readonly<Record<string, readonly SentTransaction[]>>;
}

/** Gas prices at which the record tells what the deployment would have cost, in wei: Base's usual one up to Ethereum's. */
const GAS_PRICES_WEI = [1_000_000n, 10_000_000n, 100_000_000n, 1_000_000_000n, 10_000_000_000n];

/** Text of `deployment.json`: what was put where, by which transactions, and what it cost. */
export function writeDeployRecord(deployment: Deployment): string {
  const { network, l1ChainId, l2ChainId, artifacts, contracts, calls } = deployment;
  const senders = [
    ...Object.entries(contracts).map(([resource, { transactions }]) => [resource, transactions] as const),
    ...Object.entries(calls),
  ];
  const transactions = inOrderOfChain(
    senders.flatMap(([resource, sent]) => sent.map((transaction) => ({ resource, ...transaction }))),
  );
  const gasUsed = sumOf(transactions.map((transaction) => transaction.gasUsed));
  const record = {
    network,
    l1ChainId,
    l2ChainId,
    artifacts,
    contracts: Object.fromEntries(
      Object.entries(contracts)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([resource, { address, codeHash }]) => [resource, { address: getAddress(address), codeHash }]),
    ),
    transactions,
    totals: {
      transactions: transactions.length,
      firstBlock: transactions.at(0)?.blockNumber ?? null,
      lastBlock: transactions.at(-1)?.blockNumber ?? null,
      gasUsed: `${gasUsed}`,
      feeWei: `${sumOf(transactions.map(({ feeWei }) => feeWei))}`,
      executionFeeWeiByGasPriceWei: Object.fromEntries(
        GAS_PRICES_WEI.map((price) => [`${price}`, `${price * gasUsed}`]),
      ),
    },
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

interface RecordedTransaction extends SentTransaction {
  readonly resource: string;
}

/** Each once, though several resources may have waited for it; within a block by hash, which is the same for everyone. */
function inOrderOfChain(transactions: readonly RecordedTransaction[]): RecordedTransaction[] {
  const byHash = new Map(
    [...transactions]
      .sort((one, other) => (one.resource > other.resource ? -1 : 1))
      .map(({ resource, hash, description, blockNumber, gasUsed, feeWei }) => [
        hash,
        { hash, resource, description, blockNumber, gasUsed, feeWei },
      ]),
  );
  return [...byHash.values()].sort((one, other) => {
    const blocks = Number(BigInt(one.blockNumber) - BigInt(other.blockNumber));
    return blocks !== 0 ? blocks : one.hash < other.hash ? -1 : 1;
  });
}

function sumOf(amounts: readonly string[]): bigint {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}
