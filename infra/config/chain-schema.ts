import { z } from "zod";
import { address, count, text } from "./fields";

const UINT32_MAX = 4_294_967_295;

export const l1 = z
  .strictObject({
    chainId: z.literal([8453, 84532], "the chain id of Base (8453) or Base Sepolia (84532)").meta({
      description: "Chain id of the settlement layer: Base on mainnet, Base Sepolia on testnet.",
      examples: [8453],
    }),
    rpcUrls: z
      .array(
        z
          .string()
          .refine((value) => URL.canParse(value) && /^https?:/.test(value), "an http or https URL")
          .meta({ description: "RPC endpoint.", examples: ["https://mainnet.base.org"] }),
      )
      .min(1, "one or more RPC URLs")
      .meta({
        description:
          "RPC endpoints of L1, of providers that fail independently. A URL that carries a key makes l1 a secret.",
        examples: [["https://mainnet.base.org", "https://base-rpc.publicnode.com"]],
      }),
  })
  .meta({ description: "The chain on which the network settles." });

/** Two years, in which the next release of the contracts will have come. */
const MAX_FORK_OFFSET_SECONDS = 63_072_000;

const forkOffset = (fork: string) =>
  count(`Seconds from the genesis to ${fork}.`, 3_600, 1, MAX_FORK_OFFSET_SECONDS).optional();

export const l2 = z
  .strictObject({
    chainId: z.literal([420691, 420690], "the chain id of Jeju (420691) or of its testnet (420690)").meta({
      description: "Chain id of the network itself.",
      examples: [420691],
    }),
    blockTimeSeconds: count("Seconds between blocks.", 2, 1, 12).default(2),
    // 200 million: `MAX_GAS_LIMIT` of SystemConfig.sol.
    gasLimit: count("Gas of a block.", 60_000_000, 1, 200_000_000).default(60_000_000),
    sequencerWindowL1Blocks: count(
      "Blocks of L1 (2 s each on Base) in which a batch must be there, or the chain goes on without it.",
      21_600,
      600,
      302_400,
    ).default(21_600),
    feeScalars: z
      .strictObject({
        basefee: count("Millionths of L1's base fee that a byte is charged, times 16.", 684_000, 0, UINT32_MAX),
        blobBasefee: count("Millionths of L1's blob base fee that a byte is charged.", 0, 0, UINT32_MAX),
      })
      .meta({ description: "What users pay for their data on L1, as the fork Ecotone has it." })
      .default({ basefee: 684_000, blobBasefee: 0 }),
    forks: z
      .strictObject({
        fjord: forkOffset("Fjord"),
        granite: forkOffset("Granite"),
        holocene: forkOffset("Holocene"),
        isthmus: forkOffset("Isthmus"),
      })
      .meta({ description: "When the forks after Ecotone begin; one that is left out never does." })
      .default({ fjord: 3_600, granite: 3_600, holocene: 3_600, isthmus: 3_600 }),
    minimumFeeWithdrawalWei: text(
      "What a vault of fees holds at least before they go to the Treasury Safe on L1, in wei and in quotes. It never changes.",
      "10000000000000000000",
      /^\d{1,26}$/,
      "a whole number in quotes, below 10^26",
    ).default("10000000000000000000"),
    batchInbox: address("Where batches are sent on L1. Default: 0xff and the chain id in decimal digits.").optional(),
    startingL1BlockNumber: count(
      "Block of L1 on which the genesis hangs. Default: the newest final one when the contracts are deployed.",
      41_000_000,
      1,
      Number.MAX_SAFE_INTEGER,
    ).optional(),
  })
  .meta({ description: "The network itself." });

const safe = (threshold: number, owners: number, does: string) =>
  z
    .strictObject({
      threshold: count("Signatures that a transaction needs.", threshold, 1, 50),
      owners: z
        .array(address("Ethereum address with its checksum (EIP-55)."))
        .min(1, `${owners} addresses`)
        .optional()
        .meta({ description: `Owners, ${owners} of them; needed from phase control on.` }),
    })
    .meta({ description: `Safe that ${does}.` });

export const safes = z
  .strictObject({
    operations: safe(3, 5, "does the daily work and pauses in an emergency"),
    upgrades: safe(5, 9, "proposes upgrades through the timelock"),
    treasury: safe(5, 9, "receives fees and holds funds"),
  })
  .meta({ description: "Multisigs." });

export const timelock = z
  .strictObject({ minDelaySeconds: count("Seconds between a proposal and its execution.", 172_800, 0, 2_592_000) })
  .meta({ description: "Delay before what the Upgrades Safe proposes." });
