import { z } from "zod";
import { parseBlock } from "../cidr";
import { LONGEST_VPC_PREFIX, MAX_ZONES, MIN_ZONES } from "../subnet-plan";

// Every field carries a description (editors show it, see `npm run config-schema`) and an example, which the error
// messages quote. An error text says what was expected; what was got is added by problems.ts.

export const PHASES = ["foundation", "control", "contracts", "network", "public"] as const;
export const ENVIRONMENTS = ["testnet", "mainnet"] as const;

/** Retention periods that CloudWatch Logs accepts: PutRetentionPolicy in its API reference. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const text = (description: string, example: string, pattern: RegExp, expected: string) =>
  z
    .string()
    .regex(pattern, expected)
    .meta({ description, examples: [example] });

const count = (description: string, example: number, least: number, most: number) =>
  z
    .int()
    .min(least, `a whole number from ${least} to ${most}`)
    .max(most, `a whole number from ${least} to ${most}`)
    .meta({ description, examples: [example] });

const cidr = (description: string, example: string) =>
  z
    .string()
    .refine((value) => parseBlock(value) !== undefined, "an IPv4 block whose host bits are zero")
    .meta({ description, examples: [example] });

const zoneBlocks = (tier: string, example: string) =>
  z.array(cidr(`Block of a ${tier} subnet.`, example)).meta({
    description: `Blocks of the ${tier} subnets, one per zone, in the order of azs.`,
    examples: [[example]],
  });

const network = z
  .strictObject({
    cidr: cidr("Block of the VPC.", "10.20.0.0/16").refine((value) => {
      const prefix = parseBlock(value)?.prefix ?? 16;
      return prefix >= 16 && prefix <= LONGEST_VPC_PREFIX;
    }, `a block from /16 to /${LONGEST_VPC_PREFIX}, so that every pod finds an address`),
    azs: z
      .array(text("Availability zone.", "us-east-1a", /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "the name of a zone"))
      .min(MIN_ZONES, `${MIN_ZONES} or more zones, so that losing one leaves a majority`)
      .max(MAX_ZONES, `${MAX_ZONES} zones at most`)
      .meta({
        description: "Availability zones; each gets a public, a private and a database subnet.",
        examples: [["us-east-1a", "us-east-1b", "us-east-1c"]],
      }),
    natGateways: z
      .enum(["per-az", "single"])
      .default("per-az")
      .meta({
        description: "One NAT gateway per zone, or a single one that saves its price and falls with its zone.",
        examples: ["per-az"],
      }),
    flowLogRetentionDays: z
      .literal(LOG_RETENTION_DAYS, "a retention in days that CloudWatch Logs has")
      .default(365)
      .meta({ description: "Days that flow logs are kept.", examples: [365] }),
    subnets: z
      .strictObject({
        public: zoneBlocks("public", "10.20.192.0/20"),
        private: zoneBlocks("private", "10.20.0.0/18"),
        database: zoneBlocks("database", "10.20.240.0/22"),
      })
      .optional()
      .meta({
        description: "Blocks of the subnets, where the computed ones do not fit. Default: see infra/subnet-plan.ts.",
      }),
  })
  .meta({ description: "VPC and its subnets." });

const instanceType = (example: string) =>
  text("EC2 instance type.", example, /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type");

const addonVersion = (example: string) =>
  text("Version of the EKS add-on.", example, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/, "a version of an EKS add-on");

const cluster = z
  .strictObject({
    version: text(
      "Kubernetes version of EKS, in quotes.",
      "1.34",
      /^1\.\d{2}$/,
      "a Kubernetes version of EKS in quotes",
    ),
    publicAccessCidrs: z
      .array(cidr("Block from which the public endpoint answers.", "203.0.113.7/32"))
      .default([])
      .meta({
        description: "Who may reach the public API endpoint. Empty: there is none, only the private one.",
        examples: [["203.0.113.7/32"]],
      }),
    administrators: z
      .array(
        text(
          "IAM role with the cluster-admin access policy.",
          "arn:aws:iam::222222222222:role/jeju-deployer",
          /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
          "the ARN of an IAM role",
        ),
      )
      .min(1, "the role that runs pulumi, or nobody can reach the cluster (its creator gets no rights by itself)")
      .meta({
        description: "IAM roles that administer the cluster; the one that runs pulumi must be among them.",
        examples: [["arn:aws:iam::222222222222:role/jeju-deployer"]],
      }),
    addonVersions: z
      .strictObject({
        "vpc-cni": addonVersion("v1.21.1-eksbuild.1"),
        "kube-proxy": addonVersion("v1.34.1-eksbuild.2"),
        coredns: addonVersion("v1.12.4-eksbuild.1"),
        "aws-ebs-csi-driver": addonVersion("v1.54.0-eksbuild.1"),
        "eks-pod-identity-agent": addonVersion("v1.3.10-eksbuild.2"),
        "snapshot-controller": addonVersion("v8.3.0-eksbuild.1"),
      })
      .partial()
      .optional()
      .meta({ description: "Add-on versions other than the pinned ones in infra/cluster/addon-versions.ts." }),
    stateful: z
      .strictObject({
        instanceType: instanceType("r7i.2xlarge"),
        nodesPerAz: z
          .strictObject({
            min: count("Fewest nodes in each zone.", 1, 1, 20),
            max: count("Most nodes in each zone.", 3, 1, 20),
          })
          .meta({ description: "Nodes in each zone." }),
        volumeSizeGb: count("Root volume in GiB.", 100, 30, 16_384),
      })
      .meta({
        description: "Node groups of pods that own a volume: one group per zone, because EBS volumes do not move.",
      }),
    stateless: z
      .strictObject({
        instanceTypes: z
          .array(instanceType("m7i.xlarge"))
          .min(1, "one or more EC2 instance types")
          .meta({ description: "Instance types, the preferred one first.", examples: [["m7i.xlarge"]] }),
        nodes: z
          .strictObject({
            min: count("Fewest nodes over all zones.", 3, 1, 100),
            desired: count("Nodes to start with; the autoscaler changes it afterwards.", 3, 1, 100),
            max: count("Most nodes over all zones.", 12, 1, 100),
          })
          .meta({ description: "Nodes over all zones." }),
        volumeSizeGb: count("Root volume in GiB.", 100, 30, 16_384),
      })
      .meta({ description: "Node group of everything else, over all zones." }),
  })
  .meta({ description: "EKS cluster and its nodes." });

const database = z
  .strictObject({
    engineVersion: text(
      "PostgreSQL version of RDS, in quotes.",
      "17.6",
      /^\d{2}\.\d{1,2}$/,
      "a PostgreSQL version with its minor, in quotes",
    ),
    instanceClass: text("RDS instance class.", "db.r7g.large", /^db\.[a-z0-9]+\.[a-z0-9]+$/, "an RDS instance class"),
    allocatedStorageGb: count("Storage in GiB at the start.", 200, 20, 65_536),
    maxAllocatedStorageGb: count("Storage in GiB up to which RDS grows by itself.", 1000, 20, 65_536),
    backupRetentionDays: count("Days of point-in-time recovery.", 30, 1, 35),
    readReplicas: count("Read replicas.", 1, 0, 5),
  })
  .meta({ description: "RDS PostgreSQL." });

const backups = z
  .strictObject({
    retentionDays: count("Days that backups in the vault and in the bucket are kept.", 90, 1, 3650),
    objectLockDays: count("Days in which no object of the backup bucket can be deleted.", 30, 1, 3650),
    objectLockMode: z
      .enum(["GOVERNANCE", "COMPLIANCE"])
      .default("GOVERNANCE")
      .meta({
        description:
          "Who may lift the lock early: a role with the right to (GOVERNANCE) or nobody, not even root (COMPLIANCE).",
        examples: ["GOVERNANCE"],
      }),
  })
  .meta({ description: "Backup vault and bucket." });

const alerts = z
  .strictObject({
    email: z.email("an e-mail address").meta({ description: "Who is told.", examples: ["oncall@jeju.network"] }),
  })
  .meta({ description: "Where alarms go." });

const l1 = z
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

const l2 = z
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

const safes = z
  .strictObject({
    operations: safe(3, 5, "does the daily work and pauses in an emergency"),
    upgrades: safe(5, 9, "proposes upgrades through the timelock"),
    treasury: safe(5, 9, "receives fees and holds funds"),
  })
  .meta({ description: "Multisigs." });

const timelock = z
  .strictObject({ minDelaySeconds: count("Seconds between a proposal and its execution.", 172_800, 0, 2_592_000) })
  .meta({ description: "Delay before what the Upgrades Safe proposes." });

const edge = z
  .strictObject({
    cloudflareAccountId: text(
      "Cloudflare account.",
      "0123456789abcdef0123456789abcdef",
      /^[0-9a-f]{32}$/,
      "32 hex digits",
    ),
    requestsPerSecondPerIp: count("Requests/s that one client address may send.", 100, 1, 10_000),
    requestsPerSecondTotal: count("Requests/s of all clients together.", 1000, 1, 1_000_000),
  })
  .meta({ description: "Cloudflare in front of the public endpoints." });

const image = (repository: string) =>
  z
    .strictObject({
      repository: text(
        "Repository of the image.",
        repository,
        /^[a-z0-9][a-z0-9._/:-]*[a-z0-9]$/,
        "a repository without tag or digest",
      ),
      tag: text("Tag, for people; the digest decides.", "v1.9.4", /^\w[\w.-]{0,127}$/, "an image tag").refine(
        (value) => value !== "latest",
        "the tag of a release",
      ),
      digest: text(
        "Digest of the image.",
        `sha256:${"0".repeat(64)}`,
        /^sha256:[0-9a-f]{64}$/,
        "sha256: and 64 hex digits",
      ),
    })
    .meta({ description: "Container image, pinned." });

const workloads = z
  .strictObject({
    rpcReplicas: count("Nodes that answer public RPC requests.", 3, 1, 50),
    images: z
      .strictObject({
        execution: image("ghcr.io/paradigmxyz/op-reth"),
        consensus: image("us-docker.pkg.dev/oplabs-tools-artifacts/images/op-node"),
      })
      .meta({ description: "Images of the execution and the consensus client." }),
    storageSizeGb: count("Volume of each execution client in GiB.", 500, 10, 16_384),
  })
  .meta({ description: "What runs in the cluster." });

/** Shape of a stack's configuration, one field per key of the namespace `jeju`. Secrets are read apart, see ../config.ts. */
export const stackSchema = z.strictObject({
  environment: z
    .enum(ENVIRONMENTS)
    .meta({ description: "Class of the environment, which sets its floors.", examples: ["testnet"] }),
  phase: z
    .enum(PHASES)
    .default("foundation")
    .meta({ description: "How far the environment is; each phase adds to the one before.", examples: ["foundation"] }),
  accountId: text("AWS account.", '"222222222222"', /^\d{12}$/, "12 digits, in quotes so that YAML keeps them"),
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
  network,
  cluster,
  database,
  backups,
  alerts,
  l1: l1.optional(),
  l2: l2.optional(),
  safes: safes.optional(),
  timelock: timelock.optional(),
  edge: edge.optional(),
  workloads: workloads.optional(),
});

/** Keys of the namespace that must be Pulumi secrets. */
export const SECRET_KEYS = ["cloudflareApiToken"] as const;

export type StackConfig = z.output<typeof stackSchema>;
export type Phase = StackConfig["phase"];
export type Environment = StackConfig["environment"];
