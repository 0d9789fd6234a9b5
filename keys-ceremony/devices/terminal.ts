import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { getAddress } from "ethers";
import { Kms } from "../../safes/signers/kms-client";
import { openRemoteSigner } from "../../safes/signers/remote";
import { UserError } from "../../safes/user-error";
import { inspectMachine } from "../air-gap/machine";
import { type Plan, type RoleName, roleNames } from "../plan/schema";
import { possessionText, possessionTypedData } from "../proof";
import type { Hands } from "../steps/hands";
import { type HsmPlace, hsmHands } from "./hsm";
import { kmsHands, proveByKms, readImportRequest } from "./kms";

export interface TerminalOptions {
  /** JSON-RPC of a wallet's bridge on this machine. Without it signatures are typed or pasted. */
  readonly wallet?: string;
  /** Region of KMS. */
  readonly region?: string;
  /** A token whose random bytes are mixed in. */
  readonly hsm?: HsmPlace;
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
  const confirm = async (question: string) => /^y(es)?$/i.test(await ask(`${question} [y/N] `));
  return {
    now: () => new Date(),
    rollCall: async ({ participants }) => {
      const present: string[] = [];
      for (const [id, { name }] of Object.entries(participants))
        if (await confirm(`Is ${name} (${id}) here?`)) present.push(id);
      return present;
    },
    sign: async (participant, text) => {
      const address = plan.participants[participant]?.transcriptKey;
      if (address === undefined) return undefined;
      if (options.wallet !== undefined) return openRemoteSigner(options.wallet, address).signMessage(text);
      console.log(`\n${participant} (${address}) signs as a personal message:\n  ${text}`);
      return (await ask("Signature, or nothing to pass: ")) || undefined;
    },
    ask: async (name, question) => options.answers?.[name] ?? ask(`${question} `),
    machine: async () => ({
      ...(() => {
        const report = inspectMachine(
          options.secretsFolder === undefined ? {} : { secretsFolder: options.secretsFolder },
        );
        return {
          ...report,
          interfacesUp: [...report.interfacesUp],
          radiosOn: [...report.radiosOn],
          swap: [...report.swap],
        };
      })(),
      nodeVersion: process.version,
      ...bundle(),
      ...(options.override !== undefined && {
        override: { reason: options.override, decidedBy: options.decidedBy ?? "" },
      }),
    }),
    rollDice: async (seed, rolls) => askSecret(`Seed ${seed}: ${rolls} throws, digits from 1 to 6 (not shown): `),
    handOver: async (holder, label, words) => {
      requireTerminal();
      await ask(`\n${holder}, alone at the screen for the share ${label}: press Enter `);
      process.stdout.write(`\n${words}\n\n`);
      await ask("Both cards written and compared? Press Enter, and the screen is cleared ");
      // Screen and scroll-back, ECMA-48 and xterm.
      process.stdout.write("\u001b[2J\u001b[3J\u001b[H");
    },
    readBack: async (holder, label) => askSecret(`${holder}: the words of ${label} from the card (not shown): `),
    publish: async (name, content) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    ageRecipient: async (seed, holder) => ask(`Recipient of ${holder} for the copy of seed ${seed} (age1...): `),
    sealingCertificate: async () => {
      if (options.certificate !== undefined) return readFileSync(options.certificate, "utf8");
      throw new UserError({ what: "there is no certificate to seal for", fix: "name it: --certificate <pem>" });
    },
    accountOf: async ({ name, holder }) => {
      const given = await ask(`Account of ${name}${holder ? `, as ${holder} reads it off the device` : ""}: `);
      try {
        return getAddress(given);
      } catch {
        throw new UserError({
          what: "this is no account",
          where: name,
          got: given,
          fix: "read it off the device again",
        });
      }
    },
    prove: async ({ name, holder }, possession) => {
      const alias = isRole(name) ? plan.roles[name].kmsAlias : undefined;
      if (alias !== undefined) return proveByKms(kms(), alias, possession);
      const typedData = possessionTypedData(possession);
      if (options.wallet !== undefined) {
        const signer = openRemoteSigner(options.wallet, possession.key);
        if (await confirm(`${holder ?? name}: can the device show typed data?`)) {
          return { scheme: "eip712", signature: await signer.signTypedData(typedData) };
        }
        return { scheme: "eip191", signature: await signer.signMessage(possessionText(possession)) };
      }
      console.log(`\n${holder ?? name} signs this text as a personal message:\n\n${possessionText(possession)}\n`);
      return { scheme: "eip191", signature: await ask("Signature: ") };
    },
    importRequest: async (role) => ({
      request: readImportRequest(role, folder),
      fingerprint: await ask(`Fingerprint of KMS's wrapping key for ${role}, as it was read aloud: `),
    }),
    ...(options.hsm && hsmHands(options.hsm)),
    kmsKey: (...key) => kmsHands(plan, folder, kms()).kmsKey(...key),
  };
}

/** Nothing that is typed here is a secret. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/** Shows nothing of what is typed, and keeps no history. */
export async function askSecret(question: string): Promise<string> {
  requireTerminal();
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  try {
    return (await terminal.question("")).trim();
  } finally {
    terminal.close();
    process.stdout.write("\n");
  }
}

function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UserError({
    what: "secrets are typed and shown at a terminal only",
    got: "a pipe or a file, which would keep them",
    fix: "run it at the console of the ceremony's machine",
  });
}

function bundle() {
  const file = process.argv[1];
  if (!file?.endsWith(".mjs")) return {};
  return { bundleSha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
}

function isRole(name: string): name is RoleName {
  return roleNames.some((role) => role === name);
}
