import { AbiCoder, encodeBytes32String } from "ethers/abi";
import { getCreateAddress } from "ethers/address";
import { keccak256 } from "ethers/crypto";
import { id } from "ethers/hash";
import { toBeHex } from "ethers/utils";
import type { L2Artifacts } from "./artifacts";
import type { ContractName } from "./code-pins";
import { type GenesisAccount, slot, wordOf } from "./genesis-state";
import type { ChainParameters, FeeVault } from "./parameters";

/** Addresses of the protocol's contracts on L2. Source: `Predeploys.sol` of 0.17.3. */
export const PREDEPLOYS = {
  LegacyMessagePasser: predeploy(0x00),
  DeployerWhitelist: predeploy(0x02),
  WETH: predeploy(0x06),
  L2CrossDomainMessenger: predeploy(0x07),
  GasPriceOracle: predeploy(0x0f),
  L2StandardBridge: predeploy(0x10),
  SequencerFeeVault: predeploy(0x11),
  OptimismMintableERC20Factory: predeploy(0x12),
  L1BlockNumber: predeploy(0x13),
  L2ERC721Bridge: predeploy(0x14),
  L1Block: predeploy(0x15),
  L2ToL1MessagePasser: predeploy(0x16),
  OptimismMintableERC721Factory: predeploy(0x17),
  ProxyAdmin: predeploy(0x18),
  BaseFeeVault: predeploy(0x19),
  L1FeeVault: predeploy(0x1a),
  SchemaRegistry: predeploy(0x20),
  EAS: predeploy(0x21),
  GovernanceToken: predeploy(0x42),
} as const satisfies Partial<Record<ContractName, string>>;

export type PredeployName = keyof typeof PREDEPLOYS;

/** Addresses set aside for the protocol; all but two carry a proxy, so that later contracts arrive as upgrades. */
const PREDEPLOY_COUNT = 2048;
const NOT_PROXIED: readonly PredeployName[] = ["WETH", "GovernanceToken"];

// EIP-1967: keccak256("eip1967.proxy.admin") - 1, and of "implementation".
const ADMIN_SLOT = toBeHex(BigInt(id("eip1967.proxy.admin")) - 1n, 32);
const IMPLEMENTATION_SLOT = toBeHex(BigInt(id("eip1967.proxy.implementation")) - 1n, 32);

/** `DEFAULT_L2_SENDER` of Constants.sol: no message is under way. */
const NO_SENDER = "0x000000000000000000000000000000000000dead";

/** What is special about a predeploy; most are code and nothing else. */
interface Particulars {
  readonly immutables?: Readonly<Record<string, string>>;
  /** Of the proxy, or of the contract where it has none. */
  readonly storage?: Readonly<Record<string, string>>;
  /** Of the implementation, which nobody can initialise any more. */
  readonly implementationStorage?: Readonly<Record<string, string>>;
}

/**
 * The protocol's accounts as `L2Genesis.s.sol` of 0.17.3 leaves them after `activateEcotone`. Slots are those of the
 * contracts' `storageLayout`; the nonces of these accounts are 0 there too, though EIP-161 would have 1.
 */
export function predeployAccounts(parameters: ChainParameters, artifacts: L2Artifacts): Map<string, GenesisAccount> {
  const accounts = new Map<string, GenesisAccount>();
  const proxyCode = artifacts.runtimeCode("Proxy");
  const administered = { [ADMIN_SLOT]: wordOf(PREDEPLOYS.ProxyAdmin) };
  const notProxied: readonly string[] = NOT_PROXIED.map((name) => PREDEPLOYS[name]);
  for (let index = 0; index < PREDEPLOY_COUNT; index++) {
    const address = predeploy(index);
    if (!notProxied.includes(address)) accounts.set(address, { code: proxyCode, storage: administered });
  }

  const particulars = particularsOf(parameters);
  for (const name of Object.keys(PREDEPLOYS) as PredeployName[]) {
    if (name === "GovernanceToken" && parameters.governanceTokenOwner === undefined) continue;
    const address = PREDEPLOYS[name];
    const { immutables, storage = {}, implementationStorage = {} } = particulars[name] ?? {};
    const code = artifacts.runtimeCode(name, immutables);
    if (notProxied.includes(address)) {
      accounts.set(address, { code, storage });
      continue;
    }
    const implementation = implementationOf(address);
    accounts.set(address, {
      code: proxyCode,
      storage: { ...administered, [IMPLEMENTATION_SLOT]: wordOf(implementation), ...storage },
    });
    accounts.set(implementation, { code, storage: implementationStorage });
  }
  return accounts;
}

function particularsOf(parameters: ChainParameters): Partial<Record<PredeployName, Particulars>> {
  const { l1, l2, contracts, feeVaults } = parameters;
  const bridgeOf = (messengerSlot: number, otherBridge: string): Particulars => {
    const initialized = { [slot(0)]: wordOf(1), [slot(messengerSlot)]: wordOf(PREDEPLOYS.L2CrossDomainMessenger) };
    return {
      storage: { ...initialized, [slot(messengerSlot + 1)]: wordOf(otherBridge) },
      implementationStorage: initialized,
    };
  };
  // `_initialized` lies behind an address that the contract no longer uses.
  const messenger = { [slot(0)]: wordOf(1n << 160n), [slot(204)]: wordOf(NO_SENDER) };
  const owned = { [slot(0)]: wordOf(l2AliasOf(parameters.proxyAdminOwnerOnL1)) };
  return {
    L2CrossDomainMessenger: {
      storage: { ...messenger, [slot(207)]: wordOf(contracts.L1CrossDomainMessenger) },
      implementationStorage: messenger,
    },
    GasPriceOracle: { storage: { [slot(0)]: wordOf(1) } },
    L2StandardBridge: bridgeOf(3, contracts.L1StandardBridge),
    L2ERC721Bridge: bridgeOf(1, contracts.L1ERC721Bridge),
    OptimismMintableERC20Factory: {
      storage: { [slot(0)]: wordOf(1), [slot(1)]: wordOf(PREDEPLOYS.L2StandardBridge) },
      implementationStorage: { [slot(0)]: wordOf(1) },
    },
    OptimismMintableERC721Factory: {
      immutables: { BRIDGE: wordOf(PREDEPLOYS.L2ERC721Bridge), REMOTE_CHAIN_ID: wordOf(l1.chainId) },
    },
    ProxyAdmin: { storage: owned, implementationStorage: owned },
    SequencerFeeVault: { immutables: feeVaultImmutables(feeVaults.sequencerFee) },
    BaseFeeVault: { immutables: feeVaultImmutables(feeVaults.baseFee) },
    L1FeeVault: { immutables: feeVaultImmutables(feeVaults.l1Fee) },
    EAS: { immutables: { ...domainImmutables("EAS", "1.3.0", l2.chainId, 4), _name: encodeBytes32String("EAS") } },
    GovernanceToken: governanceToken(l2.chainId, parameters.governanceTokenOwner),
  };
}

function feeVaultImmutables({ recipient, minimumWithdrawalWei, network }: FeeVault): Record<string, string> {
  return {
    RECIPIENT: wordOf(recipient),
    MIN_WITHDRAWAL_AMOUNT: wordOf(BigInt(minimumWithdrawalWei)),
    // `WithdrawalNetwork` of FeeVault.sol.
    WITHDRAWAL_NETWORK: wordOf(network === "l1" ? 0 : 1),
  };
}

function governanceToken(l2ChainId: number, owner: string | undefined): Particulars {
  if (owner === undefined) return {};
  return {
    immutables: domainImmutables("Optimism", "1", l2ChainId, 5),
    // Solidity keeps a short string with twice its length in the last byte.
    storage: {
      [slot(3)]: shortString("Optimism"),
      [slot(4)]: shortString("OP"),
      [slot(10)]: wordOf(owner),
    },
  };
}

function shortString(text: string): string {
  return toBeHex(BigInt(encodeBytes32String(text)) | BigInt(text.length * 2), 32);
}

/** `makeAddr("deployer")` of Foundry, which is who `L2Genesis.s.sol` creates contracts as. */
const SCRIPT_DEPLOYER = "0xaE0bDc4eEAC5E950B67C6819B118761CaAF61946";

/**
 * The cache of OpenZeppelin's EIP712 as the script's constructor run leaves it: made for the address at which the
 * script created the contract, so it never hits and the domain separator is computed afresh. Every chain made with the
 * script has it so, and the same inputs give the same genesis hash as there.
 */
function domainImmutables(name: string, version: string, chainId: number, nonce: number): Record<string, string> {
  const cachedThis = getCreateAddress({ from: SCRIPT_DEPLOYER, nonce });
  const typeHash = id("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  const domain = [typeHash, id(name), id(version), chainId, cachedThis];
  const separator = keccak256(
    AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], domain),
  );
  return {
    _CACHED_DOMAIN_SEPARATOR: separator,
    _CACHED_CHAIN_ID: wordOf(chainId),
    _CACHED_THIS: wordOf(cachedThis),
    _HASHED_NAME: id(name),
    _HASHED_VERSION: id(version),
    _TYPE_HASH: typeHash,
  };
}

function predeploy(index: number): string {
  return `0x4200${toBeHex(index, 18).slice(2)}`;
}

/** `predeployToCodeNamespace` of Predeploys.sol. */
export function implementationOf(address: string): string {
  return `0xc0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3${address.slice(-4)}`;
}

/** Who a contract of L1 is on L2. Source: `AddressAliasHelper.sol`. */
export function l2AliasOf(address: string): string {
  const offset = 0x1111000000000000000000000000000000001111n;
  return toBeHex((BigInt(address) + offset) % (1n << 160n), 20);
}
