import { dataSlice, Interface, JsonRpcProvider, type Log } from "ethers";
import type { ChainDescription } from "../infra/chain-description";
import { UserError } from "../safes/user-error";
import { setBalance } from "./chain";
import { rehearsedOwner } from "./rehearsed-owners";
import type { StackConfig } from "./stack-config";
import type { Workspace } from "./workspace";

/** Source: OptimismPortal.sol of 0.17.3. */
const portalAbi = new Interface([
  "function depositTransaction(address to, uint256 value, uint64 gasLimit, bool isCreation, bytes data) payable",
  "event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)",
]);

/** What L2 is told to do. */
export interface Deposit {
  /** Contract that announces it. */
  readonly portal: string;
  readonly from: string;
  readonly to: string;
  readonly mintWei: bigint;
  readonly valueWei: bigint;
  readonly gasLimit: bigint;
  readonly isCreation: boolean;
  readonly data: string;
}

export function encodeDeposit({ to, valueWei, gasLimit, isCreation, data }: Deposit): string {
  return portalAbi.encodeFunctionData("depositTransaction", [to, valueWei, gasLimit, isCreation, data]);
}

/** Nothing for a log that announces no deposit of version 0. */
export function decodeDeposit({
  address,
  topics,
  data,
}: Pick<Log, "address" | "topics" | "data">): Deposit | undefined {
  const event = portalAbi.parseLog({ topics: [...topics], data });
  if (event?.args.version !== 0n) return undefined;
  const { from, to, opaqueData } = event.args;
  return {
    portal: address,
    from,
    to,
    mintWei: BigInt(dataSlice(opaqueData, 0, 32)),
    valueWei: BigInt(dataSlice(opaqueData, 32, 64)),
    gasLimit: BigInt(dataSlice(opaqueData, 64, 72)),
    isCreation: dataSlice(opaqueData, 72, 73) !== "0x00",
    data: dataSlice(opaqueData, 73),
  };
}

/** Sends a deposit through the portal that the stack names. @throws UserError unless it is announced as it was meant. */
export async function makeTestDeposit(
  stack: string,
  { l1RpcUrls }: StackConfig,
  { workspace }: { readonly workspace: Workspace },
): Promise<string> {
  const { chain } = (await workspace.outputs()) as { chain: ChainDescription };
  const portal = chain.parameters.contracts.OptimismPortal;
  const depositor = rehearsedOwner(stack, "depositor", 0);
  const [rpcUrl] = l1RpcUrls as [string];
  await setBalance(rpcUrl, depositor.address, 10n ** 18n);
  const valueWei = 10n ** 15n;
  const { address } = depositor;
  const meant: Deposit = {
    ...{ portal, from: address, to: address, mintWei: valueWei, valueWei },
    ...{ gasLimit: 100_000n, isCreation: false, data: "0x1234" },
  };
  const provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1 });
  provider.pollingInterval = 50;
  try {
    const response = await depositor
      .connect(provider)
      .sendTransaction({ to: portal, value: valueWei, data: encodeDeposit(meant) });
    const receipt = await response.wait();
    const announced = receipt?.logs.map(decodeDeposit) ?? [];
    if (spell(announced) !== spell([meant])) {
      throw new UserError({
        what: "the portal does not announce the deposit as it was meant",
        where: response.hash,
        got: spell(announced),
        expected: spell([meant]),
      });
    }
    return `${valueWei} wei through ${portal}, announced for L2 as it was meant`;
  } finally {
    provider.destroy();
  }
}

function spell(deposits: readonly (Deposit | undefined)[]): string {
  return JSON.stringify(deposits, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}
