import { z } from "zod";
import { ARTIFACT_NAMES, type ArtifactName } from "../l1-contracts/artifacts";
import { address, count, text } from "./fields";

const UINT8_MAX = 255;
const UINT32_MAX = 4_294_967_295;

const version = (description: string) =>
  text(
    description,
    "v6.0.0",
    /^v\d{1,9}\.\d{1,9}\.\d{1,9}(-\d{1,9})?$/,
    "vMAJOR.MINOR.PATCH of the OP stack's protocol, with -N behind it for a pre-release",
  );

/** Recommended for a production network: `DEFAULT_RESOURCE_CONFIG` of Constants.sol. */
const DEFAULT_DEPOSIT_GAS = {
  maxResourceLimit: 20_000_000,
  elasticityMultiplier: 10,
  baseFeeMaxChangeDenominator: 8,
  minimumBaseFeeWei: 1_000_000_000,
  maximumBaseFeeWei: `${2n ** 128n - 1n}`,
} as const;

const codeHash = text(
  "Keccak-256 of the creation code.",
  `0x${"0".repeat(64)}`,
  /^0x[0-9a-f]{64}$/,
  "0x and 64 hex digits in lower case",
);
const codeHashes = Object.fromEntries(ARTIFACT_NAMES.map((name) => [name, codeHash.optional()])) as Record<
  ArtifactName,
  z.ZodOptional<typeof codeHash>
>;

export const contracts = z
  .strictObject({
    submissionIntervalBlocks: count(
      "Blocks of L2 between two output proposals; 1800 of 2 s are an hour.",
      1800,
      1,
      604_800,
    ),
    finalizationPeriodSeconds: count(
      "Seconds in which an output can be challenged before withdrawals rest on it.",
      604_800,
      1,
      31_536_000,
    ),
    signers: z
      .strictObject({
        batcher: address("Sends batches to L1.").optional(),
        proposer: address("Proposes outputs to L1.").optional(),
        sequencer: address("Signs blocks before they are on L1.").optional(),
      })
      .optional()
      .meta({
        description:
          "Accounts of keys that a key ceremony made elsewhere: imported into KMS, or sealed for the cluster. Default: the stack's own keys in KMS.",
      }),
    challenger: address("Who can delete outputs that are not final. Default: the Operations Safe.").optional(),
    depositGas: z
      .strictObject({
        maxResourceLimit: count("Gas of L2 that deposits of one L1 block can buy.", 20_000_000, 21_000, UINT32_MAX),
        elasticityMultiplier: count("What the limit is divided by to get the target.", 10, 1, UINT8_MAX),
        baseFeeMaxChangeDenominator: count("The price moves by one part of so many a block.", 8, 2, UINT8_MAX),
        minimumBaseFeeWei: count("Least price of a unit of gas in wei.", 1_000_000_000, 0, UINT32_MAX),
        maximumBaseFeeWei: text(
          "Highest price of a unit of gas in wei, in quotes because it may exceed a double.",
          DEFAULT_DEPOSIT_GAS.maximumBaseFeeWei,
          /^\d{1,39}$/,
          "a whole number in quotes",
        ).refine((value) => BigInt(value) < 2n ** 128n, "a number below 2^128"),
      })
      .meta({ description: "The market in which deposits buy gas of L2: ResourceConfig of the SystemConfig." })
      .default(DEFAULT_DEPOSIT_GAS),
    protocolVersions: z
      .strictObject({
        required: version("What a node needs in order to follow the chain."),
        recommended: version("What a node should have."),
      })
      .meta({ description: "What the contract ProtocolVersions tells nodes. Default: nothing, and nodes ignore it." })
      .optional(),
    deployment: count("Another number is another set of contracts, at other addresses.", 1, 1, 1_000_000).default(1),
    addressBook: text(
      "Address book of the network as it is, as chain-files has written it: the stack stops if it is another chain's.",
      "chain/mainnet/addresses.json",
      /^[^/\s]\S*\.json$/,
      "a file from the project's root",
    ).optional(),
    exceptions: z
      .array(
        z.strictObject({
          check: text(
            "Id of a check of `npm run verify`.",
            "SystemConfig.gasLimit",
            /^[\w.()[\]:-]+$/,
            "the id of a check, as npm run verify -- <stack> --all prints it",
          ),
          expected: z
            .union([z.string(), z.number(), z.boolean()], "a text, a number, true or false")
            .meta({ description: "What the chain is to answer for now.", examples: [30_000_000] }),
          reason: text(
            "Why, and until when.",
            "half the gas until the audit of May",
            /.{10}/,
            "a sentence that says why",
          ),
        }),
      )
      .default([])
      .meta({
        description: "Checks of the contracts that expect something else for a while; every update reports them.",
      }),
    artifacts: z
      .strictObject({
        directory: text(
          "Folder from the project's root, laid out as Foundry's output: Name.sol/Name.json.",
          "contracts/forge-artifacts",
          /^[^/\s][^\s]*[^/\s]$/,
          "a folder from the project's root, without a slash at its ends",
        ),
        codeHashes: z
          .strictObject(codeHashes)
          .meta({ description: "Keccak-256 of the creation code, by contract, where it is another than of 0.17.3." }),
        compiler: z
          .strictObject({
            version: text(
              "Version of solc, with its commit.",
              "0.8.15+commit.e14f2714",
              /^\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/,
              "a release of solc as its metadata names it",
            ),
            evmVersion: text(
              "Hard fork whose instructions the code may use.",
              "london",
              /^[a-z]+$/,
              "a name in lower case",
            ),
            optimizerRuns: count(
              "How often the optimizer expects code to run; 0 when it is off.",
              999_999,
              0,
              UINT32_MAX,
            ),
          })
          .meta({ description: "What compiled those of codeHashes. Default: what compiled 0.17.3." })
          .optional(),
      })
      .meta({
        description:
          "Contracts of another build. Default: npm @eth-optimism/contracts-bedrock 0.17.3, whose code is pinned.",
      })
      .optional(),
  })
  .meta({ description: "The network's contracts on L1." });
