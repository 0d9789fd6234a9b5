import { checkParameters } from "../../../infra/l2/parameter-rules";
import type { ChainParameters } from "../../../infra/l2/parameters";
import { PREDEPLOYS } from "../../../infra/l2/predeploys";
import { addressOf, jeju } from "./chain-parameters";

const withL1 = (l1: Partial<ChainParameters["l1"]>) => ({ ...jeju, l1: { ...jeju.l1, ...l1 } });
const withL2 = (l2: Partial<ChainParameters["l2"]>) => ({ ...jeju, l2: { ...jeju.l2, ...l2 } });
const withForks = (forks: ChainParameters["forks"]) => ({ ...jeju, forks });
const withVault = (vault: Partial<ChainParameters["feeVaults"]["baseFee"]>) => ({
  ...jeju,
  feeVaults: { ...jeju.feeVaults, baseFee: { ...jeju.feeVaults.baseFee, ...vault } },
});

const miswritten = addressOf(7).replace(/7$/, "8");

function complaintsOf(parameters: ChainParameters): string[] {
  try {
    checkParameters(parameters);
    return [];
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
}

describe("a chain's parameters", () => {
  it("are right as they are", () => {
    expect(complaintsOf(jeju)).toEqual([]);
  });

  it.each<[string, ChainParameters, string]>([
    [
      "L2 has L1's chain id",
      withL2({ chainId: 84532 }),
      "l2.chainId: got 84532, expected another id than L1's, or signatures of one count on the other",
    ],
    [
      "L2 makes blocks more slowly than L1",
      withL2({ blockTimeSeconds: 3 }),
      "l2.blockTimeSeconds: got 3, expected at most L1's 2, or L2 cannot keep up with the blocks of L1 that it has to adopt",
    ],
    [
      "the sequencer window was counted in blocks of 12 s",
      withL2({ sequencerWindowL1Blocks: 300, channelTimeoutL1Blocks: 50 }),
      "l2.sequencerWindowL1Blocks: got 300 blocks of 2 s, 600 s in all, expected more than L2's clock may be ahead, 1800 s; a window counts blocks of this L1, not of 12 s",
    ],
    [
      "a channel may stay open longer than the sequencer window",
      withL2({ channelTimeoutL1Blocks: 21_600 }),
      "l2.sequencerWindowL1Blocks: got 21600 blocks of 2 s, expected more than a channel may take, 21600 blocks",
    ],
    [
      "deposits of one L1 block do not fit into a block",
      withL2({ gasLimit: 20_999_999 }),
      "l2.gasLimit: got 20999999, expected 21000000 or more: what deposits of one L1 block and the system's own may take (SystemConfig, minimumGasLimit)",
    ],
    [
      "the SystemConfig would refuse the gas limit",
      withL2({ gasLimit: 200_000_001 }),
      "l2.gasLimit: got 200000001, expected 200000000 at most (SystemConfig, maximumGasLimit)",
    ],
    [
      "nobody pays for data",
      withL2({ feeScalars: { basefee: 0, blobBasefee: 0 } }),
      "l2.feeScalars: got 0 and 0, expected one of them above 0, or users pay nothing for the batches that you pay for",
    ],
    [
      "a fee scalar does not fit",
      withL2({ feeScalars: { basefee: 2 ** 32, blobBasefee: 0 } }),
      "l2.feeScalars.basefee: got 4294967296, expected a whole number from 0 to 4294967295, which 4 bytes of the scalar hold",
    ],
    [
      "batches go to a contract",
      { ...jeju, batchInbox: jeju.contracts.OptimismPortal },
      `batchInbox: got ${addressOf(1)}, which is OptimismPortal, expected an address without a contract or a key; what is sent there stays there`,
    ],
    [
      "batches go to another contract of the deployment",
      { ...jeju, contracts: { ...jeju.contracts, ProxyAdmin: addressOf(20) }, batchInbox: addressOf(20).toLowerCase() },
      `batchInbox: got ${addressOf(20).toLowerCase()}, which is ProxyAdmin, expected an address without a contract or a key; what is sent there stays there`,
    ],
    [
      "the batcher sends batches to itself",
      { ...jeju, batchInbox: jeju.batcher },
      `batchInbox: got ${addressOf(6)}, which is batcher, expected an address without a contract or a key; what is sent there stays there`,
    ],
    [
      "two contracts have one address",
      { ...jeju, contracts: { ...jeju.contracts, SystemConfig: jeju.contracts.OptimismPortal } },
      `contracts.SystemConfig: got ${addressOf(1)}, expected an address of its own; OptimismPortal has it`,
    ],
    [
      "a contract is missing",
      { ...jeju, contracts: { ...jeju.contracts, L1StandardBridge: `0x${"0".repeat(40)}` } },
      `contracts.L1StandardBridge: got 0x${"0".repeat(40)}, expected an address that is not zero`,
    ],
    [
      "an address has a wrong checksum",
      { ...jeju, proxyAdminOwnerOnL1: miswritten },
      `proxyAdminOwnerOnL1: got ${miswritten}, expected an address of 0x and 40 hex digits, its checksum right`,
    ],
    [
      "fees go to nobody",
      withVault({ recipient: `0x${"0".repeat(40)}` }),
      `feeVaults.baseFee.recipient: got 0x${"0".repeat(40)}, expected an address that is not zero`,
    ],
    [
      "fees go to a predeploy",
      withVault({ recipient: PREDEPLOYS.BaseFeeVault }),
      `feeVaults.baseFee.recipient: got ${PREDEPLOYS.BaseFeeVault}, a predeploy, expected an account that can spend what it gets`,
    ],
    [
      "fees leave when there is less than nothing",
      withVault({ minimumWithdrawalWei: "-1" }),
      "feeVaults.baseFee.minimumWithdrawalWei: got -1, expected an amount from 0 to 2^256 - 1, in decimal digits",
    ],
    [
      "the starting block is not known",
      withL1({ genesisBlock: { ...jeju.l1.genesisBlock, hash: `0x${"0".repeat(64)}` } }),
      `l1.genesisBlock.hash: got 0x${"0".repeat(64)}, expected the hash of a block: 0x and 64 hex digits`,
    ],
    [
      "the chain begins at no time",
      withL1({ genesisBlock: { ...jeju.l1.genesisBlock, timestampSeconds: 0 } }),
      "l1.genesisBlock.timestampSeconds: got 0, expected a whole number of 1 or more",
    ],
    [
      "the starting block has no number",
      withL1({ genesisBlock: { ...jeju.l1.genesisBlock, number: -1 } }),
      "l1.genesisBlock.number: got -1, expected a block number",
    ],
    [
      "a fork is asked for at genesis that the contracts do not have",
      withForks({ fjord: 0 }),
      "forks.fjord: got 0 s after genesis, expected 2 s, one block, or more: the contracts of 0.17.3 are Ecotone's at genesis, and a later fork brings its own with its first block",
    ],
    [
      "a fork comes before the one that it builds on",
      withForks({ fjord: 100, granite: 99 }),
      "forks.granite: got 99 s after genesis, expected 100 s or more, no earlier than fjord",
    ],
    [
      "a fork is left out",
      withForks({ fjord: 100, holocene: 200 }),
      "forks.holocene: got 200 s without granite, expected granite before it or with it, since a node takes forks in their order",
    ],
  ])("are refused when %s", (_, parameters, complaint) => {
    expect(complaintsOf(parameters)).toEqual([complaint]);
  });

  it("are refused with everything that is wrong, not with the first", () => {
    const wrong = { ...withL2({ chainId: 84532, gasLimit: 1 }), forks: { fjord: 1 } };
    expect(complaintsOf(wrong).map((line) => line.split(":")[0])).toEqual(["l2.chainId", "l2.gasLimit", "forks.fjord"]);
  });
});
