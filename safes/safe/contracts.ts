import { getCreate2Address, keccak256, ZeroHash } from "ethers";
import { SINGLETON_FACTORY } from "../deployer";

/** Versions that can be created. Others can be observed and signed for, see ../proposals. */
export const SAFE_VERSIONS = ["1.4.1", "1.5.0"] as const;
export type SafeVersion = (typeof SAFE_VERSIONS)[number];

const names = [
  "Safe",
  "SafeL2",
  "SafeProxyFactory",
  "CompatibilityFallbackHandler",
  "MultiSend",
  "MultiSendCallOnly",
] as const;
export type SafeContractName = (typeof names)[number];

const folders: Readonly<Record<SafeContractName, string>> = {
  Safe: "Safe.sol",
  SafeL2: "SafeL2.sol",
  SafeProxyFactory: "proxies/SafeProxyFactory.sol",
  CompatibilityFallbackHandler: "handler/CompatibilityFallbackHandler.sol",
  MultiSend: "libraries/MultiSend.sol",
  MultiSendCallOnly: "libraries/MultiSendCallOnly.sol",
};

/** npm packages with the build that Safe deployed; the addresses that it gives are checked in the tests. */
const packages: Readonly<Record<SafeVersion, string>> = {
  "1.4.1": "@safe-global/safe-contracts",
  "1.5.0": "@safe-global/safe-smart-account",
};

export interface SafeContract {
  readonly name: SafeContractName;
  readonly address: string;
  /** The code that creates it; none of these contracts has constructor arguments. */
  readonly creationCode: string;
  readonly codeHash: string;
}

export interface SafeContracts {
  readonly version: SafeVersion;
  readonly deployer: string;
  readonly contracts: Readonly<Record<SafeContractName, SafeContract>>;
  /** What the factory creates every Safe from, without the singleton's address that is appended to it. */
  readonly proxyCreationCode: string;
}

const known = new Map<string, SafeContracts>();

/** Safe's own contracts of a version as `deployer` creates them; canonical when that is Safe's {@link SINGLETON_FACTORY}. */
export function safeContracts(version: SafeVersion, deployer: string = SINGLETON_FACTORY): SafeContracts {
  const key = `${version} ${deployer}`;
  const contracts = known.get(key) ?? loadContracts(version, deployer);
  known.set(key, contracts);
  return contracts;
}

function loadContracts(version: SafeVersion, deployer: string): SafeContracts {
  const entries = names.map((name) => [name, loadContract(version, name, deployer)] as const);
  return {
    version,
    deployer,
    contracts: Object.fromEntries(entries) as Record<SafeContractName, SafeContract>,
    proxyCreationCode: loadArtifact(version, "proxies/SafeProxy.sol", "SafeProxy").bytecode,
  };
}

function loadContract(version: SafeVersion, name: SafeContractName, deployer: string): SafeContract {
  const { bytecode, deployedBytecode } = loadArtifact(version, folders[name], name);
  const address = getCreate2Address(deployer, ZeroHash, keccak256(bytecode));
  const runtimeCode = withOwnAddress(deployedBytecode, address);
  return { name, address, creationCode: bytecode, codeHash: keccak256(runtimeCode) };
}

/**
 * MultiSend and its kin keep their own address as an immutable, which the artifact leaves as zeroes behind the opcode
 * PUSH32 or PUSH20; they differ between contracts, so the tests compare every hash with a real deployment.
 */
function withOwnAddress(runtimeCode: string, address: string): string {
  return runtimeCode.replaceAll(`7f${"0".repeat(64)}`, `7f${"0".repeat(24)}${address.slice(2).toLowerCase()}`);
}

interface Artifact {
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

function loadArtifact(version: SafeVersion, folder: string, name: string): Artifact {
  return require(`${packages[version]}/build/artifacts/contracts/${folder}/${name}.json`);
}
