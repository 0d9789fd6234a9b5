import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { getBytes, SigningKey } from "ethers";
import { Kms } from "../../safes/signers/kms-client";
import { publicKeyInfoOf } from "../../safes/signers/public-key";
import { UserError } from "../../safes/user-error";
import { kmsHands, proveByKms, readImportRequest, writeImportRequest } from "../devices/kms";
import { checkRolls, type rollsNeeded } from "../entropy/dice";
import { type Plan, type RoleName, roleNames } from "../plan/schema";
import { possessionTypedData } from "../proof";
import type { Hands } from "../steps/hands";
import type { Holding } from "../steps/state";
import { clusterCertificate } from "./cluster";
import { practiceWallet } from "./keys";

export interface SimulatedHands extends Hands {
  /** Identities of age that holders made, by seed and holder as `servers/holder-02`. */
  readonly identities: ReadonlyMap<string, string>;
  /** Shares that holders wrote down, by the same names. */
  readonly cards: ReadonlyMap<string, string>;
}

export interface SimulationOptions {
  /** Answers of an incident, by name. */
  readonly answers?: Readonly<Record<string, string>>;
  /** A KMS of keys worth nothing, see {@link PracticeKms}. */
  readonly kms?: Kms;
}

/** People and devices of a practice: everybody comes, everybody signs, KMS is this process. */
export function simulatedHands(plan: Plan, folder: string, options: SimulationOptions = {}): SimulatedHands {
  const { answers = {}, kms = new Kms("us-east-1") } = options;
  const identities = new Map<string, string>();
  const cards = new Map<string, string>();
  const walletOf = ({ name, rotated }: Pick<Holding, "name" | "rotated">) =>
    practiceWallet(plan.ceremony, rotated === undefined ? name : `${name} after entry ${rotated}`);
  const aliasOf = (name: string) => (isRole(name) ? plan.roles[name].kmsAlias : undefined);
  return {
    identities,
    cards,
    now: () => new Date(),
    rollCall: async () => Object.keys(plan.participants),
    sign: async (participant, text) => practiceWallet(plan.ceremony, `participant ${participant}`).signMessage(text),
    announce: async () => {},
    confirm: async () => true,
    ask: async (name, question) => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return answer;
    },
    machine: async () => ({
      interfacesUp: [],
      radiosOn: [],
      swap: [],
      coreDumps: "off",
      secretsIn: "memory",
      nodeVersion: process.version,
      override: { reason: "a practice: the machine is not looked at", decidedBy: "administrator" },
    }),
    rollDice: async (seed, rolls) => rollFairly(rolls, plan.seeds[seed]?.bits ?? 256),
    handOver: async (_, label, words) => {
      cards.set(label, words);
    },
    readBack: async (_, label) => {
      const card = cards.get(label);
      if (card !== undefined) return card;
      throw new UserError({
        what: "the simulated holders have no cards: another process has shown them the shares",
        where: label,
        fix: "practise all steps in one go: npm run ceremony -- practice <plan> --folder <folder>",
      });
    },
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
    sealingCertificate: () => clusterCertificate(folder, new Date()),
    accountOf: async (holding) => walletOf(holding).address,
    prove: async (holding, possession) => {
      const alias = aliasOf(holding.name);
      if (alias !== undefined && holding.rotated === undefined) return proveByKms(kms, alias, possession);
      const { domain, types, message } = possessionTypedData(possession);
      return { scheme: "eip712", signature: await walletOf(holding).signTypedData(domain, types, message) };
    },
    // No token is at hand: the keys are the ones that anyone can compute, as all of a practice.
    hsmKey: async (name) => ({
      publicKey: publicKeyInfoOf(getBytes(SigningKey.computePublicKey(walletOf({ name }).privateKey))),
      neverOutside: true,
    }),
    importRequest: async (role) => {
      const fingerprint = await writeImportRequest(plan, role, folder, kms);
      return { request: readImportRequest(role, folder), fingerprint };
    },
    ...kmsHands(plan, folder, kms),
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

function isRole(name: string): name is RoleName {
  return roleNames.some((role) => role === name);
}
