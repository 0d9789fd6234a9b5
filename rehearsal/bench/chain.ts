import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEther, Wallet } from "ethers";
import { SINGLETON_FACTORY } from "../../safes/deployer";
import type { Properties, ProviderSession, State } from "../../safes/plugin/provider";
import { safesProvider } from "../../safes/provider";
import { encodeCreation, predictSafeAddress } from "../../safes/safe/address";
import { safeContracts } from "../../safes/safe/contracts";
import { planTimelock, type TimelockOrigin } from "../../safes/timelock/address";
import { ANYONE } from "../../safes/timelock/roles";
import type { SentTransaction } from "../../safes/transactions/transaction";
import { setBalance, startChain } from "../chain";
import { rehearsedOwner } from "../rehearsed-owners";
import { callRpc } from "../rpc";
import { line } from "./line";

/** Issue figures: three Safes and their timelock. */
const maximumBlocks = 3;
const maximumGasRatio = 1.02;

/** Base, with its time between blocks. */
const chainId = 8453;
const baseBlockSeconds = 2;
const keyVariable = "JEJU_BENCH_KEY";

const safes = [
  { name: "operations", threshold: 3, owners: owners("operations", 5), saltNonce: "1" },
  { name: "upgrades", threshold: 5, owners: owners("upgrades", 9), saltNonce: "2" },
  { name: "treasury", threshold: 5, owners: owners("treasury", 9), saltNonce: "3" },
] as const;

export interface ChainFigures {
  readonly transactions: number;
  /** That hold any of them. */
  readonly blocks: number;
  /** Of the four creations. */
  readonly creationGas: number;
  /** Of the same four calls of the factories, sent by anybody and without this provider. */
  readonly bareGas: number;
  /** Of the timelock's grants and renunciation, which no factory can do. */
  readonly roleGas: number;
}

/** @returns whether the figures are within their limits */
export async function benchChain(anvil: string): Promise<boolean> {
  const { transactions, blocks, creationGas, bareGas, roleGas } = await measureChain(anvil);
  const ratio = creationGas / bareGas;
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  line("three Safes and the timelock", `${transactions} transactions`);
  line("blocks that hold them", `${blocks}, at most ${maximumBlocks} wanted`);
  line(
    "gas of the creations to the bare factory calls'",
    `${percent(ratio)}, at most ${percent(maximumGasRatio)} wanted`,
  );
  line("gas of the creations", `${creationGas}, bare ${bareGas}`);
  line("gas of the timelock's roles on top", `${roleGas}, ${percent(roleGas / bareGas)} of the bare calls`);
  return blocks <= maximumBlocks && ratio <= maximumGasRatio;
}

/** On a chain of its own that has Safe's contracts, as Base has. Blocks are apart what Base's are, or `blockSeconds`. */
export async function measureChain(anvil: string, blockSeconds = baseBlockSeconds): Promise<ChainFigures> {
  const directory = mkdtempSync(join(tmpdir(), "jeju-bench-"));
  const chain = await startChain({ directory, anvil, chainId });
  try {
    const wallet = Wallet.createRandom();
    process.env[keyVariable] = wallet.privateKey;
    await setBalance(chain.rpcUrl, wallet.address, parseEther("10"));
    await callRpc(chain.rpcUrl, "anvil_mine", "0x1");
    const session = await openSession(chain.rpcUrl, directory);
    // A Safe that is not measured brings Safe's contracts.
    await create(session, "Safe", "any", { ...safes[0], saltNonce: "99" });
    const before = await callRpc<string>(chain.rpcUrl, "evm_snapshot");
    await callRpc(chain.rpcUrl, "evm_setIntervalMining", blockSeconds);
    const sent = await createAll(session);
    await callRpc(chain.rpcUrl, "evm_setIntervalMining", 0);
    await callRpc(chain.rpcUrl, "evm_setAutomine", true);
    // The very same calls on the very same state.
    await callRpc(chain.rpcUrl, "evm_revert", before);
    const bareGas = await sendBare(chain.rpcUrl, wallet.address);
    const isCreation = ({ description }: SentTransaction) =>
      /^(creates the Safe|deploys the timelock) /.test(description);
    return {
      transactions: sent.length,
      blocks: new Set(sent.map(({ blockNumber }) => blockNumber)).size,
      creationGas: gasOf(sent.filter(isCreation)),
      bareGas,
      roleGas: gasOf(sent.filter((transaction) => !isCreation(transaction))),
    };
  } finally {
    await chain.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function openSession(rpcUrl: string, directory: string): Promise<ProviderSession> {
  return safesProvider().configure({
    chainId: `${chainId}`,
    rpcUrls: JSON.stringify([rpcUrl, rpcUrl.replace("127.0.0.1", "localhost")]),
    environment: "mainnet",
    signer: JSON.stringify({ kind: "local", keyVariable }),
    proposalsDirectory: join(directory, "proposals"),
    journalDirectory: join(directory, "journal"),
  });
}

async function createAll(session: ProviderSession): Promise<readonly SentTransaction[]> {
  const created = await Promise.all(safes.map((safe) => create(session, "Safe", safe.name, safe)));
  const { salt, ...roles } = timelockOrigin(created.map(({ id }) => id));
  const timelock = await create(session, "Timelock", "timelock", { ...roles, name: "timelock", salt: `${salt}` });
  return [...created, timelock].flatMap(({ outputs }) => outputs.transactions as readonly SentTransaction[]);
}

function create(
  session: ProviderSession,
  kind: string,
  name: string,
  { name: _, ...inputs }: Properties,
): Promise<State> {
  const type = `safes:index:${kind}`;
  const call = { preview: false, signal: new AbortController().signal, secrets: new Set<string>() };
  return session.create({ urn: `urn:pulumi:bench::jeju::${type}::${name}`, type, name }, inputs, call);
}

async function sendBare(rpcUrl: string, deployer: string): Promise<number> {
  const contracts = safeContracts("1.4.1");
  const [from] = await callRpc<readonly string[]>(rpcUrl, "eth_accounts");
  const fallbackHandler = contracts.contracts.CompatibilityFallbackHandler.address;
  const singletonKind = "SafeL2";
  let gas = 0;
  const addresses: string[] = [];
  const send = async ({ to, data }: { readonly to: string; readonly data: string }) => {
    const hash = await callRpc<string>(rpcUrl, "eth_sendTransaction", { from, to, data });
    gas += await gasUsedBy(rpcUrl, hash);
  };
  for (const { owners, threshold, saltNonce } of safes) {
    const origin = { owners, threshold, fallbackHandler, singletonKind, saltNonce: BigInt(saltNonce) } as const;
    await send(encodeCreation(origin, contracts));
    addresses.push(predictSafeAddress(origin, contracts));
  }
  await send(planTimelock(timelockOrigin(addresses), deployer, SINGLETON_FACTORY));
  return gas;
}

async function gasUsedBy(rpcUrl: string, hash: string): Promise<number> {
  for (;;) {
    const receipt = await callRpc<{ readonly gasUsed: string } | null>(rpcUrl, "eth_getTransactionReceipt", hash);
    if (receipt) return Number(receipt.gasUsed);
    await sleep(20);
  }
}

function timelockOrigin([operations = "", upgrades = ""]: readonly string[]): TimelockOrigin {
  return {
    minDelaySeconds: 172_800,
    proposers: [upgrades],
    executors: [ANYONE],
    cancellers: [operations],
    salt: 1n,
  };
}

function gasOf(transactions: readonly SentTransaction[]): number {
  return transactions.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);
}

function owners(safe: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => rehearsedOwner("bench", safe, index).address);
}
