import type { KmsOrigin } from "../kms/prove";
import type { ImportRequest } from "../kms/wrap";
import type { Plan, RoleName } from "../plan/schema";
import type { Possession, Proof } from "../proof";
import type { Statement } from "../transcript/statement";
import type { MachineFacts } from "./machine";
import type { Holding } from "./state";

/** Labels of a token and of the key in it. */
export type HsmKeyPlace = NonNullable<Plan["roles"][RoleName]["hsm"]>;

export interface HsmKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** The token says that it has made the key and never gave it away. */
  readonly neverOutside: boolean;
}

/** What a ceremony needs from people and devices. A practice simulates them. */
export interface Hands {
  now(): Date;
  /** Who answers when called by name. */
  rollCall(plan: Plan): Promise<readonly string[]>;
  /** A participant's wallet signs a text (`personal_sign`); undefined when this person does not sign now. */
  sign(participant: string, text: string): Promise<string | undefined>;
  /** Shows everybody what the next signatures are for. */
  announce(entry: Statement, hash: string): Promise<void>;
  /** A question that somebody has to say yes to before it goes on. */
  confirm(question: string): Promise<boolean>;
  /** What only people know; `name` is for those who answer by option instead of by keyboard. No secret is asked for here. */
  ask(name: string, question: string): Promise<string>;
  machine(): Promise<MachineFacts>;
  /** Faces of dice, 1 to 6, as they fell. Whoever types them is asked again while `judge` throws a UserError. */
  rollDice(seed: string, rolls: number, judge: (faces: string) => void): Promise<string>;
  /** Of an HSM, where there is one. */
  hsmRandom?(bytes: number): Promise<Uint8Array>;
  /** Shows a share to its holder alone, who writes it down. */
  handOver(holder: string, label: string, words: string): Promise<void>;
  /** The same holder types the share back from what was written down; again while `judge` throws a UserError. */
  readBack(holder: string, label: string, judge: (words: string) => void): Promise<string>;
  /** Writes what may be seen by all: encrypted copies, sealed secrets, configuration. */
  publish(name: string, content: Uint8Array): Promise<void>;
  /** Recipients of the encrypted copies, by holder. */
  ageRecipient(seed: string, holder: string): Promise<string>;
  /** PEM of the cluster's certificate. */
  sealingCertificate(): Promise<string>;
  /** The account that a wallet has for a seat or a role; asked for again while `judge` throws a UserError. */
  accountOf(holding: Holding, judge: (account: string) => void): Promise<string>;
  /** A hardware wallet or a KMS key signs. */
  prove(holding: Holding, possession: Possession): Promise<Proof>;
  /** What KMS gave for an import, and the fingerprint of its wrapping key as it was read aloud there. */
  importRequest(
    role: RoleName,
    alias: string,
  ): Promise<{ readonly request: ImportRequest; readonly fingerprint: string }>;
  /** A key that a PKCS#11 token has made, or makes now under this label. */
  hsmKey(role: RoleName, place: HsmKeyPlace): Promise<HsmKey>;
  /**
   * The public key (SubjectPublicKeyInfo, DER) of a key in KMS: generated there, or imported from what was wrapped.
   * `account` is what it has to be the key of.
   */
  kmsKey(role: RoleName, alias: string, origin: KmsOrigin, account?: string): Promise<Uint8Array>;
}
