import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { concat, getBytes, hexlify, SigningKey, Wallet } from "ethers";
import { checkRolls, type rollsNeeded } from "../entropy/dice";
import type { Plan } from "../plan/schema";
import { possessionTypedData } from "../proof";
import type { Hands } from "../steps/hands";
import type { Holding } from "../steps/state";
import { practiceCertificate } from "./certificate";
import { practiceWallet } from "./keys";

export interface SimulatedHands extends Hands {
  /** Identities of age that holders made, by seed and holder as `servers/holder-02`. */
  readonly identities: ReadonlyMap<string, string>;
  /** Shares that holders wrote down, by the same names. */
  readonly cards: ReadonlyMap<string, string>;
}

export interface SimulationOptions {
  /** PEM of a cluster that is rehearsed. */
  readonly certificate?: string;
  /** Answers of an incident, by name. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Keys that an interrupted practice had imported into its KMS, by role. */
  readonly imported?: ReadonlyMap<string, Wallet>;
}

/** People and devices of a practice: everybody comes, everybody signs, KMS is this process. */
export function simulatedHands(plan: Plan, folder: string, options: SimulationOptions = {}): SimulatedHands {
  const { certificate = practiceCertificate, answers = {} } = options;
  const identities = new Map<string, string>();
  const cards = new Map<string, string>();
  const imported = new Map(options.imported);
  const walletOf = ({ name, rotated }: Pick<Holding, "name" | "rotated">) =>
    (rotated === undefined ? imported.get(name) : undefined) ??
    practiceWallet(plan.ceremony, rotated === undefined ? name : `${name} after entry ${rotated}`);
  return {
    identities,
    cards,
    now: () => new Date(),
    rollCall: async () => Object.keys(plan.participants),
    sign: async (participant, text) => practiceWallet(plan.ceremony, `participant ${participant}`).signMessage(text),
    ask: async (name, question) => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return answer;
    },
    machine: async () => ({
      interfacesUp: [],
      coreDumps: "off",
      secretsIn: "memory",
      nodeVersion: process.version,
      override: { reason: "a practice: the machine is not looked at", decidedBy: "administrator" },
    }),
    rollDice: async (seed, rolls) => rollFairly(rolls, plan.seeds[seed]?.bits ?? 256),
    handOver: async (_, label, words) => {
      cards.set(label, words);
    },
    readBack: async (_, label) => cards.get(label) ?? "",
    publish: async (name, content) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    ageRecipient: async (seed, holder) => {
      const identity = await generateX25519Identity();
      identities.set(`${seed}/${holder}`, identity);
      return identityToRecipient(identity);
    },
    sealingCertificate: async () => certificate,
    accountOf: async (holding) => walletOf(holding).address,
    prove: async (holding, possession) => {
      const { domain, types, message } = possessionTypedData(possession);
      return { scheme: "eip712", signature: await walletOf(holding).signTypedData(domain, types, message) };
    },
    kmsKey: async (role, alias, secret) => {
      if (secret) imported.set(role, new Wallet(hexlify(secret)));
      const { privateKey } = walletOf({ name: role });
      return { alias, origin: secret ? "EXTERNAL" : "AWS_KMS", publicKey: publicKeyInfo(new SigningKey(privateKey)) };
    },
  };
}

/** As people at a table do: what could not be a die's is thrown again. */
function rollFairly(rolls: number, bits: keyof typeof rollsNeeded): string {
  for (;;) {
    const faces = Array.from({ length: rolls }, () => randomInt(1, 7)).join("");
    try {
      checkRolls(faces, bits);
      return faces;
    } catch {
      // Once in two thousand times.
    }
  }
}

/** SubjectPublicKeyInfo of secp256k1 (RFC 5480): a fixed head, then the uncompressed point. */
function publicKeyInfo({ publicKey }: SigningKey): Uint8Array {
  return getBytes(concat(["0x3056301006072a8648ce3d020106052b8104000a034200", publicKey]));
}
