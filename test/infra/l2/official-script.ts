import { readFileSync } from "node:fs";
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM, type EVM, type Message, type PrecompileInput } from "@ethereumjs/evm";
import { SimpleStateManager } from "@ethereumjs/statemanager";
import { Account, Address } from "@ethereumjs/util";
import { AbiCoder, getBytes, hexlify, Interface, keccak256, toBeHex, zeroPadValue } from "ethers";
import { type GenesisAccount, slot } from "../../../infra/l2/genesis-state";
import type { ChainParameters } from "../../../infra/l2/parameters";
import { l2AliasOf } from "../../../infra/l2/predeploys";

/** Foundry's cheat codes that the script uses. */
const cheats = new Interface([
  "function etch(address target, bytes code)",
  "function store(address target, bytes32 slot, bytes32 value)",
  "function load(address target, bytes32 slot) view returns (bytes32)",
  "function deal(address target, uint256 balance)",
  "function setNonce(address target, uint64 nonce)",
  "function resetNonce(address target)",
  "function getNonce(address target) view returns (uint64)",
  "function chainId(uint256 id)",
  "function prank(address sender)",
  "function startPrank(address sender)",
  "function stopPrank()",
  "function getCode(string artifact) view returns (bytes)",
  "function getDeployedCode(string artifact) view returns (bytes)",
]);

const CHEATS = "0x7109709ecfa91a80626ff3989d68f67f5b1dd12d";
const CONSOLE = "0x000000000000000000636f6e736f6c652e6c6f67";
/** `cfg` of Deployer.sol. */
const CONFIG = `0x${keccak256(AbiCoder.defaultAbiCoder().encode(["string"], ["optimism.deployconfig"])).slice(26)}`;
const SCRIPT = "0x00000000000000000000000000000000005c4197";
const OPERATOR = "0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38";
/** `makeAddr("deployer")`, and the slot in which the script keeps it. */
const DEPLOYER = "0xae0bdc4eeac5e950b67c6819b118761caaf61946";
const DEPLOYER_SLOT = slot(48);
/** `OutputMode.LOCAL_ECOTONE` of L2Genesis.s.sol. */
const LOCAL_ECOTONE = 2;

const gas = 10n ** 13n;

/** Without a copy of everything at each of the script's ten thousand calls. None of them fails. */
class OneWayState extends SimpleStateManager {
  override async checkpoint(): Promise<void> {}
  override async commit(): Promise<void> {}
  override async revert(): Promise<void> {
    throw new Error("a call of the script failed");
  }
}

/**
 * The state that `L2Genesis.s.sol` makes, by running that script as the package has compiled it: in an EVM with the few
 * cheat codes that it uses, and a deploy config that answers from the parameters.
 */
export async function runOfficialScript(parameters: ChainParameters): Promise<Map<string, GenesisAccount>> {
  const { l2, contracts } = parameters;
  const common = createCustomCommon({ chainId: l2.chainId }, Mainnet, { hardfork: Hardfork.London });
  const state = new OneWayState({ common });
  const foundry = new Foundry(state);
  const evm = await createEVM({
    common,
    stateManager: state,
    allowUnlimitedContractSize: true,
    customPrecompiles: [
      {
        address: at(CHEATS),
        function: async ({ data }) => ({ executionGasUsed: 0n, returnValue: await foundry.cheat(data) }),
      },
      { address: at(CONFIG), function: deployConfig(parameters) },
    ],
  });
  foundry.watch(evm);

  // Solidity calls nothing that has no code.
  for (const address of [CHEATS, CONFIG]) await state.putCode(at(address), new Uint8Array([0]));
  const script = artifactOf("L2Genesis.s.sol:L2Genesis");
  await state.putCode(at(SCRIPT), getBytes(script.deployedBytecode.object));
  await state.putStorage(at(SCRIPT), getBytes(DEPLOYER_SLOT), getBytes(zeroPadValue(DEPLOYER, 32)));
  const bridges = [contracts.L1CrossDomainMessenger, contracts.L1StandardBridge, contracts.L1ERC721Bridge];
  const data = new Interface(script.abi).encodeFunctionData("runWithOptions", [LOCAL_ECOTONE, bridges]);
  const { execResult } = await evm.runCall({
    to: at(SCRIPT),
    caller: at(OPERATOR),
    gasLimit: gas,
    data: getBytes(data),
  });
  if (execResult.exceptionError) {
    const reason = Buffer.from(execResult.returnValue).toString("utf8");
    throw new Error(`the script failed: ${execResult.exceptionError.error} ${reason}`);
  }
  return foundry.dump();
}

/** Getters of DeployConfig.s.sol. */
function deployConfig({ l1, l2, feeVaults, proxyAdminOwnerOnL1, governanceTokenOwner }: ChainParameters) {
  const vaults = Object.entries(feeVaults).flatMap(([name, { recipient, minimumWithdrawalWei, network }]) => [
    [`${name}VaultRecipient`, BigInt(recipient)] as const,
    [`${name}VaultMinimumWithdrawalAmount`, BigInt(minimumWithdrawalWei)] as const,
    [`${name}VaultWithdrawalNetwork`, network === "l1" ? 0n : 1n] as const,
  ]);
  const values: Readonly<Record<string, bigint>> = {
    l1ChainID: BigInt(l1.chainId),
    l2ChainID: BigInt(l2.chainId),
    fundDevAccounts: 0n,
    useInterop: 0n,
    enableGovernance: governanceTokenOwner === undefined ? 0n : 1n,
    governanceTokenOwner: BigInt(governanceTokenOwner ?? 0),
    proxyAdminOwner: BigInt(l2AliasOf(proxyAdminOwnerOnL1)),
    ...Object.fromEntries(vaults),
  };
  const getters = new Interface(Object.keys(values).map((name) => `function ${name}() view returns (uint256)`));
  return ({ data }: PrecompileInput) => {
    const value = values[getters.parseTransaction({ data: hexlify(data) })?.name ?? ""];
    if (value === undefined) throw new Error(`the script asks for an unknown setting: ${hexlify(data)}`);
    return { executionGasUsed: 0n, returnValue: getBytes(toBeHex(value, 32)) };
  };
}

class Foundry {
  /** In whose name the script's next calls are made. */
  private prank: { readonly sender: string; readonly once: boolean } | undefined;

  constructor(private readonly state: SimpleStateManager) {}

  watch(evm: EVM): void {
    evm.events?.on("beforeMessage", (message, next) => {
      this.impersonate(message).then(() => next?.());
    });
  }

  private async impersonate(message: Message): Promise<void> {
    const target = message.to?.toString();
    const isScripts = message.caller.toString() === SCRIPT && target !== CHEATS && target !== CONSOLE;
    if (!this.prank || !isScripts || message.delegatecall) return;
    message.caller = at(this.prank.sender);
    // The address of a contract is made of its creator's nonce, which the EVM has raised for the script alone.
    if (target === undefined) await this.update(this.prank.sender, (account) => ({ nonce: account.nonce + 1n }));
    if (this.prank.once) this.prank = undefined;
  }

  async cheat(data: Uint8Array): Promise<Uint8Array> {
    const call = cheats.parseTransaction({ data: hexlify(data) });
    if (!call) throw new Error(`the script uses an unknown cheat code: ${hexlify(data)}`);
    const [first, second, third] = call.args;
    const answer = await this.answer(call.name, first, second, third);
    return getBytes(cheats.encodeFunctionResult(call.fragment, answer === undefined ? [] : [answer]));
  }

  private async answer(cheat: string, first: string, second: string, third: string): Promise<unknown> {
    switch (cheat) {
      case "etch":
        return void (await this.state.putCode(at(first), Buffer.from(second.slice(2), "hex")));
      case "store":
        return void (await this.state.putStorage(at(first), getBytes(second), getBytes(third)));
      case "load":
        return zeroPadValue(hexlify(await this.state.getStorage(at(first), getBytes(second))), 32);
      case "deal":
        return void (await this.update(first, () => ({ balance: BigInt(second) })));
      case "setNonce":
        return void (await this.update(first, () => ({ nonce: BigInt(second) })));
      case "resetNonce":
        return void (await this.update(first, () => ({ nonce: 0n })));
      case "getNonce":
        return (await this.accountOf(first)).nonce;
      case "startPrank":
      case "prank":
        this.prank = { sender: first.toLowerCase(), once: cheat === "prank" };
        return;
      case "stopPrank":
        this.prank = undefined;
        return;
      case "getCode":
        return artifactOf(first).bytecode.object;
      case "getDeployedCode":
        return artifactOf(first).deployedBytecode.object;
      default:
        // The chain id is that of the EVM from the start.
        return;
    }
  }

  private async accountOf(address: string): Promise<Account> {
    return (await this.state.getAccount(at(address))) ?? new Account();
  }

  private async update(address: string, change: (account: Account) => Partial<Account>): Promise<void> {
    const account = await this.accountOf(address);
    await this.state.putAccount(at(address), Object.assign(account, change(account)));
  }

  /** What Foundry's `dumpState` writes after the script has cleaned up: accounts that are not empty, but its own. */
  dump(): Map<string, GenesisAccount> {
    const [accounts, codes, words] = [this.state.accountStack, this.state.codeStack, this.state.storageStack].map(
      (stack) => stack.at(-1),
    ) as [Map<string, Account | undefined>, Map<string, Uint8Array>, Map<string, Uint8Array>];
    const storages = new Map<string, Record<string, string>>();
    for (const [key, word] of words) {
      const [address = "", position = ""] = key.split("_");
      if (word.some((byte) => byte !== 0)) {
        storages.set(address, { ...storages.get(address), [position]: zeroPadValue(hexlify(word), 32) });
      }
    }
    const state = new Map<string, GenesisAccount>();
    for (const [address, account] of accounts) {
      const code = hexlify(codes.get(address) ?? new Uint8Array());
      const isEmpty = !account || account.isEmpty();
      if (isEmpty || [SCRIPT, OPERATOR, DEPLOYER, CHEATS, CONFIG].includes(address)) continue;
      state.set(address, {
        balanceWei: account.balance,
        nonce: Number(account.nonce),
        ...(code !== "0x" && { code }),
        storage: storages.get(address) ?? {},
      });
    }
    return state;
  }
}

interface Artifact {
  readonly abi: readonly string[];
  readonly bytecode: { readonly object: string };
  readonly deployedBytecode: { readonly object: string };
}

/** By file and contract, such as `Proxy.sol:Proxy`. */
function artifactOf(name: string): Artifact {
  const [file, contract] = name.split(":");
  const path = require.resolve(`@eth-optimism/contracts-bedrock/forge-artifacts/${file}/${contract}.json`);
  return JSON.parse(readFileSync(path, "utf8"));
}

function at(address: string): Address {
  return new Address(getBytes(address));
}
