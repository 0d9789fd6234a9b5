import { formatEther, Interface, parseUnits } from "ethers";
import type { SentTransaction } from "../../safes/sdk";
import { callRpc } from "../rpc";
import type { CheckpointResource } from "../workspace";

/** What the rollout sends to L1 and what that would cost there. */
export interface L1Cost {
  /** By the kind of resource that sent it. */
  readonly groups: ReadonlyArray<{ readonly kind: string; readonly transactions: number; readonly gas: number }>;
  readonly transactions: number;
  readonly gas: number;
  /** That hold any of the transactions. */
  readonly blocks: number;
  /** Of the ups of the phases that send them. */
  readonly wallTimeMs: number;
  readonly ethByGasPriceGwei: Readonly<Record<string, string>>;
  /** For the data, on top, where L1 is an OP-stack chain whose predeploy tells it: at the prices of the forked block. */
  readonly dataFeeEth: string | null;
}

/** From Base's usual one up to Ethereum's in a rush. */
const gasPricesGwei = ["0.01", "0.1", "1", "10", "50"];
const onChainPhases = ["control: up", "contracts: up"];

const gasPriceOracle = "0x420000000000000000000000000000000000000F";
const oracle = new Interface(["function getL1Fee(bytes transaction) view returns (uint256)"]);

export function costOfL1(
  resources: readonly CheckpointResource[],
  timingsMs: Readonly<Record<string, number>>,
  dataFeeWei?: bigint,
): L1Cost {
  const sent = sentBy(resources);
  const groups = new Map<string, { transactions: number; gas: number }>();
  for (const { kind, gasUsed } of sent) {
    const { transactions, gas } = groups.get(kind) ?? { transactions: 0, gas: 0 };
    groups.set(kind, { transactions: transactions + 1, gas: gas + Number(gasUsed) });
  }
  const gas = sent.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);
  return {
    groups: [...groups].map(([kind, group]) => ({ kind, ...group })),
    transactions: sent.length,
    gas,
    blocks: new Set(sent.map(({ blockNumber }) => blockNumber)).size,
    wallTimeMs: onChainPhases.reduce((sum, phase) => sum + (timingsMs[phase] ?? 0), 0),
    ethByGasPriceGwei: Object.fromEntries(
      gasPricesGwei.map((price) => [price, formatEther(parseUnits(price, "gwei") * BigInt(gas))]),
    ),
    dataFeeEth: dataFeeWei === undefined ? null : formatEther(dataFeeWei),
  };
}

/** By the chain's own oracle (Fjord's formula on Base). @returns nothing where there is none, as on an empty chain */
export async function dataFeeOnL1(rpcUrl: string, resources: readonly CheckpointResource[]) {
  if ((await callRpc(rpcUrl, "eth_getCode", gasPriceOracle, "latest")) === "0x") return undefined;
  let wei = 0n;
  for (const { hash } of sentBy(resources)) {
    const { input } = await callRpc<{ input: string }>(rpcUrl, "eth_getTransactionByHash", hash);
    const call = { to: gasPriceOracle, data: oracle.encodeFunctionData("getL1Fee", [input]) };
    wei += BigInt(await callRpc<string>(rpcUrl, "eth_call", call, "latest"));
  }
  return wei;
}

/** Each once, though several resources may have waited for it. */
function sentBy(resources: readonly CheckpointResource[]) {
  const byHash = new Map<string, SentTransaction & { readonly kind: string }>();
  for (const { type, outputs } of resources) {
    const [provider, , kind = ""] = type.split(":");
    if (provider !== "safes" || !Array.isArray(outputs?.transactions)) continue;
    for (const transaction of outputs.transactions as readonly SentTransaction[]) {
      if (!byHash.has(transaction.hash)) byHash.set(transaction.hash, { ...transaction, kind });
    }
  }
  return [...byHash.values()];
}

export function describeL1Cost(cost: L1Cost): ReadonlyArray<readonly string[]> {
  return [
    ...cost.groups.map(({ kind, transactions, gas }) => [kind, `${transactions} transactions`, `${gas} gas`]),
    ["in all", `${cost.transactions} transactions`, `${cost.gas} gas`],
    ["time", `${cost.blocks} blocks`, `${(cost.wallTimeMs / 1000).toFixed(1)} s`],
    ...gasPricesGwei.map((gwei) => ["at", `${gwei} gwei`, `${cost.ethByGasPriceGwei[gwei]} ETH`]),
    [
      "data fee",
      "on top",
      cost.dataFeeEth === null
        ? "unknown: an OP-stack L1 such as Base asks it beside the gas, and this chain has no GasPriceOracle"
        : `${cost.dataFeeEth} ETH, by the fork's GasPriceOracle`,
    ],
  ];
}
