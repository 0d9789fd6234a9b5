import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { writeProposal } from "../../../safes/proposals/proposal";
import { ProposalFiles, swap } from "./proposal-files";
import { type CliRun, runCli } from "./run-cli";

const root = resolve(__dirname, "../../..");
const files = new ProposalFiles();
const proposal = files.write("swap.proposal.json", swap());
const endpoint = ["--rpc-url", "http://127.0.0.1:1"];
afterAll(() => files.remove());

/** As a process of its own, from source, the way the npm script does. */
function spawnCli(args: readonly string[], before: readonly string[] = []): Promise<CliRun> {
  const tsx = join(root, "node_modules/.bin/tsx");
  const child = spawn(tsx, [...before, "safes/cli/index.ts", ...args], { cwd: root });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (text.out += chunk));
  child.stderr.on("data", (chunk) => (text.err += chunk));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? -1, ...text }));
  });
}

describe("npm run safe, as a process", () => {
  it("ends with 0 for a good proposal, and needs nothing of a cloud or an engine for it", async () => {
    // Lists what is loaded, when the process ends.
    const lister = files.write(
      "list-modules.cjs",
      'process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")))',
    );
    const { code, out, err } = await spawnCli(["verify", proposal], ["--require", lister]);
    expect(code).toBe(0);
    expect(out).toMatch(/\nGood: nothing speaks against nonce 7 of 0x\w+, if your wallet shows the same hashes\.\n$/);
    const packages = new Set(err.match(/node_modules\/(?:@[^/]+\/)?[^/]+/g)?.map((path) => path.slice(13)));
    expect(packages).toContain("ethers");
    const heavy = [...packages].filter((name) =>
      /^(@pulumi|@aws-sdk|@smithy|@grpc|@safe-global\/protocol-kit|viem)/.test(name),
    );
    expect(heavy).toEqual([]);
  });

  it("ends with 2 and without a stack trace for a refused one", async () => {
    const forged = files.write("forged.proposal.json", writeProposal(swap()).replace("lost a key", "is fine"));
    expect(await spawnCli(["verify", forged])).toMatchObject({
      code: 2,
      err: "",
      out: expect.stringMatching(/Do not sign\.\n$/),
    });
  });

  it("ends with 1 and one message for what it cannot do", async () => {
    expect(await spawnCli(["verify", "gone.json"])).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^the file cannot be read \(gone.json\)\n {2}got: {6}ENOENT\n {2}fix: .*\n$/),
    });
  });
});

describe("npm run safe", () => {
  it("says what it can do, and what its exit codes mean", async () => {
    const { code, out } = await runCli("--help");
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}([a-z-]+) (?:\[options\]|\[command\])/gm)].map(([, name]) => name);
    expect(commands).toEqual([
      "verify",
      "sign",
      "list",
      "status",
      "execute",
      "execute-scheduled",
      "reject",
      "cancel",
      "drift",
      "check",
      "help",
    ]);
    expect(out.slice(out.indexOf("Exit codes"))).toMatchInlineSnapshot(`
"Exit codes:
  0  done, or nothing speaks against it
  1  it could not be done: wrong arguments, a file that cannot be read, an endpoint that does not answer
  2  refused: a file contradicts itself or breaks a rule, a signature does not count, it is not time yet; drift; or a check that fails

A guide for owners and operators: docs/safes.md"
`);
  });

  it.each([["verify"], ["sign"], ["list"], ["status"], ["execute"], ["execute-scheduled"], ["reject"], ["cancel"]])(
    "shows an example of %s, and the exit codes",
    async (command) => {
      const { code, out } = await runCli(command, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`Examples?:\\n {2}npm run safe -- ${command} `));
      expect(out).toContain("Exit codes:");
    },
  );

  it.each<[string, readonly string[], string]>([
    ["no command", [], "Usage: npm run safe --"],
    ["a command that there is not", ["verfy", "x.json"], "unknown command 'verfy'"],
    [
      "an option that there is not",
      ["verify", proposal, "--chainid", "1"],
      "unknown option '--chainid'\n(Did you mean --chain-id?)",
    ],
    ["no file", ["verify"], "missing required argument 'file'"],
    [
      "no chain",
      ["list", "0x00000000000000000000000000000000A0005afE"],
      "required option '--chain-id <id>' not specified",
    ],
    ["an argument too many", ["verify", proposal, proposal], "too many arguments"],
  ])("ends with 1 for %s", async (_what, args, message) => {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
  });

  const refusal = async (...args: readonly string[]) => {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).not.toMatch(/^ {4}at /m);
    return files.anonymous(err);
  };

  it("says that it needs an endpoint", async () => {
    expect(await refusal("execute", proposal)).toMatchInlineSnapshot(`
"no endpoint to reach the chain (--rpc-url)
  expected: one or more endpoints of chain 420691, of operators that fail independently
  fix:      name them behind the file: --rpc-url <url> <url>"
`);
  });

  it("says which options are not what they should be", async () => {
    expect(await refusal("execute", proposal, "--rpc-url", "base")).toMatchInlineSnapshot(`
"some options are not what they should be
  got:      
    --rpc-url: Invalid URL"
`);
    expect(
      await refusal("execute", proposal, ...endpoint, "--remote", "frame", "--address", "0x12"),
    ).toMatchInlineSnapshot(`
"some options are not what they should be
  got:      
    --remote: Invalid URL
    --address: is 0x12, expected an address of 0x and 40 hex digits"
`);
  });

  it("wants one payer, with everything that belongs to it", async () => {
    const two = ["--kms-key", "alias/deployer", "--region", "us-east-1", "--key-variable", "KEY"];
    expect(await refusal("execute", proposal, ...endpoint, ...two)).toMatchInlineSnapshot(`
"more than one signer
  got:      kms, local
  expected: one of --kms-key, --keystore, --remote, --pkcs11 and --key-variable"
`);
    expect(await refusal("execute", proposal, ...endpoint, "--kms-key", "alias/deployer")).toMatchInlineSnapshot(`
"--kms-key needs --region beside it
  fix:      add --region"
`);
    expect(await refusal("execute", proposal, ...endpoint, "--keystore", "key.json")).toContain("--password-variable");
    expect(await refusal("execute", proposal, ...endpoint, "--remote", "http://127.0.0.1:1248")).toContain("--address");
    expect(await refusal("execute", proposal, ...endpoint, "--pkcs11", "/usr/lib/hsm.so")).toContain("--token");
    const token = ["--token", "deployer", "--token-key", "deployer", "--pin-file", "/dev/fd/3"];
    expect(await refusal("execute", proposal, ...endpoint, "--pkcs11", "hsm.so", ...token)).toContain(
      "--pkcs11: an absolute path",
    );
  });

  it("says which endpoint does not answer", async () => {
    expect(await refusal("status", proposal, ...endpoint)).toMatch(
      /^too few RPC endpoints answer eth_chainId\n {2}got: {6}127\.0\.0\.1:1: /m,
    );
  });
});
