import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { openLibrary } from "../../../safes/signers/pkcs11/binding";

const library = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/usr/lib64/softhsm/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
].find((file) => existsSync(file));
const binding = join(__dirname, "../../../node_modules/pkcs11js/build/Release/pkcs11.node");

/** The command after which tests with a token run; undefined where they do. */
export const missingForPkcs11: string | undefined = !library
  ? "apt-get install softhsm2 && npm run pkcs11"
  : existsSync(binding)
    ? undefined
    : "npm run pkcs11";

/** Tests that need a token: counted as skipped where there can be none, with the command that mends it. */
export const withToken: jest.Describe = ((name: string, tests: () => void) =>
  missingForPkcs11
    ? describe.skip(`${name} (to run these: ${missingForPkcs11})`, tests)
    : describe(name, tests)) as jest.Describe;

/** SoftHSM2 with its tokens in a temporary folder. One at a time in a process. */
export class SoftHsm {
  static readonly pin = "271828";
  static readonly soPin = "31415926";
  readonly module = library as string;
  readonly folder = mkdtempSync(join(tmpdir(), "soft-hsm-"));
  /** Value of SOFTHSM2_CONF. */
  readonly configuration = join(this.folder, "softhsm2.conf");

  static async start(...tokens: readonly string[]): Promise<SoftHsm> {
    const hsm = new SoftHsm();
    mkdirSync(join(hsm.folder, "tokens"));
    writeFileSync(
      hsm.configuration,
      `directories.tokendir = ${join(hsm.folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    );
    for (const token of tokens) hsm.addToken(token);
    await setEnvironment("SOFTHSM2_CONF", hsm.configuration);
    return hsm;
  }

  addToken(label: string): void {
    this.tool("--init-token", "--free", "--label", label, "--so-pin", SoftHsm.soPin, "--pin", SoftHsm.pin);
  }

  tool(...args: readonly string[]): void {
    execFileSync("softhsm2-util", args, { env: { ...process.env, SOFTHSM2_CONF: this.configuration }, stdio: "pipe" });
  }

  /** The file of a token's PIN, as the operator's would be. */
  writePin(name: string, content: string, mode = 0o600): string {
    const file = join(this.folder, name);
    writeFileSync(file, content, { mode });
    return file;
  }

  /** The library reads its configuration once. */
  stop(): void {
    openLibrary(this.module).library.C_Finalize();
    rmSync(this.folder, { recursive: true });
  }
}

/** Of the process itself: in jest, `process.env` is a copy that native code does not see. */
async function setEnvironment(name: string, value: string): Promise<void> {
  const code = "const { name, value } = require('node:worker_threads').workerData; process.env[name] = value;";
  const worker = new Worker(code, { eval: true, env: SHARE_ENV, workerData: { name, value } });
  await new Promise((resolve, reject) => worker.once("exit", resolve).once("error", reject));
}
