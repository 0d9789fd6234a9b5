import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatEther, id, parseEther, ZeroHash } from "ethers";
import { findStackDrift } from "../../safes/cli/drift/drift";
import { verifyFile } from "../../safes/cli/verify";
import { isGood } from "../../safes/cli/verify/verdict";
import { Connection, type Step } from "../../safes/connection";
import { spellDrift } from "../../safes/drift";
import { ProposalFolder } from "../../safes/proposal-folder";
import { planChanges } from "../../safes/proposals/changes";
import type { SafeSettings } from "../../safes/proposals/safe-state";
import {
  encodeCancel,
  encodeExecute,
  encodeSchedule,
  operationId,
  type TimelockOperation,
} from "../../safes/proposals/timelock-calls";
import { providerConfig } from "../../safes/provider-config";
import { UserError } from "../../safes/user-error";
import { passTime, setBalance } from "../chain";
import type { RehearsalPaths } from "../paths";
import { ProofFailure } from "../proof-failure";
import { rehearsedOwner } from "../rehearsed-owners";
import { type SafeName, type StackConfig, safeNames } from "../stack-config";
import type { RehearsalOptions } from "../steps";
import type { Workspace } from "../workspace";
import { ActingSafe, alone } from "./acting-safe";
import { RehearsedOwners } from "./owners";
import { refused } from "./refused";
import { carryOutUpgrade } from "./upgrade";

/** Where a rehearsed stack lives. */
interface Place {
  readonly paths: RehearsalPaths;
  readonly workspace: Workspace;
}

/** One thing that people do; answers with the outcome in a few words. */
export interface GovernanceExercise {
  readonly title: string;
  /** Whether it wants one more up behind it. */
  readonly isUpgrade?: boolean;
  run(governance: Governance, signal: AbortSignal): Promise<string>;
}

/** In this order: the first one wants a state that nothing has moved away from, and the last one ends with such a state. */
export const governanceExercises: readonly GovernanceExercise[] = [
  { title: "drift", run: (governance) => governance.findForeignOwner() },
  { title: "owner swap", run: (governance) => governance.executeOwnerSwap() },
  // Before the Upgrades Safe does anything else: it has the nonce of its proposal.
  { title: "upgrade", isUpgrade: true, run: (governance) => governance.executeUpgrade() },
  { title: "timelocked call", run: (governance) => governance.executeTimelockedCall() },
  { title: "cancelled call", run: (governance) => governance.cancelScheduledCall() },
  { title: "taken into the state", run: (governance, signal) => governance.takeIntoState(signal) },
];

/** Environment variable of whoever sends what owners have signed: anyone may. */
const senderVariable = "JEJU_REHEARSAL_SENDER_KEY";

/** What owners, and anybody else, do between two runs of the engine: on the real contracts, with the operator's own tools. */
export class Governance {
  private constructor(
    private readonly stack: string,
    private readonly config: StackConfig,
    private readonly place: Place,
    private readonly connection: Connection,
    private readonly safes: Readonly<Record<SafeName, ActingSafe>>,
    private readonly timelock: string,
    private readonly owners: RehearsedOwners,
  ) {}

  static async open(
    { stack, ceremony }: Pick<RehearsalOptions, "stack" | "ceremony">,
    config: StackConfig,
    place: Place,
  ): Promise<Governance> {
    const { l1ChainId: chainId, l1RpcUrls: rpcUrls, environment } = config;
    const [rpcUrl] = rpcUrls as [string];
    const sender = rehearsedOwner(stack, "anyone", 0);
    await setBalance(rpcUrl, sender.address, parseEther("1"));
    process.env[senderVariable] = sender.privateKey;
    const { proposals: proposalsDirectory, journal: journalDirectory } = place.paths;
    const signer = { kind: "local", keyVariable: senderVariable };
    const connection = new Connection(
      providerConfig.parse({ chainId, rpcUrls, environment, signer, proposalsDirectory, journalDirectory }),
    );
    const owners = new RehearsedOwners(stack, safeNames, rpcUrl, ceremony?.wallets);
    const outputs = (await place.workspace.outputs()) as { safes: Record<SafeName, string>; timelock: string };
    const safes = Object.fromEntries(
      safeNames.map((name) => [name, new ActingSafe(connection, owners, outputs.safes[name])]),
    ) as Record<SafeName, ActingSafe>;
    return new Governance(stack, config, place, connection, safes, outputs.timelock, owners);
  }

  /** Owners of the Treasury let someone in without telling the stack: `drift` names it, and nothing once it is undone. */
  async findForeignOwner(): Promise<string> {
    const { treasury } = this.safes;
    const before = await treasury.observe();
    const stranger = rehearsedOwner(this.stack, "treasury", before.owners.length).address;
    await this.change(treasury, "lets a stranger in", { ...before, owners: [...before.owners, stranger] });
    const found = await this.drift();
    if (!found.some((line) => line.includes(stranger)) || found.some((line) => !line.startsWith(treasury.address))) {
      throw new UserError({
        what: "drift does not name the stranger among the Treasury's owners, and nothing else",
        got: found.join("; ") || "no drift",
      });
    }
    await this.change(treasury, "sees the stranger out", before);
    const left = (await this.drift()).filter((line) => !line.includes("nonce"));
    if (left.length > 0) throw new UserError({ what: "what was undone still shows as drift", got: left.join("; ") });
    return `drift named ${stranger} among the Treasury's owners; undone`;
  }

  /** The proposal that the last `up` wrote for the Operations Safe: verified, signed and executed. */
  async executeOwnerSwap(): Promise<string> {
    const { operations } = this.safes;
    const folder = new ProposalFolder(this.place.paths.proposals);
    const [proposal, ...others] = folder.load(this.connection.chainId, operations.address);
    if (!proposal || others.length > 0) {
      throw new UserError({ what: "the up should have written one proposal", got: `${others.length + 1}` });
    }
    const file = folder.fileOf(proposal);
    if (!isGood(verifyFile(file, {}))) throw new UserError({ what: "the proposal does not verify", where: file });
    if (proposal.simulation.outcome !== "success") {
      throw new UserError({
        what: "the proposal was not simulated",
        where: file,
        got: JSON.stringify(proposal.simulation, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
      });
    }
    const isDone = async () => (await operations.observe()).owners.join() === proposal.after.owners.join();
    if (await isDone()) return "done before";
    await refused("an execution without signatures", /proposed|ready/, () => operations.execute(proposal));
    await operations.execute(await this.owners.signEnough(proposal));
    if (!(await isDone()))
      throw new UserError({ what: "the owners are not what was proposed", where: operations.address });
    const { threshold, owners } = proposal.before;
    return `${proposal.description}: ${threshold} of ${owners.length} signed, executed`;
  }

  /** Of the contract whose artifact the stack file has changed before the last `up`. */
  executeUpgrade(): Promise<string> {
    const { connection, owners, rpcUrl, config, safes, place } = this;
    const { minDelaySeconds } = config;
    const { paths } = place;
    return carryOutUpgrade({ connection, owners, rpcUrl, upgrades: safes.upgrades, paths, minDelaySeconds });
  }

  /** Refused before the delay is over, done after it, by anyone. */
  async executeTimelockedCall(): Promise<string> {
    const { treasury } = this.safes;
    const operation = this.payment("timelocked", treasury.address);
    const balance = async () => (await this.connection.read()).balance(treasury.address);
    const before = await balance();
    await this.schedule(operation);
    await refused("a call before its delay", /TimelockUnexpectedOperationState/, () => this.carryOut(operation));
    await passTime(this.rpcUrl, this.config.minDelaySeconds);
    await this.carryOut(operation);
    const paid = (await balance()) - before;
    if (paid !== 1n) throw new UserError({ what: "the timelocked call did not arrive", got: formatEther(paid) });
    return `refused before ${this.config.minDelaySeconds} s, done after`;
  }

  /** The Operations Safe says no, and time does not help. */
  async cancelScheduledCall(): Promise<string> {
    const { operations, treasury } = this.safes;
    const operation = this.payment("cancelled", treasury.address);
    await this.schedule(operation);
    const calls = [encodeCancel(this.timelock, operationId(operation))];
    await operations.act({ description: "cancels what the Upgrades Safe has scheduled", calls });
    await passTime(this.rpcUrl, this.config.minDelaySeconds);
    await refused("a cancelled call", /TimelockUnexpectedOperationState/, () => this.carryOut(operation));
    return "cancelled by the Operations Safe, refused after the delay too";
  }

  /** A refresh names what every Safe has done, and nothing else. */
  async takeIntoState(signal: AbortSignal): Promise<string> {
    const { warnings } = await this.place.workspace.engine.refresh(["--target", "**safes:index:Safe::*"], { signal });
    const named = warnings.map((warning) => warning.trim());
    // A rehearsal that was killed behind the refresh has been told already.
    if (named.length === 0 && (await this.drift()).length === 0) return "done before";
    const silent = safeNames.filter((safe) => !named.some((line) => isNonceOf(safe, line)));
    const foreign = named.filter((line) => !/-governance-\w+: (nonce|owner)\b/.test(line));
    if (silent.length === 0 && foreign.length === 0) return `refresh named ${named.length} differences of three Safes`;
    throw new ProofFailure({
      what: "a refresh does not name what the three Safes have done, and nothing else",
      got: named.join("\n") || "nothing",
    });
  }

  private get rpcUrl(): string {
    return this.config.l1RpcUrls[0] as string;
  }

  /** Another one in every run: an operation can be scheduled once. */
  private payment(purpose: string, to: string): TimelockOperation {
    const salt = id(`${purpose} ${new Date().toISOString()}`);
    return { calls: [{ to, value: 1n, data: "0x" }], predecessor: ZeroHash, salt };
  }

  private schedule(operation: TimelockOperation): Promise<void> {
    const calls = [encodeSchedule(this.timelock, operation, BigInt(this.config.minDelaySeconds))];
    return this.safes.upgrades.act({ description: "schedules a payment", calls });
  }

  private async carryOut(operation: TimelockOperation): Promise<void> {
    const { to, data, value: valueWei } = encodeExecute(this.timelock, operation);
    const key = `execute ${operationId(operation)}`;
    const step: Step = { key, to, data, valueWei, description: "executes in the timelock", isDone: async () => false };
    await this.connection.send("rehearsal", [step], alone);
  }

  private async change(safe: ActingSafe, description: string, wanted: SafeSettings): Promise<void> {
    await safe.act({ description, calls: planChanges(await safe.observe(), wanted), wanted });
  }

  /** A line for each difference, beginning with the address. */
  private async drift(): Promise<readonly string[]> {
    const { workspace, paths } = this.place;
    const state = join(paths.root, "exported-state.json");
    writeFileSync(state, JSON.stringify(await workspace.exportState()), { mode: 0o600 });
    const { drifted } = await findStackDrift({ state });
    return drifted.flatMap(({ address, differences }) =>
      differences.map((difference) => `${address} ${spellDrift(difference)}`),
    );
  }
}

function isNonceOf(safe: SafeName, line: string): boolean {
  return line.includes(`-governance-${safe}: nonce`);
}
