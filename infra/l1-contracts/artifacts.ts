import type { Compiler } from "../../safes/sdk";

/**
 * Keccak-256 of the creation code of what npm @eth-optimism/contracts-bedrock 0.17.3 has compiled. Another package, or
 * another file in it, is another contract, and stops at preview.
 */
export const PINNED_CODE_HASHES = {
  AddressManager: "0x949d8f1965f6dc5c125b2e6c6c5aef97886bd200e5c41ba9789787bfaee767c0",
  L1ChugSplashProxy: "0xb14df8184221c47f116c6ea45cebc7f522166794828f181a95389302d3ea8051",
  L1CrossDomainMessenger: "0xff2c621c5ae8f1190779b13d8da4ee9fcd64f202d6e5ee309f0028bca17a8b8f",
  L1ERC721Bridge: "0xec73b46e68ea29298707f7b9709e7948afe303907b6c4e8b161e2ded2c85ee9c",
  L1StandardBridge: "0xf46dc2d8e171bd5aebbafe31386e9d27323a124b1b99f378cb8f67ab22225a7b",
  L2OutputOracle: "0x14c3a582ca46ef2a6abad5590323f4de26ff4de54415c927c62e131ccbf8d9ba",
  OptimismMintableERC20Factory: "0xf6f522681e7ae940cb778db68004f122b25194296a65bba7ad1d792bd593c4a6",
  OptimismPortal: "0xfdc8cf0b0b26961f6ac493ee564761716447d263291bea4d366a7b94afe33392",
  ProtocolVersions: "0x72cd467e8bcf019c02675d72ab762e088bcc9cc0f1a4e9f587fa4589f7fdd1b8",
  Proxy: "0x3b6f62d5baba2f384c6b341f3b8bcfbb6975d0aa3c3c9cb21a4015fb3a380400",
  ProxyAdmin: "0x322c517f80fccfd09cef64929e60b7abaaee70174d2a427940f89ad4ca3629f6",
  ResolvedDelegateProxy: "0xe68b73476e7b3e2aa871ecbdd2d4aedb678ad9b0c2992b196b1d0fb756739bda",
  SuperchainConfig: "0xa71c67640d6a25c750fef910a5fe85776ebb7bb18c677bb1b9b95c2f3f561b0c",
  SystemConfig: "0x3324c93485f594bccb2af1a0c5a3551948ae9b347baea371764ce8fe239c39be",
} as const;

/** What their metadata names; the code of each ends with the version, and its explorer's verification needs the rest. */
export const PINNED_COMPILER: Compiler = {
  version: "0.8.15+commit.e14f2714",
  evmVersion: "london",
  optimizerRuns: 999_999,
};

export type ArtifactName = keyof typeof PINNED_CODE_HASHES;
export const ARTIFACT_NAMES = Object.keys(PINNED_CODE_HASHES) as ArtifactName[];

/** Contracts of another build. */
export interface ArtifactOverride {
  /** Folder from the project's root, laid out as Foundry's output. */
  readonly directory: string;
  /** Keccak-256 of the creation code, by contract, where it is another than the pinned one. */
  readonly codeHashes: { readonly [Name in ArtifactName]?: string | undefined };
  /** What compiled those whose code is another. Default: the pinned one. */
  readonly compiler?: Compiler | undefined;
}

const PACKAGE_DIRECTORY = "node_modules/@eth-optimism/contracts-bedrock/forge-artifacts";

/** An artifact's file from the project's root, the hash that its creation code must have, and what must have made it. */
export function artifactOf(
  name: ArtifactName,
  { directory, codeHashes, compiler = PINNED_COMPILER }: ArtifactOverride = {
    directory: PACKAGE_DIRECTORY,
    codeHashes: {},
  },
): { readonly artifact: string; readonly creationCodeHash: string; readonly compiler: Compiler } {
  const own = codeHashes[name];
  return {
    artifact: `${directory}/${name}.sol/${name}.json`,
    creationCodeHash: own ?? PINNED_CODE_HASHES[name],
    compiler: own === undefined ? PINNED_COMPILER : compiler,
  };
}

/** What `version()` answers in 0.17.3. */
const VERSIONS: { readonly [Name in ArtifactName]?: string } = {
  SuperchainConfig: "1.1.0",
  ProtocolVersions: "1.0.0",
  OptimismPortal: "2.8.1-beta.1",
  L2OutputOracle: "1.8.0",
  SystemConfig: "2.3.0-beta.2",
  L1StandardBridge: "2.2.0",
  L1CrossDomainMessenger: "2.4.0",
  L1ERC721Bridge: "2.1.0",
  OptimismMintableERC20Factory: "1.9.0",
};

/** Nothing where another build has a version of its own. */
export function versionOf(name: ArtifactName, override?: ArtifactOverride): string | undefined {
  return override?.codeHashes[name] === undefined ? VERSIONS[name] : undefined;
}

/** Contracts and versions that were published before their release. */
export function preReleases(override?: ArtifactOverride): readonly string[] {
  return ARTIFACT_NAMES.flatMap((name) => {
    const version = versionOf(name, override);
    return version?.includes("-") ? [`${name} ${version}`] : [];
  });
}
