/** What a contract's runtime code must be, and where its immutables lie in it. */
export interface CodePin {
  /** Keccak-256 of the artifact's runtime code, whose immutables are still zero. */
  readonly hash: string;
  /** Byte offsets of the 32-byte words that the constructor fills, by the immutable's name in the source. */
  readonly immutables?: Readonly<Record<string, readonly number[]>>;
}

/** Source: npm `@eth-optimism/contracts-bedrock` 0.17.3, `deployedBytecode` of `forge-artifacts/NAME.sol/NAME.json`. */
export const CONTRACT_PINS = {
  BaseFeeVault: {
    hash: "0xd795d5d8ca59532ff51ca9fd1f158206268d9637ee25986de72417d76c202f4d",
    immutables: {
      MIN_WITHDRAWAL_AMOUNT: [439, 475],
      RECIPIENT: [135, 728, 871, 1021, 1380],
      WITHDRAWAL_NETWORK: [374, 905, 964],
    },
  },
  DeployerWhitelist: { hash: "0xa215812c1c279fe6aab6e1009bb9403513bc0f1227678c0e55b33b75d6ff0850" },
  EAS: {
    hash: "0x5cb79f13005ba7a651e66516c811cfc676a313c6d2b7a538111356cc6d3e700f",
    immutables: {
      _CACHED_DOMAIN_SEPARATOR: [10075],
      _CACHED_CHAIN_ID: [10033],
      _CACHED_THIS: [9991],
      _HASHED_NAME: [10158],
      _HASHED_VERSION: [10195],
      _TYPE_HASH: [10116],
      _name: [1847],
    },
  },
  GasPriceOracle: { hash: "0xa88fa50a2745b15e6794247614b5298483070661adacb8d32d716434ed24c6b2" },
  GovernanceToken: {
    hash: "0xcfff2606c0708c09aae3157afe6dc402d9b1ebbf1efa41afcc60eaf70a4608a4",
    immutables: {
      _CACHED_DOMAIN_SEPARATOR: [5065],
      _CACHED_CHAIN_ID: [5023],
      _CACHED_THIS: [4981],
      _HASHED_NAME: [5148],
      _HASHED_VERSION: [5185],
      _TYPE_HASH: [5106],
    },
  },
  L1Block: { hash: "0x3f5ec6b10ec3d60b3a840f6eb476ded32bbfc5dd68c12daccbbc775a2b93a10c" },
  L1BlockNumber: { hash: "0x3991bc7c9fb1845c9b8b2b966793c9d2391e75414101a3b3674ca23d5703369a" },
  L1FeeVault: {
    // The same contract under another name.
    hash: "0xd795d5d8ca59532ff51ca9fd1f158206268d9637ee25986de72417d76c202f4d",
    immutables: {
      MIN_WITHDRAWAL_AMOUNT: [439, 475],
      RECIPIENT: [135, 728, 871, 1021, 1380],
      WITHDRAWAL_NETWORK: [374, 905, 964],
    },
  },
  L2CrossDomainMessenger: { hash: "0xa244fb849db120cb163c4d8ec33ba0fd1e3edcdf78f85a5ff47f46964653e598" },
  L2ERC721Bridge: { hash: "0xc5af1249302db98724fb85e791ce9adb4794a76907c9856ed2c49c76d8448164" },
  L2StandardBridge: { hash: "0xff637bd4f4ac0d4af3e94d9eb7643e2d6223b505459b7d99d9154b3e37b37673" },
  L2ToL1MessagePasser: { hash: "0xc5d6f9085071ab0b0baa96c88bdc07562a00f3f796e9def88822569ae761df9d" },
  LegacyMessagePasser: { hash: "0xd0c57b27c0149599951da23bcee9961707a75bbbf366771dc3261dd8290a7193" },
  OptimismMintableERC20Factory: { hash: "0xb8ec72533005496795f8fc0c71f0312578ff626f7b94699984e1add6dc2f3b88" },
  OptimismMintableERC721Factory: {
    hash: "0x3cbfad1f049e71721905c3ede21dfa13491a455b639e489a5a81590a7e757847",
    immutables: { BRIDGE: [378, 675], REMOTE_CHAIN_ID: [262, 708] },
  },
  Proxy: { hash: "0xfa8c9db6c6cab7108dea276f4cd09d575674eb0852c0fa3187e59e98ef977998" },
  ProxyAdmin: { hash: "0xaebd68b2a785d0af4b7e1f3e600efde438efa83b08f2ad8bcd9287322f396e5f" },
  SchemaRegistry: { hash: "0xeb6128493b861c32aa48ed0d5c17e97f73a4b6681faf125f14f2a86653bb21b1" },
  SequencerFeeVault: {
    hash: "0x11b1f5ef489138144e7d3920f09b4f62e6cc90586a114c5bf16e043044a53459",
    immutables: {
      MIN_WITHDRAWAL_AMOUNT: [450, 537],
      RECIPIENT: [146, 499, 790, 933, 1083, 1442],
      WITHDRAWAL_NETWORK: [385, 967, 1026],
    },
  },
  WETH: { hash: "0x4070f3453da6e53fb69d2da90e11cf71c951aee11acd05c23b99c0d2e7c091fb" },
} as const satisfies Readonly<Record<string, CodePin>>;

export type ContractName = keyof typeof CONTRACT_PINS;

/** Keccak-256 of the constants of the library Preinstalls, in the same package. */
export const PREINSTALL_PINS = {
  BeaconBlockRootsCode: "0xf57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c",
  Create2DeployerCode: "0xb0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2",
  DeterministicDeploymentProxyCode: "0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989",
  EntryPointCode: "0xc93c806e738300b5357ecdc2e971d6438d34d8e4e17b99b758b1f9cac91c8e70",
  MultiCall3Code: "0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891",
  MultiSendCallOnly_v130Code: "0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad",
  MultiSend_v130Code: "0x81db0e4afdf5178583537b58c5ad403bd47a4ac7f9bde2442ef3e341d433126a",
  Permit2TemplateCode: "0xc67d1657868aa5146eaf24fb879fb1fdec3d2d493b3683a61c9c2f4fb2851131",
  SafeL2_v130Code: "0x21842597390c4c6e3c1239e434a682b054bd9548eee5e9b1d6a4482731023c0f",
  SafeSingletonFactoryCode: "0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989",
  Safe_v130Code: "0xbba688fbdb21ad2bb58bc320638b43d94e7d100f6f3ebaab0a4e4de6304b1c2e",
  SenderCreatorCode: "0xae818091eaaf1b6175ee41472359a689f3823d0908a41e2e5c4ad508f2fc04a3",
} as const;

export type PreinstallCodeName = keyof typeof PREINSTALL_PINS;
