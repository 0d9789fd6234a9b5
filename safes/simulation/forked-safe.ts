import type { ChainSnapshot } from "../connection";
import type { KnownContracts } from "../known-contracts";
import { decodeTransaction } from "../proposals/decode";
import { hashTransaction, type SafeIdentity } from "../proposals/hashes";
import type { ScheduledSimulation } from "../proposals/proposal-schema";
import { safeAbi } from "../proposals/safe-abi";
import { byAddress, type SafeSettings, settingsOf } from "../proposals/safe-state";
import { releaseOf } from "../proposals/safe-version";
import { scheduledOperations } from "../proposals/scheduled-operations";
import { approvalOf } from "../proposals/signatures";
import type { SafeTransaction } from "../proposals/transaction";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { largestOf } from "../transactions/bigints";
import { carryOut } from "./carrying-out";
import { describeEvents } from "./event-text";
import type { Fork } from "./fork";
import { type Effects, effectsOf, type ForkTransaction, send } from "./forked-transaction";
import { safeLayout, timelockLayout } from "./known-layouts";

interface Knowledge {
  readonly abi?: readonly string[];
  readonly contracts?: KnownContracts;
}

/** A Safe on a fork, whose owners all agree. */
export class ForkedSafe {
  private readonly abi: readonly string[];

  constructor(
    private readonly fork: Fork,
    private readonly safe: SafeIdentity,
    private readonly knowledge: Knowledge,
  ) {
    this.abi = knowledge.abi ?? [];
  }

  async settings(): Promise<Required<SafeSettings>> {
    return settingsOf(await this.observe());
  }

  /** What came of it, or why it failed. */
  async execute(transaction: SafeTransaction): Promise<Effects | string> {
    const observed = await this.observe();
    this.refuseMismatch(observed, transaction);
    const approvers = [...observed.owners].sort(byAddress).slice(0, observed.threshold);
    const { safeTxHash } = hashTransaction(this.safe, transaction);
    for (const owner of approvers) await this.approve(owner, safeTxHash);
    const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
    const signatures = `0x${approvers.map((owner) => approvalOf(owner).slice(2)).join("")}`;
    const args = [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signatures];
    const sent = await this.call(approvers[0] as string, safeAbi.encodeFunctionData("execTransaction", args));
    const hasFailed = describeEvents(sent.logs, []).some((event) => event.startsWith("ExecutionFailure"));
    if (hasFailed) return "failed inside, and used up its nonce, because its safeTxGas is not 0";
    return effectsOf(this.fork, sent, { abi: this.abi, contracts: this.contractsOf(transaction) });
  }

  /** Everything that a transaction has scheduled in timelocks, when the longest delay is over; or why one of it failed. */
  async carryOutScheduled(transaction: SafeTransaction): Promise<ScheduledSimulation[] | string> {
    const operations = this.operationsOf(transaction);
    if (operations.length === 0) return [];
    const delays = operations.map(({ delaySeconds }) => delaySeconds);
    await this.fork.request("evm_increaseTime", Number(largestOf(...delays)));
    const { owners } = await this.observe();
    const done: ScheduledSimulation[] = [];
    for (const operation of operations) {
      const sent = await carryOut(this.fork, operation, owners[0] as string);
      const effects = await effectsOf(this.fork, sent, { abi: this.abi, contracts: this.contractsOf(transaction) });
      const { timelock, operationId } = operation;
      if (typeof effects === "string")
        return `operation ${operationId}, when the delay of ${timelock} is over, ${effects}`;
      done.push({ timelock, operationId, ...effects });
    }
    return done;
  }

  private async approve(owner: string, safeTxHash: string): Promise<void> {
    const { isDone } = await this.call(owner, safeAbi.encodeFunctionData("approveHash", [safeTxHash]));
    if (!isDone) throw new Error(`owner ${owner} could not approve the hash`);
  }

  private call(from: string, data: string): Promise<ForkTransaction> {
    return send(this.fork, { from, to: this.safe.address, data });
  }

  private operationsOf(transaction: SafeTransaction) {
    return scheduledOperations({ decoded: decodeTransaction(transaction, this.safe) });
  }

  /** What is not of the program, but no stranger either. */
  private contractsOf(transaction: SafeTransaction): KnownContracts {
    const timelocks = this.operationsOf(transaction).map(
      ({ timelock }) => [timelock, { name: "timelock", layout: () => timelockLayout }] as const,
    );
    const safe = [this.safe.address, { name: "Safe", layout: () => safeLayout }] as const;
    return new Map([...timelocks, safe, ...(this.knowledge.contracts ?? [])]);
  }

  private async observe(): Promise<SafeObservation> {
    const { chainId, address } = this.safe;
    const observed = await observeSafe((await this.fork.snapshot()) as ChainSnapshot, chainId, address);
    if (!observed) throw new Error(`there is no Safe at ${address}`);
    return observed;
  }

  private refuseMismatch({ nonce, version }: SafeObservation, transaction: SafeTransaction): void {
    if (nonce !== transaction.nonce) {
      throw new Error(`its nonce is ${transaction.nonce}, and the Safe's next one on the fork is ${nonce}`);
    }
    if (releaseOf(version) !== releaseOf(this.safe.version)) {
      throw new Error(`it is for version ${this.safe.version}, and the Safe on the fork is ${version}`);
    }
  }
}
