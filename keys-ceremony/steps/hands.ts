import type { Plan, RoleName } from "../plan/schema";
import type { Possession, Proof } from "../proof";
import type { Holding } from "./state";

/** The machine that makes seeds, as it finds itself. */
export interface MachineFacts {
  /** Interfaces that are up, but for the loopback. */
  readonly interfacesUp: readonly string[];
  readonly coreDumps: "off" | "on";
  readonly secretsIn: "memory" | "tmpfs";
  readonly nodeVersion: string;
  /** SHA-256 of the one file that runs, when it is bundled. */
  readonly bundleSha256?: string;
  /** Why seeds are made in spite of what speaks against it, and who decided so. */
  readonly override?: { readonly reason: string; readonly decidedBy: string };
}

/** A key in KMS, as KMS answers. */
export interface KmsKey {
  readonly alias: string;
  readonly origin: "AWS_KMS" | "EXTERNAL";
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

/** What a ceremony needs from people and devices. A practice simulates them. */
export interface Hands {
  now(): Date;
  /** Who answers when called by name. */
  rollCall(plan: Plan): Promise<readonly string[]>;
  /** A participant's wallet signs a text (`personal_sign`); undefined when this person does not sign now. */
  sign(participant: string, text: string): Promise<string | undefined>;
  /** What only people know; `name` is for those who answer by option instead of by keyboard. No secret is asked for here. */
  ask(name: string, question: string): Promise<string>;
  machine(): Promise<MachineFacts>;
  /** Faces of dice, 1 to 6, as they fell. */
  rollDice(seed: string, rolls: number): Promise<string>;
  /** Of an HSM, where there is one. */
  hsmRandom?(bytes: number): Promise<Uint8Array>;
  /** Shows a share to its holder alone, who writes it down. */
  handOver(holder: string, label: string, words: string): Promise<void>;
  /** The same holder types the share back from what was written down. */
  readBack(holder: string, label: string): Promise<string>;
  /** Writes what may be seen by all: encrypted copies, sealed secrets, configuration. */
  publish(name: string, content: Uint8Array): Promise<void>;
  /** Recipients of the encrypted copies, by holder. */
  ageRecipient(seed: string, holder: string): Promise<string>;
  /** PEM of the cluster's certificate. */
  sealingCertificate(): Promise<string>;
  /** The account that a wallet has for a seat or a role. */
  accountOf(holding: Holding): Promise<string>;
  /** A hardware wallet or a KMS key signs. */
  prove(holding: Holding, possession: Possession): Promise<Proof>;
  /** Generates a key in KMS, or imports one; the private key never leaves this process unwrapped. */
  kmsKey(role: RoleName, alias: string, imported?: Uint8Array): Promise<KmsKey>;
}
