import { keccak256 } from "ethers/crypto";
import { encodeRlp, toQuantity } from "ethers/utils";
import type { L2Artifacts } from "./artifacts";
import { forkTimes } from "./forks";
import type { GenesisAccount, GenesisState } from "./genesis-state";
import type { ChainParameters } from "./parameters";
import { PREDEPLOYS, predeployAccounts } from "./predeploys";
import { preinstallAccounts } from "./preinstalls";
import { EMPTY_TRIE_ROOT, integer, stateRootOf } from "./state-trie";

export interface Genesis {
  readonly state: GenesisState;
  readonly stateRoot: string;
  readonly hash: string;
  /** Text of the execution client's `genesis.json`. */
  readonly text: string;
}

/** Addresses of precompiles, present and to come. */
const PRECOMPILE_COUNT = 256;

/** `InitialBaseFee` of go-ethereum's params; the market moves it within minutes. */
const INITIAL_BASE_FEE_WEI = 1_000_000_000n;

const ZERO_HASH = `0x${"0".repeat(64)}`;
const EMPTY_BLOOM = `0x${"0".repeat(512)}`;
const NO_UNCLES = keccak256(encodeRlp([]));

/** The first block of L2: all its contracts and nobody's money. The same parameters give the same bytes. */
export function createGenesis(parameters: ChainParameters, artifacts: L2Artifacts): Genesis {
  const accounts = [
    ...precompileAccounts(),
    ...predeployAccounts(parameters, artifacts),
    ...preinstallAccounts(parameters.l2.chainId, artifacts),
  ];
  const state = new Map(accounts.sort(([one], [other]) => (one < other ? -1 : 1)));
  const stateRoot = stateRootOf(state);
  return { state, stateRoot, hash: blockHash(parameters, stateRoot), text: genesisText(parameters, state) };
}

/** With a wei each, no precompile is an empty account, which a touch would delete (EIP-161). */
function precompileAccounts(): [string, GenesisAccount][] {
  return Array.from({ length: PRECOMPILE_COUNT }, (_, index) => [
    `0x${index.toString(16).padStart(40, "0")}`,
    { balanceWei: 1n },
  ]);
}

/** Source of the header: go-ethereum `Genesis.ToBlock`, for a block since Cancun without transactions. */
function blockHash({ l1, l2 }: ChainParameters, stateRoot: string): string {
  const header = {
    parentHash: ZERO_HASH,
    unclesHash: NO_UNCLES,
    coinbase: PREDEPLOYS.SequencerFeeVault,
    stateRoot,
    transactionsRoot: EMPTY_TRIE_ROOT,
    receiptsRoot: EMPTY_TRIE_ROOT,
    logsBloom: EMPTY_BLOOM,
    difficulty: integer(0),
    number: integer(0),
    gasLimit: integer(l2.gasLimit),
    gasUsed: integer(0),
    timestamp: integer(l1.genesisBlock.timestampSeconds),
    extraData: "0x",
    mixHash: ZERO_HASH,
    nonce: "0x0000000000000000",
    baseFeePerGas: integer(INITIAL_BASE_FEE_WEI),
    withdrawalsRoot: EMPTY_TRIE_ROOT,
    blobGasUsed: integer(0),
    excessBlobGas: integer(0),
    parentBeaconBlockRoot: ZERO_HASH,
  };
  return keccak256(encodeRlp(Object.values(header)));
}

/** Source of the fields: op-chain-ops/genesis/genesis.go, `NewL2Genesis`. */
function genesisText({ l1, l2, forks }: ChainParameters, state: GenesisState): string {
  const { timestampSeconds } = l1.genesisBlock;
  const times = forkTimes(forks, timestampSeconds);
  const genesis = {
    config: {
      chainId: l2.chainId,
      ...Object.fromEntries(FORKS_BY_BLOCK.map((fork) => [`${fork}Block`, 0])),
      ...timesOfEthereum(times),
      ...Object.fromEntries(Object.entries(times).map(([fork, time]) => [`${fork}Time`, time])),
      terminalTotalDifficulty: 0,
      optimism: {
        eip1559Elasticity: l2.eip1559.elasticity,
        eip1559Denominator: l2.eip1559.denominator,
        eip1559DenominatorCanyon: l2.eip1559.denominatorCanyon,
      },
    },
    nonce: "0x0",
    timestamp: toQuantity(timestampSeconds),
    extraData: "0x",
    gasLimit: toQuantity(l2.gasLimit),
    difficulty: "0x0",
    mixHash: ZERO_HASH,
    coinbase: PREDEPLOYS.SequencerFeeVault,
    alloc: Object.fromEntries([...state].map(([address, account]) => [address, allocOf(account)])),
    number: "0x0",
    gasUsed: "0x0",
    parentHash: ZERO_HASH,
    baseFeePerGas: toQuantity(INITIAL_BASE_FEE_WEI),
    excessBlobGas: "0x0",
    blobGasUsed: "0x0",
  };
  return `${JSON.stringify(genesis, null, 2)}\n`;
}

/** Forks that go by block number; since then they go by time. */
const FORKS_BY_BLOCK = [
  ...["homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg", "istanbul"],
  ...["muirGlacier", "berlin", "london", "arrowGlacier", "grayGlacier", "mergeNetsplit", "bedrock"],
];

/** The forks of Ethereum that those of the OP stack take in. */
function timesOfEthereum({ canyon, ecotone, isthmus }: Record<string, number>): Record<string, number | undefined> {
  return { shanghaiTime: canyon, cancunTime: ecotone, pragueTime: isthmus };
}

function allocOf({ balanceWei = 0n, nonce = 0, code, storage = {} }: GenesisAccount): Record<string, unknown> {
  const sorted = Object.entries(storage).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...(code !== undefined && { code }),
    ...(sorted.length > 0 && { storage: Object.fromEntries(sorted) }),
    balance: toQuantity(balanceWei),
    ...(nonce > 0 && { nonce: toQuantity(nonce) }),
  };
}
