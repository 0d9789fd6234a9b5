import type { BaseWallet } from "ethers";
import { readProposal } from "../../../safes/proposal-folder";
import type { PendingProposal } from "../../../safes/sdk";
import type { Checkpoint } from "../provider/checkpoint";
import type { TestSession } from "../provider/session";
import { type CliRun, runCli } from "./run-cli";

const variables = ["JEJU_PROPOSALS", "JEJU_JOURNAL", "JEJU_TEST_OWNER"] as const;

/** Somebody at a terminal, with the files of a test session and no other; and owners who hand in what their wallets give. */
export class Operator {
  private readonly before = new Map(variables.map((name) => [name, process.env[name]]));

  constructor(
    private readonly test: TestSession,
    private readonly owners: readonly BaseWallet[],
  ) {
    process.env.JEJU_PROPOSALS = `${test.directory}/proposals`;
    process.env.JEJU_JOURNAL = `${test.directory}/journal`;
  }

  /** The endpoints of the test's chain. */
  get endpoints(): readonly string[] {
    const { url } = this.test.chain;
    return ["--rpc-url", url, url.replace("127.0.0.1", "localhost")];
  }

  /** A command that reaches the chain. */
  async ask(...args: readonly string[]): Promise<CliRun> {
    return this.anonymous(await runCli(...args, ...this.endpoints));
  }

  /** A command that pays, with the deployer's key. */
  pay(...args: readonly string[]): Promise<CliRun> {
    return this.ask(...args, "--key-variable", "JEJU_TEST_KEY");
  }

  /** The file that a resource's owners are waited for. */
  fileOf({ state }: Checkpoint): string {
    return (state.outputs.proposal as PendingProposal).file;
  }

  /** As many owners as it takes hand in their signatures. */
  async signEnough(file: string): Promise<void> {
    const { before, safeTxHash, signatures } = readProposal(file);
    const signed = signatures.map(({ owner }) => owner);
    const others = before.owners.filter((owner) => !signed.includes(owner));
    for (const owner of others.slice(0, before.threshold - signed.length)) {
      const signature = this.walletOf(owner).signingKey.sign(safeTxHash).serialized;
      expect(await runCli("sign", file, "--signature", signature, "--owner", owner)).toMatchObject({
        code: 0,
        err: "",
      });
    }
  }

  walletOf(owner: string): BaseWallet {
    const found = this.owners.find(({ address }) => address === owner);
    if (!found) throw new Error(`nobody here has the key of ${owner}`);
    return found;
  }

  remove(): void {
    for (const [name, value] of this.before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }

  /** Without what differs from run to run. */
  private anonymous({ code, out, err }: CliRun): CliRun {
    const { hostname, port } = new URL(this.test.chain.url);
    const clean = (text: string) =>
      text
        .replace(/(\.\.\/)*[\w/.-]*jeju-safes-\w+\/proposals\/\d+-0x[0-9a-fA-F]{40}\//g, "proposals/")
        .replaceAll(new RegExp(`(${hostname}|localhost):${port}`, "g"), "HOST");
    return { code, out: clean(out), err: clean(err) };
  }
}
