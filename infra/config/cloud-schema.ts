import { z } from "zod";
import { parseBlock } from "../cidr";
import { LONGEST_VPC_PREFIX, MAX_ZONES, MIN_ZONES } from "../subnet-plan";
import { cidr, count, text } from "./fields";

/** Retention periods that CloudWatch Logs accepts: PutRetentionPolicy in its API reference. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const zoneBlocks = (tier: string, example: string) =>
  z.array(cidr(`Block of a ${tier} subnet.`, example)).meta({
    description: `Blocks of the ${tier} subnets, one per zone, in the order of azs.`,
    examples: [[example]],
  });

export const network = z
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

export const cluster = z
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

export const database = z
  .strictObject({
    engineVersion: text(
      "Major version of PostgreSQL, in quotes; RDS keeps the minor one up to date.",
      "17",
      /^\d{2}$/,
      "a major version of PostgreSQL in quotes, without its minor: RDS upgrades that",
    ),
    instanceClass: text("RDS instance class.", "db.r7g.large", /^db\.[a-z0-9]+\.[a-z0-9]+$/, "an RDS instance class"),
    allocatedStorageGb: count("Storage in GiB at the start.", 200, 20, 65_536),
    maxAllocatedStorageGb: count("Storage in GiB up to which RDS grows by itself.", 1000, 20, 65_536),
    backupRetentionDays: count("Days of point-in-time recovery.", 30, 1, 35),
    readReplicas: count("Read replicas.", 1, 0, 5),
  })
  .meta({ description: "RDS PostgreSQL." });

export const backups = z
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

export const alerts = z
  .strictObject({
    email: z.email("an e-mail address").meta({ description: "Who is told.", examples: ["oncall@jeju.network"] }),
  })
  .meta({ description: "Where alarms go." });
