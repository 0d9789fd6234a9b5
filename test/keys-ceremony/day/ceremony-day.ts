import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { id, Wallet } from "ethers";
import { bundleCeremony } from "../../../keys-ceremony/air-gap/bundle";
import type { Plan } from "../../../keys-ceremony/plan/schema";
import { PracticeKms } from "../../../keys-ceremony/practice/kms";
import { fingerprintOf } from "../../../keys-ceremony/sealing/certificate";
import type { CeremonyState } from "../../../keys-ceremony/steps/state";
import { readTranscript, transcriptFile } from "../../../keys-ceremony/transcript/file";
import { replay } from "../../../keys-ceremony/transcript/replay";
import { selfSigned } from "../sealing/self-signed";
import { type Person, people, smallPlan } from "./small-plan";
import { type Ended, TerminalSession } from "./terminal-session";
import { WalletBridge } from "./wallet-bridge";

const dayMs = 86_400_000;
export const signQuestion = /connect the wallet; Enter to sign, "pass" to leave it to others: /;

/** Keys of the people's own wallets: they are in no process of the ceremony. */
const walletOf = (name: string) => new Wallet(id(`wallet of the day's test: ${name}`));

export interface DayOptions {
  /** Options of Node. */
  readonly node?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Another plan. */
  readonly change?: (plan: Plan) => Plan;
}

/** A room with a machine, the bundled program, the plan, a bridge to the wallets of seven people, and a KMS. */
export class CeremonyDay {
  readonly transcript: string;
  /** All that was on screens, by command. */
  readonly screens: { readonly command: string; readonly screen: string }[] = [];

  private constructor(
    /** Where commands are typed: the stick. */
    readonly stick: string,
    readonly secrets: string,
    readonly plan: Plan,
    readonly bridge: WalletBridge,
    private readonly kms: PracticeKms,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly node: readonly string[],
  ) {
    this.transcript = transcriptFile(join(stick, "ceremony"));
  }

  static async begin({ node = [], env = {}, change = (plan) => plan }: DayOptions = {}): Promise<CeremonyDay> {
    const stick = mkdtempSync(join(tmpdir(), "ceremony-day-"));
    const secrets = mkdtempSync("/dev/shm/ceremony-day-");
    await bundleCeremony(join(stick, "ceremony.mjs"));
    const { certificate } = selfSigned(new Date(Date.now() - dayMs), new Date(Date.now() + 30 * dayMs));
    writeFileSync(join(stick, "cert.pem"), certificate);
    const recipient = async () => identityToRecipient(await generateX25519Identity());
    const plan = change(
      smallPlan({
        transcriptKeys: Object.fromEntries(people.map((person) => [person, walletOf(`${person} signs`)])) as Record<
          Person,
          Wallet
        >,
        recipients: { administrator: await recipient(), operator: await recipient() },
        fingerprint: fingerprintOf(certificate),
      }),
    );
    // JSON is YAML.
    writeFileSync(join(stick, "plan.yaml"), JSON.stringify(plan, null, 2));
    mkdirSync(join(stick, "ceremony"));
    const kms = new PracticeKms();
    const environment = {
      ...{ HOME: stick, TMPDIR: stick, PATH: process.env.PATH, TERM: "xterm" },
      ...{ AWS_ENDPOINT_URL_KMS: await kms.start(), AWS_ACCESS_KEY_ID: "day", AWS_SECRET_ACCESS_KEY: "day" },
      ...env,
    };
    const bridge = await WalletBridge.start([
      ...people.map((person) => walletOf(`${person} signs`)),
      ...seats.map(walletOf),
    ]);
    return new CeremonyDay(stick, secrets, plan, bridge, kms, environment, node);
  }

  async end(): Promise<void> {
    TerminalSession.killAll();
    await this.bridge.stop();
    await this.kms.stop();
    for (const folder of [this.stick, this.secrets]) rmSync(folder, { recursive: true, force: true });
  }

  /** Wallets of seats and of roles by hand, as they are shown by the bridge. */
  walletOf = walletOf;

  get state(): CeremonyState {
    return replay(readTranscript(this.transcript));
  }

  get secretFiles(): string[] {
    return readdirSync(this.secrets).sort();
  }

  /** Somebody types a command at the console; `--wallet` names the bridge. */
  at(step: string, ...args: readonly string[]): TerminalSession {
    return this.atWithout(step, "--wallet", this.bridge.url, ...args);
  }

  /** The same without a bridge. */
  atWithout(step: string, ...args: readonly string[]): TerminalSession {
    return TerminalSession.start(this.command(step, args), this.stick, this.environment);
  }

  /** The same where nobody sits. */
  unattended(step: string, ...args: readonly string[]) {
    const [program = "", ...rest] = this.command(step, args);
    return spawnSync(program, rest, { cwd: this.stick, env: this.environment, encoding: "utf8", input: "yes\n" });
  }

  /** Commands that ask nobody. Not waited for by the thread that answers as KMS. */
  async tool(...args: readonly string[]): Promise<string> {
    const options = { cwd: this.stick, env: this.environment };
    const { stdout } = await promisify(execFile)(process.execPath, ["ceremony.mjs", ...args], options);
    return stdout;
  }

  /** As many sign as it takes, and the step is done. */
  async signedBy(session: TerminalSession, signatures: number = this.plan.transcriptThreshold): Promise<Ended> {
    for (let count = 0; count < signatures; count++) await session.answer(signQuestion, "");
    return this.ended(session);
  }

  async ended(session: TerminalSession): Promise<Ended> {
    const ended = await session.end();
    this.screens.push({ command: session.command, screen: ended.screen });
    return ended;
  }

  file(name: string): string {
    return readFileSync(join(this.stick, "ceremony", name), "utf8");
  }

  private command(step: string, args: readonly string[]): string[] {
    return [process.execPath, ...this.node, "ceremony.mjs", step, "--secrets", this.secrets, ...args];
  }
}

/** Whose wallets are asked for at the step `wallets`, in its order. */
export const seats = [
  "deployer",
  ...["operations", "upgrades", "treasury"].flatMap((safe) => [1, 2, 3].map((seat) => `${safe}/${seat}`)),
];
