import type { Wallet } from "ethers";
import type { Plan } from "../../../keys-ceremony/plan/schema";

export const people = ["administrator", "operator", "witness", "holder-1", "holder-2", "holder-3", "holder-4"] as const;
export type Person = (typeof people)[number];

export interface Given {
  readonly transcriptKeys: Readonly<Record<Person, Wallet>>;
  readonly recipients: Readonly<Record<"administrator" | "operator", string>>;
  readonly fingerprint: string;
}

const dayMs = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * dayMs).toISOString().slice(0, 10);
const wallet = (holder: Person) => ({ holder, custody: "hardware-wallet" as const });
const three = { threshold: 2, owners: [wallet("holder-1"), wallet("holder-2"), wallet("holder-3")] };

/** A ceremony of today for testnet with seven people: every custody, the fewest owners. */
export function smallPlan({ transcriptKeys, recipients, fingerprint }: Given): Plan {
  const person = (id: Person, site: string, duty: Plan["participants"][string]["duties"][number]) => [
    id,
    { name: `Name of ${id}`, organisation: "Jeju", site, duties: [duty], transcriptKey: transcriptKeys[id].address },
  ];
  return {
    ceremony: "jeju-testnet-day",
    environment: "testnet",
    stack: "testnet",
    l1ChainId: 84532,
    l2ChainId: 420690,
    dates: { day: day(0), standby: day(1), notAfter: day(365) },
    drillValidDays: 180,
    transcriptThreshold: 4,
    distinctOwners: "across-safes",
    sites: {
      zurich: { place: "Zurich", region: "europe-north" },
      lisbon: { place: "Lisbon", region: "europe-south" },
      singapore: { place: "Singapore", region: "asia" },
      "new-york": { place: "New York", region: "america" },
    },
    participants: Object.fromEntries([
      person("administrator", "zurich", "administrator"),
      person("operator", "zurich", "operator"),
      person("witness", "lisbon", "witness"),
      person("holder-1", "zurich", "holder"),
      person("holder-2", "lisbon", "holder"),
      person("holder-3", "singapore", "holder"),
      person("holder-4", "new-york", "holder"),
    ]),
    seeds: {
      servers: {
        temperature: "hot",
        bits: 128,
        diceRolls: 50,
        shares: { threshold: 2, holders: ["holder-1", "holder-2", "holder-3"] },
        ageRecipients: [
          { holder: "administrator", recipient: recipients.administrator },
          { holder: "operator", recipient: recipients.operator },
        ],
        ageFileKeptBy: "holder-4",
      },
    },
    roles: {
      deployer: { custody: "hardware-wallet", temperature: "cold", holder: "holder-4" },
      batcher: {
        custody: "offline-seed",
        temperature: "hot",
        seed: "servers",
        path: "m/44'/60'/1'/0/0",
        sealed: { namespace: "jeju-testnet", name: "batcher-key" },
      },
      proposer: {
        custody: "kms-import",
        temperature: "hot",
        seed: "servers",
        path: "m/44'/60'/2'/0/0",
        kmsAlias: "alias/day-proposer",
      },
      sequencer: { custody: "kms-generated", temperature: "hot", kmsAlias: "alias/day-sequencer" },
    },
    safes: { operations: three, upgrades: three, treasury: three },
    sealingCertificate: { fingerprint },
  };
}
