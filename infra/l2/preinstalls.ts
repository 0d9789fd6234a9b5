import { AbiCoder } from "ethers/abi";
import { keccak256 } from "ethers/crypto";
import { id } from "ethers/hash";
import { getBytes, hexlify } from "ethers/utils";
import type { L2Artifacts } from "./artifacts";
import type { PreinstallCodeName } from "./code-pins";
import { type GenesisAccount, wordOf } from "./genesis-state";

/** Contracts that are not the protocol's but at the same place on every chain. Source: `Preinstalls.sol` of 0.17.3. */
export const PREINSTALLS = {
  MultiCall3: "0xca11bde05977b3631167028862be2a173976ca11",
  Create2Deployer: "0x13b0d85ccb8bf860b6b79af3029fca081ae9bef2",
  Safe_v130: "0x69f4d1788e39c87893c980c06edf4b7f686e2938",
  SafeL2_v130: "0xfb1bffc9d739b8d520daf37df666da4c687191ea",
  MultiSendCallOnly_v130: "0xa1dabef33b3b82c7814b6d82a79e50f4ac44102b",
  SafeSingletonFactory: "0x914d7fec6aac8cd542e72bca78b30650d45643d7",
  DeterministicDeploymentProxy: "0x4e59b44847b379578588920ca78fbf26c0b4956c",
  MultiSend_v130: "0x998739bfdaadde7c933b942a68053933098f9eda",
  Permit2: "0x000000000022d473030f116ddee9f6b43ac78ba3",
  /** Of ERC-4337, version 0.6. */
  SenderCreator: "0x7fc98430eaedbb6070b35b39d798725049088348",
  /** Of ERC-4337, version 0.6. */
  EntryPoint: "0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789",
  /** EIP-4788, since Ecotone. */
  BeaconBlockRoots: "0x000f3df6d732807ef1319fb7b8bb8522d0beac02",
} as const;

export type PreinstallName = keyof typeof PREINSTALLS;

/** Its next contract would be EIP-4788's a second time, were its nonce 0. */
const BEACON_BLOCK_ROOTS_SENDER = "0x0b799c86a49deeb90402691f1041aa3af2d3c875";

// Byte offsets of the two immutables, as `getPermit2Code` of Preinstalls.sol fills them.
const PERMIT2_CHAIN_ID_OFFSET = 6945;
const PERMIT2_DOMAIN_SEPARATOR_OFFSET = 6983;

export function preinstallAccounts(l2ChainId: number, artifacts: L2Artifacts): Map<string, GenesisAccount> {
  const names = Object.keys(PREINSTALLS) as PreinstallName[];
  const accounts = names.map((name): [string, GenesisAccount] => {
    const code = name === "Permit2" ? permit2Code(l2ChainId, artifacts) : artifacts.preinstallCode(codeNameOf(name));
    return [PREINSTALLS[name], { code, nonce: 1 }];
  });
  return new Map([...accounts, [BEACON_BLOCK_ROOTS_SENDER, { nonce: 1 }]]);
}

function codeNameOf(name: Exclude<PreinstallName, "Permit2">): PreinstallCodeName {
  return `${name}Code`;
}

function permit2Code(l2ChainId: number, artifacts: L2Artifacts): string {
  const typeHash = id("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
  const domain = [typeHash, id("Permit2"), l2ChainId, PREINSTALLS.Permit2];
  const separator = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "uint256", "address"], domain));
  const code = getBytes(artifacts.preinstallCode("Permit2TemplateCode"));
  code.set(getBytes(wordOf(l2ChainId)), PERMIT2_CHAIN_ID_OFFSET);
  code.set(getBytes(separator), PERMIT2_DOMAIN_SEPARATOR_OFFSET);
  return hexlify(code);
}
