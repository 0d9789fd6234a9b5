import { z } from "zod";
import { l1, l2, safes, timelock } from "./chain-schema";
import { alerts, backups, cluster, database, network } from "./cloud-schema";
import { contracts } from "./contract-schema";
import { text } from "./fields";
import { edge, workloads } from "./service-schema";

export const PHASES = ["foundation", "control", "contracts", "network", "public"] as const;
export const ENVIRONMENTS = ["testnet", "mainnet"] as const;

/** Shape of a stack's configuration, one field per key of the namespace `jeju`. Secrets are read apart, see ../config.ts. */
export const stackSchema = z.strictObject({
  environment: z
    .enum(ENVIRONMENTS)
    .meta({ description: "Class of the environment, which sets its floors.", examples: ["testnet"] }),
  phase: z
    .enum(PHASES)
    .default("foundation")
    .meta({ description: "How far the environment is; each phase adds to the one before.", examples: ["foundation"] }),
  accountId: text("AWS account.", "222222222222", /^\d{12}$/, "12 digits, in quotes so that YAML keeps them"),
  region: text("AWS region.", "us-east-1", /^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region").default("us-east-1"),
  domain: text(
    "Public DNS zone.",
    "jeju.network",
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    "a domain in lower case",
  ),
  owner: text(
    "Team that answers for the resources.",
    "platform",
    /^[a-z][a-z0-9-]{1,62}$/,
    "a team in lower case",
  ).default("platform"),
  costCentre: text(
    "Where the costs are booked.",
    "jeju-mainnet",
    /^[a-z][a-z0-9-]{1,62}$/,
    "a cost centre in lower case",
  ).default("jeju"),
  decommission: z
    .boolean()
    .default(false)
    .meta({
      description: "Lifts the protection of what holds data, in an `up` of its own before `pulumi destroy`.",
      examples: [false],
    }),
  network,
  cluster,
  database,
  backups,
  alerts,
  l1: l1.optional(),
  l2: l2.optional(),
  safes: safes.optional(),
  timelock: timelock.optional(),
  contracts: contracts.optional(),
  edge: edge.optional(),
  workloads: workloads.optional(),
});

/** Keys of the namespace that must be Pulumi secrets, and what they are for. */
export const SECRETS = {
  cloudflareApiToken: "Token of the Cloudflare API with the rights to the zone.",
  originToken: "What the edge adds to every request, so that the origin knows it: `openssl rand -hex 32`.",
  previousOriginToken: "The origin token before, while it is being changed.",
} as const;
export type SecretKey = keyof typeof SECRETS;
export const SECRET_KEYS = Object.keys(SECRETS) as SecretKey[];

export type StackConfig = z.output<typeof stackSchema>;
export type Phase = StackConfig["phase"];
export type Environment = StackConfig["environment"];
