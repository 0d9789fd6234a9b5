import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { cacheDirectory } from "../../../rehearsal/toolchain/cache";

const version = "5.2.1";
const requirement = `moto[kms,server]==${version}`;
const venv = join(cacheDirectory(process.env), `moto-${version}`);
const venvPython = join(venv, "bin", "python3");

/** moto needs minutes of nobody: it is installed once into the project's cache, unless the machine has this version. */
function findPython(): string | undefined {
  if (hasMoto("python3")) return "python3";
  if (existsSync(venvPython) && hasMoto(venvPython)) return venvPython;
  const quiet = { stdio: "ignore", timeout: 240_000 } as const;
  if (spawnSync("python3", ["-m", "venv", "--clear", venv], quiet).status !== 0) return undefined;
  spawnSync(venvPython, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement], quiet);
  return hasMoto(venvPython) ? venvPython : undefined;
}

function hasMoto(python: string): boolean {
  const code = `import flask, flask_cors, cryptography, moto; assert moto.__version__ == "${version}"`;
  return spawnSync(python, ["-c", code], { stdio: "ignore", timeout: 60_000 }).status === 0;
}

const python = findPython();
/** Where there can be no moto, its tests count as skipped, with what mends it. */
export const withMoto: jest.Describe = ((name: string, tests: () => void) =>
  python
    ? describe(name, tests)
    : describe.skip(`${name} (to run these: python3 -m pip install '${requirement}')`, tests)) as jest.Describe;

/** moto's server, which emulates AWS; with `signsDigests` its one fault is mended that hides all others. */
export class Moto {
  private constructor(
    private readonly child: ChildProcess,
    /** Value of AWS_ENDPOINT_URL_KMS. */
    readonly url: string,
  ) {}

  static async start({ signsDigests }: { readonly signsDigests: boolean }): Promise<Moto> {
    const port = await freePort();
    const program = signsDigests ? [join(__dirname, "moto-signing-digests.py")] : ["-m", "moto.server"];
    const args = [...program, "-H", "127.0.0.1", "-p", `${port}`];
    const child = spawn(python as string, args, { stdio: "ignore" });
    const moto = new Moto(child, `http://127.0.0.1:${port}`);
    for (let tries = 0; tries < 300; tries++) {
      if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
      const answer = await fetch(`${moto.url}/moto-api/data.json`).catch(() => undefined);
      if (answer?.ok) return moto;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await moto.stop();
    throw new Error("moto does not answer");
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
