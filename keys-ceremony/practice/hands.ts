import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plan } from "../plan/schema";
import { possessionTypedData } from "../proof";
import type { Hands } from "../steps/hands";
import { practiceWallet } from "./keys";

/** People and devices of a practice: everybody comes, everybody signs. */
export function simulatedHands(plan: Plan, folder: string): Hands {
  const walletOf = (name: string) => practiceWallet(plan.ceremony, name);
  return {
    now: () => new Date(),
    rollCall: async () => Object.keys(plan.participants),
    sign: async (participant, text) => walletOf(`participant ${participant}`).signMessage(text),
    machine: async () => ({
      interfacesUp: [],
      coreDumps: "off",
      secretsIn: "memory",
      nodeVersion: process.version,
      override: { reason: "a practice: the machine is not looked at", decidedBy: "administrator" },
    }),
    rollDice: async (_, rolls) => Array.from({ length: rolls }, () => randomInt(1, 7)).join(""),
    handOver: async () => {},
    publish: async (name, content) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    ageRecipient: async () => {
      throw new Error("not simulated yet");
    },
    sealingCertificate: async () => {
      throw new Error("not simulated yet");
    },
    accountOf: async ({ name }) => walletOf(name).address,
    prove: async ({ name }, possession) => {
      const { domain, types, message } = possessionTypedData(possession);
      return { scheme: "eip712", signature: await walletOf(name).signTypedData(domain, types, message) };
    },
    kmsKey: async () => {
      throw new Error("not simulated yet");
    },
  };
}
