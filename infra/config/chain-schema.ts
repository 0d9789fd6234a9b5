import { z } from "zod";
import { count, text } from "./fields";

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

export const l2 = z
  .strictObject({
    chainId: z.literal([420691, 420690], "the chain id of Jeju (420691) or of its testnet (420690)").meta({
      description: "Chain id of the network itself.",
      examples: [420691],
    }),
    blockTimeSeconds: count("Seconds between blocks.", 2, 1, 12).default(2),
  })
  .meta({ description: "The network itself." });

const address = text(
  "Ethereum address with its checksum (EIP-55).",
  "0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
  /^0x[0-9a-fA-F]{40}$/,
  "an Ethereum address of 0x and 40 hex digits",
);

const safe = (threshold: number, owners: number, does: string) =>
  z
    .strictObject({
      threshold: count("Signatures that a transaction needs.", threshold, 1, 50),
      owners: z
        .array(address)
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
