import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Ended, ThrowawayStack } from "../../rehearsal/clouds/throwaway-stack";

const root = resolve(__dirname, "../../..");

export interface RecordedTransaction {
  readonly hash: string;
  readonly description: string;
}

/** What the checkpoint holds when all is done. */
export interface StackOutcome {
  readonly addresses: Readonly<Record<string, string>>;
  readonly transactions: readonly RecordedTransaction[];
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest: {
      readonly resources: ReadonlyArray<{
        readonly urn: string;
        readonly type: string;
        readonly id?: string;
        readonly outputs?: { readonly transactions?: readonly RecordedTransaction[] };
      }>;
    };
  };
}

/** All Safes and the timelock of an environment, which a proof brings up unless it names another program. */
export const governanceProgram = join(__dirname, "governance-program.ts");

/** A Pulumi program on a chain, brought up by the real engine. */
export class ProvedStack {
  private constructor(private readonly stack: ThrowawayStack) {}

  /**
   * @param urls of the endpoints, in the order in which the provider is told of them.
   * @param program file whose `declare` takes the provider's settings.
   */
  static async create(chainId: number, urls: readonly string[], key: string, program: string): Promise<ProvedStack> {
    const stack = await ThrowawayStack.create("", { JEJU_TEST_KEY: key });
    const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
    const plugins = `plugins:\n  providers:\n    - name: safes\n      path: ${join(root, "safes")}\n`;
    writeFileSync(join(stack.directory, "Pulumi.yaml"), `name: tiny\n${runtime}main: index.js\n${plugins}`);
    const provider = {
      chainId,
      rpcUrls: urls,
      environment: "testnet",
      signer: { kind: "local", keyVariable: "JEJU_TEST_KEY" },
      proposalsDirectory: join(stack.directory, "proposals"),
      journalDirectory: join(stack.directory, "journal"),
    };
    writeFileSync(
      join(stack.directory, "index.js"),
      `require("@pulumi/pulumi");
require("tsx/cjs");
require(${JSON.stringify(program)}).declare(${JSON.stringify(provider)});
`,
    );
    return new ProvedStack(stack);
  }

  up(): { readonly pid: number; readonly ended: Promise<Ended> } {
    return this.stack.start("up", "--yes", "--skip-preview", "--suppress-progress");
  }

  /** What an operator does first after an `up` that was killed: nobody else holds the stack. */
  async unlock(): Promise<void> {
    await this.stack.run("cancel", "--yes");
  }

  async previewNoChange(): Promise<void> {
    await this.stack.run("preview", "--expect-no-changes");
  }

  outcome(): StackOutcome {
    const { latest } = (JSON.parse(this.stack.checkpoint()) as Checkpoint).checkpoint;
    const ours = latest.resources.filter(({ type }) => type.startsWith("safes:"));
    return {
      addresses: Object.fromEntries(ours.map(({ urn, id = "" }) => [urn.split("::").at(-1) ?? "", id])),
      transactions: ours.flatMap(({ outputs }) => outputs?.transactions ?? []),
    };
  }

  remove(): void {
    this.stack.remove();
  }
}
