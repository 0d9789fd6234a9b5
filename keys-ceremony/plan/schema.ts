import { getAddress } from "ethers";
import { z } from "zod";

export const roleNames = ["deployer", "batcher", "proposer", "sequencer"] as const;
export type RoleName = (typeof roleNames)[number];

export const safeNames = ["operations", "upgrades", "treasury"] as const;
export type SafeName = (typeof safeNames)[number];

/** How a key is kept. `kms-generated` and `hsm` have no backup, `kms-import` and `offline-seed` come from a seed that has. */
export const custodies = ["hardware-wallet", "kms-generated", "kms-import", "hsm", "offline-seed"] as const;
export type Custody = (typeof custodies)[number];

/** What somebody does on the day; the printed script speaks to them. */
export const duties = ["administrator", "operator", "holder", "witness"] as const;
export type Duty = (typeof duties)[number];

const identifier = (what: string) => z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, `${what} in lower case, as new-york`);
const text = z.string().min(1, "some text").max(200, "at most 200 characters");
const day = z.iso.date("a day, as 2027-03-01");

const address = z.string().refine((value) => {
  try {
    return getAddress(value) === value;
  } catch {
    return false;
  }
}, "an address with its checksum (EIP-55)");

/** BIP-32, from the master key on. Five levels, as BIP-44 has them; which of them varies differs between tools. */
const derivationPath = z.string().regex(/^m\/44'\/60'\/\d+'\/\d+\/\d+$/, "a full path, as m/44'/60'/0'/0/0");

const site = z.strictObject({
  /** Where it is, for people. */
  place: text,
  /** What a disaster or a court takes in one go. Sites of one region count as one place. */
  region: identifier("a region"),
});

const participant = z.strictObject({
  name: text,
  organisation: text,
  /** Where this person, and what this person holds, is kept. */
  site: identifier("a site"),
  duties: z.array(z.enum(duties)).min(1, "one duty or more"),
  /** Who signs the transcript's entries: an address of this person's own wallet, that is no owner and no role. */
  transcriptKey: address.optional(),
});

const seed = z.strictObject({
  /** Hot: its keys sit on servers. Cold: they are used by hand. */
  temperature: z.enum(["hot", "cold"]),
  /** Bits of the BIP-39 entropy. */
  bits: z.union([z.literal(128), z.literal(256)]),
  /** How many dice are rolled: 50 for 128 bits, 99 for 256. */
  diceRolls: z.number().int().min(50, "50 rolls or more").max(1_000),
  /** SLIP-39: so many of these participants' shares recover it. */
  shares: z.strictObject({
    threshold: z.number().int().min(2, "2 or more").max(16),
    holders: z.array(identifier("a participant")).min(2, "2 holders or more").max(16, "at most 16, by SLIP-39"),
  }),
  /** Who can decrypt the copy, each alone: age1..., age1pq1... */
  ageRecipients: z
    .array(
      z.strictObject({
        holder: identifier("a participant"),
        recipient: z
          .string()
          .regex(/^age1[a-z0-9]+$/, "a recipient of age, as age1...")
          .optional(),
      }),
    )
    .min(2, "2 recipients or more"),
  /** Who keeps the encrypted file: nobody who can decrypt it, and at none of their sites. */
  ageFileKeptBy: identifier("a participant"),
});

const sealing = z.strictObject({
  namespace: identifier("a namespace"),
  name: identifier("a secret"),
});

const role = z.strictObject({
  custody: z.enum(custodies),
  temperature: z.enum(["hot", "cold"]),
  /** Custody kms-import and offline-seed: which seed it is derived from. */
  seed: identifier("a seed").optional(),
  path: derivationPath.optional(),
  /** Custody kms-generated and kms-import. */
  kmsAlias: z
    .string()
    .regex(/^alias\/[\w/-]+$/, "an alias, as alias/jeju-mainnet-signer-batcher")
    .optional(),
  /** Custody hsm: labels of the PKCS#11 token and of the key in it, which the token makes and never gives away. */
  hsm: z.strictObject({ token: text, key: text }).optional(),
  /** Sealed for the cluster, where it does not stay in KMS. */
  sealed: sealing.optional(),
  /** Custody hardware-wallet: whose. */
  holder: identifier("a participant").optional(),
});

const owner = z.strictObject({
  holder: identifier("a participant"),
  custody: z.literal("hardware-wallet"),
});

const safe = z.strictObject({
  threshold: z.number().int().min(1).max(50),
  owners: z.array(owner).min(1).max(50),
});

/** A whole ceremony. `checkPlan` judges what a shape cannot say. */
export const planSchema = z.strictObject({
  /** Names this ceremony for ever; proofs are bound to it. */
  ceremony: identifier("a ceremony"),
  environment: z.enum(["mainnet", "testnet"]),
  /** The stack that it configures. */
  stack: identifier("a stack"),
  l1ChainId: z.number().int().positive(),
  l2ChainId: z.number().int().positive(),
  /** Keys worth nothing, simulated people. Never written by hand: a practice sets it. */
  practice: z.literal(true).optional(),
  dates: z.strictObject({
    day,
    /** When a jammed safe or a missed flight makes the day impossible. */
    standby: day,
    /** Until when proofs are taken, and when a rotation is due. */
    notAfter: day,
  }),
  /** A recovery drill older than this blocks mainnet. */
  drillValidDays: z.number().int().min(1).max(366).default(180),
  /** How many of the participants present sign each entry of the transcript. */
  transcriptThreshold: z.number().int().min(1).max(50),
  /** Whether a wallet may be owner in more than one Safe. */
  distinctOwners: z.enum(["across-safes", "within-safe"]),
  sites: z.record(identifier("a site"), site),
  participants: z.record(identifier("a participant"), participant),
  seeds: z.record(identifier("a seed"), seed),
  roles: z.strictObject(Object.fromEntries(roleNames.map((name) => [name, role])) as Record<RoleName, typeof role>),
  safes: z.strictObject(Object.fromEntries(safeNames.map((name) => [name, safe])) as Record<SafeName, typeof safe>),
  /** Of the cluster that the sealed keys are for; its certificate is brought on paper or a stick. */
  sealingCertificate: z
    .strictObject({
      /** SHA-256 of the certificate's DER. */
      fingerprint: z
        .string()
        .regex(/^[0-9a-f]{64}$/, "64 hex digits")
        .optional(),
    })
    .optional(),
});

export type Plan = z.output<typeof planSchema>;
export type Participant = Plan["participants"][string];
export type Seed = Plan["seeds"][string];
export type Role = Plan["roles"][RoleName];
