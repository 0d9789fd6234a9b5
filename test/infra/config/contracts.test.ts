import { checkConfig } from "../../../infra/config/check";
import { UserError } from "../../../infra/user-error";
import { allOwners, owners, stackFile } from "./stack-files";

type Changes = Readonly<Record<string, unknown>>;

/** What the operator reads after the first line, without the file's name. */
function complaint(stack: "testnet" | "mainnet", changes: Changes): string {
  try {
    checkConfig(stackFile(stack, changes));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [, ...lines] = error.message.split("\n");
    return lines.map((line) => line.trim().replace(`Pulumi.${stack}.yaml > `, "")).join("\n");
  }
  return "no complaint";
}

const onMainnet = (changes: Changes) => complaint("mainnet", changes);
const onTestnet = (changes: Changes) => complaint("testnet", changes);

describe("the contracts' parameters", () => {
  it("have defaults for what the chain's own rules leave open", () => {
    const { l2, contracts } = checkConfig(stackFile("mainnet", { l2: { chainId: 420691 } }));
    expect({ l2, contracts }).toMatchInlineSnapshot(`
{
  "contracts": {
    "deployment": 1,
    "depositGas": {
      "baseFeeMaxChangeDenominator": 8,
      "elasticityMultiplier": 10,
      "maxResourceLimit": 20000000,
      "maximumBaseFeeWei": "340282366920938463463374607431768211455",
      "minimumBaseFeeWei": 1000000000,
    },
    "exceptions": [],
    "finalizationPeriodSeconds": 604800,
    "submissionIntervalBlocks": 1800,
  },
  "l2": {
    "blockTimeSeconds": 2,
    "chainId": 420691,
    "feeScalars": {
      "basefee": 684000,
      "blobBasefee": 0,
    },
    "forks": {
      "fjord": 3600,
      "granite": 3600,
      "holocene": 3600,
      "isthmus": 3600,
    },
    "gasLimit": 60000000,
    "minimumFeeWithdrawalWei": "10000000000000000000",
    "sequencerWindowL1Blocks": 21600,
  },
}
`);
  });

  it("are needed from the phase contracts on", () => {
    expect(onMainnet({ phase: "contracts", ...allOwners(), contracts: undefined })).toMatchInlineSnapshot(
      `"phase: got "contracts" without contracts, expected these keys first, or an earlier phase, for example: phase: control"`,
    );
  });
});

describe("parameters that contradict each other", () => {
  it("refuse blocks that are slower than Base's", () => {
    expect(onMainnet({ "l2.blockTimeSeconds": 4, "contracts.submissionIntervalBlocks": 900 })).toMatchInlineSnapshot(
      `"l2.blockTimeSeconds: got 4, expected 2 or less: every block of Base needs one of L2, and a slower L2 falls behind for ever, for example: 2"`,
    );
  });

  it("refuse a block that cannot hold its deposits", () => {
    expect(onMainnet({ "l2.gasLimit": 20_999_999 })).toMatchInlineSnapshot(
      `"l2.gasLimit: got 20999999, expected 21000000 or more: contracts.depositGas.maxResourceLimit (20000000) and 1000000 of the system, or the SystemConfig refuses it, for example: 60000000"`,
    );
    expect(onMainnet({ "l2.gasLimit": 21_000_000 })).toBe("no complaint");
  });

  it("refuse a gas limit that the SystemConfig does not take", () => {
    expect(onMainnet({ "l2.gasLimit": 200_000_001 })).toMatchInlineSnapshot(
      `"l2.gasLimit: got 200000001, expected a whole number from 1 to 200000000, for example: 60000000"`,
    );
  });

  it("refuse a deposit limit that its target does not divide", () => {
    expect(onMainnet({ "contracts.depositGas": { ...depositGas, elasticityMultiplier: 7 } })).toMatchInlineSnapshot(
      `"contracts.depositGas.maxResourceLimit: got 20000000, expected a multiple of elasticityMultiplier (7), or the SystemConfig refuses it, for example: 19999994"`,
    );
  });

  it("refuse a price of deposits that is higher at least than at most", () => {
    expect(
      onMainnet({ "contracts.depositGas": { ...depositGas, maximumBaseFeeWei: "999999999" } }),
    ).toMatchInlineSnapshot(
      `"contracts.depositGas.maximumBaseFeeWei: got 999999999, expected minimumBaseFeeWei (1000000000) or more, or the SystemConfig refuses it, for example: "340282366920938463463374607431768211455""`,
    );
  });

  it("refuse a price that the contract cannot hold", () => {
    const maximumBaseFeeWei = `${2n ** 128n}`;
    expect(onMainnet({ "contracts.depositGas": { ...depositGas, maximumBaseFeeWei } })).toMatchInlineSnapshot(
      `"contracts.depositGas.maximumBaseFeeWei: got "340282366920938463463374607431768211456", expected a number below 2^128, for example: "340282366920938463463374607431768211455""`,
    );
  });

  it("refuse fewer outputs on mainnet than one an hour, whatever the block time", () => {
    expect(onMainnet({ "contracts.submissionIntervalBlocks": 1801 })).toMatchInlineSnapshot(
      `"contracts.submissionIntervalBlocks: got 1801 (3602 s), expected an output an hour or more often on mainnet: withdrawals wait for the next one, for example: 1800"`,
    );
    expect(onMainnet({ "l2.blockTimeSeconds": 1, "contracts.submissionIntervalBlocks": 3600 })).toBe("no complaint");
    expect(onTestnet({ "contracts.submissionIntervalBlocks": 1801 })).toBe("no complaint");
  });

  it("refuse a finalisation below 7 days on mainnet", () => {
    expect(onMainnet({ "contracts.finalizationPeriodSeconds": 604_799 })).toMatchInlineSnapshot(
      `"contracts.finalizationPeriodSeconds: got 604799, expected 604800 (7 days) or more on mainnet, for example: 604800"`,
    );
  });

  it("refuse outputs that are final before the sequencer's blocks are", () => {
    expect(onTestnet({ "contracts.finalizationPeriodSeconds": 43_200 })).toMatchInlineSnapshot(
      `"contracts.finalizationPeriodSeconds: got 43200, expected more than the sequencer window (21600 blocks of L1, 43200 s): inside of it blocks can still change, and an output must not be final before, for example: 86400"`,
    );
    expect(onTestnet({ "contracts.finalizationPeriodSeconds": 43_201 })).toBe("no complaint");
  });

  it("refuse outputs that are final before the next one is proposed", () => {
    const changes = { "contracts.submissionIntervalBlocks": 30_000, "contracts.finalizationPeriodSeconds": 50_000 };
    expect(onTestnet(changes)).toMatchInlineSnapshot(
      `"contracts.finalizationPeriodSeconds: got 50000, expected the time between two outputs (60000 s) or more, for example: 60000"`,
    );
  });

  it("refuse a sequencer window that ends before a batch or two can be there", () => {
    expect(onMainnet({ "l2.sequencerWindowL1Blocks": 300 })).toMatchInlineSnapshot(
      `"l2.sequencerWindowL1Blocks: got 300, expected a whole number from 600 to 302400, for example: 21600"`,
    );
  });

  it("refuse a fork at genesis that the contracts do not bring, and one out of order", () => {
    expect(onMainnet({ "l2.forks": { fjord: 1 } })).toMatchInlineSnapshot(
      `"l2.forks.fjord: got 1 s after genesis, expected 2 s, one block, or more: the contracts of 0.17.3 are Ecotone's at genesis, and a later fork brings its own with its first block, for example: 3600"`,
    );
    expect(onMainnet({ "l2.forks": { fjord: 7_200, granite: 3_600 } })).toMatchInlineSnapshot(
      `"l2.forks.granite: got 3600 s after genesis, expected 7200 s or more, no earlier than fjord, for example: 3600"`,
    );
    expect(onMainnet({ "l2.forks": { granite: 3_600 } })).toMatchInlineSnapshot(
      `"l2.forks.granite: got 3600 s without fjord, expected fjord before it or with it, since a node takes forks in their order, for example: 3600"`,
    );
    expect(onMainnet({ "l2.forks": {} })).toBe("no complaint");
  });

  it("refuse to charge for blobs, which Base does not take", () => {
    expect(onMainnet({ "l2.feeScalars": { basefee: 1368, blobBasefee: 801_949 } })).toMatchInlineSnapshot(
      `"l2.feeScalars.blobBasefee: got 801949, expected 0: Base takes no blobs, so batches go as calldata and nobody pays for blobs, for example: 0"`,
    );
  });

  it("refuse batches that nobody pays for on mainnet", () => {
    expect(onMainnet({ "l2.feeScalars": { basefee: 0, blobBasefee: 0 } })).toMatchInlineSnapshot(
      `"l2.feeScalars.basefee: got 0, expected more than 0 on mainnet: users pay for the batches by it, for example: 684000"`,
    );
    expect(onTestnet({ "l2.feeScalars": { basefee: 0, blobBasefee: 0 } })).toBe("no complaint");
  });

  it("refuse an address of a precompile, or nobody's", () => {
    const changes = {
      "l2.batchInbox": "0x0000000000000000000000000000000000000004",
      "contracts.challenger": "0x0000000000000000000000000000000000000000",
    };
    expect(onMainnet(changes)).toMatchInlineSnapshot(`
"l2.batchInbox: got 0x0000000000000000000000000000000000000004, expected an address that no precompile has, and not the zero address, for example: 0x71C7656EC7ab88b098defB751B7401B5f6d8976F
contracts.challenger: got 0x0000000000000000000000000000000000000000, expected an address that no precompile has, and not the zero address, for example: 0x71C7656EC7ab88b098defB751B7401B5f6d8976F"
`);
  });

  it("refuse an address with a wrong checksum", () => {
    const [challenger = ""] = owners(1);
    expect(onMainnet({ "contracts.challenger": challenger.toLowerCase() })).toMatchInlineSnapshot(
      `"contracts.challenger: got 0x24322dfc9ef05ad351785b5ba07040ee8c0da087, expected it with its checksum, 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087"`,
    );
  });

  it("refuse to send batches to the challenger", () => {
    const [one = ""] = owners(1);
    expect(onMainnet({ "l2.batchInbox": one, "contracts.challenger": one })).toMatchInlineSnapshot(
      `"l2.batchInbox: got 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087, expected an address that nobody uses; the challenger has it"`,
    );
  });

  it("refuse to recommend an older version than is required", () => {
    const required = "v6.0.0";
    const protocol = (recommended: string) => onMainnet({ "contracts.protocolVersions": { required, recommended } });
    expect(protocol("v6.0.0-2")).toMatchInlineSnapshot(
      `"contracts.protocolVersions.recommended: got v6.0.0-2, expected the required one (v6.0.0) or a newer one, for example: v6.0.0"`,
    );
    expect([protocol("v6.0.0"), protocol("v6.0.1-1"), protocol("v10.0.0")]).toEqual(Array(3).fill("no complaint"));
  });

  it("refuse a version that is none of the protocol's", () => {
    const protocolVersions = { required: "6.0", recommended: "v6.0.0-rc.1" };
    expect(onMainnet({ "contracts.protocolVersions": protocolVersions })).toMatchInlineSnapshot(`
"contracts.protocolVersions.required: got "6.0", expected vMAJOR.MINOR.PATCH of the OP stack's protocol, with -N behind it for a pre-release, for example: v6.0.0
contracts.protocolVersions.recommended: got "v6.0.0-rc.1", expected vMAJOR.MINOR.PATCH of the OP stack's protocol, with -N behind it for a pre-release, for example: v6.0.0"
`);
  });

  it("refuse the hash of a contract that is not in the set", () => {
    const artifacts = { directory: "contracts/out", codeHashes: { OptimismPortal2: `0x${"11".repeat(32)}` } };
    expect(onMainnet({ "contracts.artifacts": artifacts })).toMatchInlineSnapshot(
      `"contracts.artifacts.codeHashes.OptimismPortal2: got an unknown key, expected OptimismPortal (did you mean that?)"`,
    );
  });

  it("refuse an exception from a check without its reason", () => {
    const exceptions = [{ check: "SystemConfig.gasLimit", expected: ["30000000"], reason: "later" }];
    expect(onMainnet({ "contracts.exceptions": exceptions })).toMatchInlineSnapshot(`
"contracts.exceptions[0].expected: got ["30000000"] (1), expected a text, a number, true or false
contracts.exceptions[0].reason: got "later", expected a sentence that says why"
`);
  });

  it("refuse artifacts outside of the project", () => {
    const artifacts = { directory: "/tmp/out", codeHashes: {} };
    expect(onMainnet({ "contracts.artifacts": artifacts })).toMatchInlineSnapshot(
      `"contracts.artifacts.directory: got "/tmp/out", expected a folder from the project's root, without a slash at its ends, for example: contracts/forge-artifacts"`,
    );
  });
});

const depositGas = {
  maxResourceLimit: 20_000_000,
  elasticityMultiplier: 10,
  baseFeeMaxChangeDenominator: 8,
  minimumBaseFeeWei: 1_000_000_000,
  maximumBaseFeeWei: `${2n ** 128n - 1n}`,
};
