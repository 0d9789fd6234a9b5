import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Kms } from "../../safes/signers/kms-client";
import { UserError } from "../../safes/user-error";
import { inspectMachine } from "../air-gap/machine";
import { requireFingerprint } from "../kms/wrap";
import { type Plan, type RoleName, roleNames } from "../plan/schema";
import { readText } from "../read-text";
import type { Hands } from "../steps/hands";
import type { MachineFacts } from "../steps/machine";
import { ceremonyIdOf, type Holding } from "../steps/state";
import { bytesOfWords } from "../words";
import { showShare } from "./card";
import { askDice } from "./dice";
import { entryText } from "./entry-text";
import { type HsmDevice, hsmHands, keyInToken, proveByToken } from "./hsm";
import { ask, askUntilRight, confirm } from "./keyboard";
import { kmsHands, proveByKms, readImportRequest } from "./kms";
import { askAccount, provePossession, signEntry } from "./wallet";

export interface TerminalOptions {
  /** JSON-RPC of a wallet's bridge on this machine. Without it signatures are typed or pasted. */
  readonly wallet?: string;
  /** Region of KMS. */
  readonly region?: string;
  /** Tokens that are there. */
  readonly hsm?: HsmDevice;
  /** PEM of the cluster. */
  readonly certificate?: string;
  readonly override?: string;
  readonly decidedBy?: string;
  /** Answers to questions that hold no secret, by name. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Where secrets are kept between steps. */
  readonly secretsFolder?: string;
}

/** People and devices of the day: a terminal, wallets behind JSON-RPC, and KMS. */
export function terminalHands(plan: Plan, folder: string, options: TerminalOptions): Hands {
  const kms = () => new Kms(options.region ?? "us-east-1");
  const nameOf = (participant: string) => plan.participants[participant]?.name ?? participant;
  const whoOf = ({ name, holder }: Holding) => (holder === undefined ? name : `${nameOf(holder)}, ${name}`);
  return {
    now: () => new Date(),
    rollCall: async ({ participants }) => {
      const present: string[] = [];
      for (const [id, { name }] of Object.entries(participants))
        if (await confirm(`Is ${name} (${id}) here?`)) present.push(id);
      return present;
    },
    announce: async (entry, hash) => {
      process.stdout.write(`\n${entryText(entry, hash, ceremonyIdOf(plan))}\n`);
    },
    sign: async (participant, text) => {
      const address = plan.participants[participant]?.transcriptKey;
      return address === undefined ? undefined : signEntry(nameOf(participant), address, text, options.wallet);
    },
    confirm: async (question) => confirm(`\n${question}`),
    ask: async (name, question) => options.answers?.[name] ?? askUntilRight({ text: `${question} `, read: notEmpty }),
    machine: async () => factsOf(options),
    rollDice: askDice,
    handOver: async (holder, label, words) => showShare(nameOf(holder), label, words),
    readBack: async (holder, label, judge) =>
      askUntilRight({
        text: `${nameOf(holder)}: the words of ${label} from the card (not shown): `,
        isSecret: true,
        read: (words) => {
          judge(words);
          return words;
        },
      }),
    publish: async (name, content) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    ageRecipient: async (seed, holder) =>
      ask(`Recipient of ${nameOf(holder)} for the copy of seed ${seed} (age1...): `),
    sealingCertificate: async () => {
      const fix = "name it: --certificate <pem>; kubeseal --fetch-cert gives it";
      if (options.certificate !== undefined) return readText(options.certificate, "the sealing certificate", fix);
      throw new UserError({ what: "there is no certificate to seal for", fix });
    },
    accountOf: async (holding, judge) => askAccount(whoOf(holding), options.wallet, judge),
    prove: async (holding, possession) => {
      const { kmsAlias: alias, hsm } = isRole(holding.name) ? plan.roles[holding.name] : {};
      if (alias !== undefined) return proveByKms(kms(), alias, possession);
      // A new key has another label than the plan's.
      if (hsm !== undefined && holding.rotated === undefined) return proveByToken(options.hsm, hsm, possession);
      return provePossession(whoOf(holding), possession, options.wallet);
    },
    importRequest: async (role) => {
      const request = readImportRequest(role, folder);
      const fingerprint = await askUntilRight({
        text: `Fingerprint of KMS's wrapping key for ${role}, in hex or in words, as it was read aloud: `,
        read: (typed) => requireFingerprint(request, readHash(typed)),
      });
      return { request, fingerprint };
    },
    ...(options.hsm?.token !== undefined && hsmHands({ ...options.hsm, token: options.hsm.token })),
    hsmKey: async (_, place) => keyInToken(options.hsm, place),
    kmsKey: (...key) => kmsHands(plan, folder, kms()).kmsKey(...key),
  };
}

/** The machine as it is, and who decides to use it all the same. */
function factsOf({ secretsFolder, override, decidedBy }: TerminalOptions): MachineFacts {
  const report = inspectMachine(secretsFolder === undefined ? {} : { secretsFolder });
  if (override !== undefined && decidedBy === undefined) {
    throw new UserError({
      what: "nobody has decided the override",
      got: "--override without --decided-by",
      fix: "--decided-by <participant>, by the name in the plan",
    });
  }
  return {
    ...report,
    interfacesUp: [...report.interfacesUp],
    radiosOn: [...report.radiosOn],
    swap: [...report.swap],
    nodeVersion: process.version,
    ...bundle(),
    ...(override !== undefined && decidedBy !== undefined && { override: { reason: override, decidedBy } }),
  };
}

/** As it is read aloud, or as it is printed. @throws UserError */
function readHash(typed: string): string {
  if (/^[0-9a-f]{64}$/i.test(typed)) return typed.toLowerCase();
  return Buffer.from(bytesOfWords(typed)).toString("hex");
}

function notEmpty(typed: string): string {
  if (typed !== "") return typed;
  throw new UserError({ what: "there is no answer" });
}

function bundle() {
  const file = process.argv[1];
  if (!file?.endsWith(".mjs")) return {};
  return { bundleSha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
}

function isRole(name: string): name is RoleName {
  return roleNames.some((role) => role === name);
}
