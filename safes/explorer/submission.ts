import type { Etherscan, ExplorerAnswer } from "./etherscan";
import type { Pace } from "./pace";
import type { FoundRequest, VerificationRequest } from "./request";
import { readRecord, type SubmissionRecord, writeRecord } from "./submission-record";

/** `open`: not submitted, or not decided yet. */
export type SubmissionState = "verified" | "refused" | "open";

export interface SubmissionResult {
  readonly file: string;
  readonly contract: string;
  readonly chainId?: string;
  readonly address?: string;
  readonly state: SubmissionState;
  /** What the explorer said last, or why it was not asked. */
  readonly answer: string;
}

/** A request on its way; its record is written whenever the explorer has said something. */
class Submission {
  private record: SubmissionRecord | undefined;
  private answer = "not submitted";

  constructor(
    private readonly explorer: Etherscan,
    readonly file: string,
    private readonly request: VerificationRequest,
    private readonly hash: string,
  ) {
    this.record = readRecord(file, explorer.host, hash);
    if (this.record) this.answer = this.record.answer;
  }

  get state(): SubmissionState {
    const state = this.record?.state;
    return state === undefined || state === "pending" ? "open" : state;
  }

  get guid(): string | undefined {
    return this.record?.guid;
  }

  result(): SubmissionResult {
    const { contractname: contract, chainid: chainId, contractaddress: address } = this.request;
    return { file: this.file, contract, chainId, address, state: this.state, answer: this.answer };
  }

  async submit(): Promise<void> {
    this.note(await this.explorer.submit(this.request));
  }

  async check(guid: string): Promise<void> {
    this.note(await this.explorer.check(this.request, guid), guid);
  }

  private note(said: ExplorerAnswer, guid?: string): void {
    this.answer = said.kind === "accepted" ? "submitted" : said.text;
    const known = said.kind === "accepted" ? said.guid : guid;
    if (said.kind === "verified" || said.kind === "refused") this.write({ state: said.kind });
    else if (known !== undefined && (said.kind === "accepted" || said.kind === "pending")) {
      this.write({ state: "pending", guid: known });
    } else {
      // Not found yet, or forgotten: to be submitted, again.
      this.record = undefined;
    }
  }

  private write(record: Pick<SubmissionRecord, "state" | "guid">): void {
    this.record = { explorer: this.explorer.host, request: this.hash, ...record, answer: this.answer };
    writeRecord(this.file, this.record);
  }
}

export interface SubmissionLimits {
  readonly timeoutMs: number;
  /** Between two looks at what is not decided yet. */
  readonly intervalMs: number;
}

/**
 * Submits what is not verified yet, and waits for the explorer's verdicts. What was refused before is tried again; what
 * was submitted before is only asked about.
 */
export async function submitRequests(
  found: readonly FoundRequest[],
  explorer: Etherscan,
  pace: Pace,
  { timeoutMs, intervalMs }: SubmissionLimits,
): Promise<readonly SubmissionResult[]> {
  const deadline = pace.now() + timeoutMs;
  const submissions = submissionsOf(found, explorer);
  let waiting = submissions.filter(({ state }) => state !== "verified");
  while (waiting.length > 0) {
    for (const each of waiting) await (each.guid === undefined ? each.submit() : each.check(each.guid));
    waiting = waiting.filter(({ state }) => state === "open");
    if (waiting.length === 0 || pace.now() + intervalMs > deadline) break;
    await pace.pause(intervalMs);
  }
  return resultsOf(found, submissions);
}

/** Asks once about what was submitted and is not decided yet, and submits nothing. */
export async function lookAtRequests(
  found: readonly FoundRequest[],
  explorer: Etherscan,
): Promise<readonly SubmissionResult[]> {
  const submissions = submissionsOf(found, explorer);
  for (const each of submissions) if (each.state === "open" && each.guid !== undefined) await each.check(each.guid);
  return resultsOf(found, submissions);
}

function submissionsOf(found: readonly FoundRequest[], explorer: Etherscan): readonly Submission[] {
  return found.flatMap((each) =>
    "request" in each ? [new Submission(explorer, each.file, each.request, each.hash)] : [],
  );
}

function resultsOf(found: readonly FoundRequest[], submissions: readonly Submission[]): readonly SubmissionResult[] {
  return found.map((each) => {
    if ("incomplete" in each) {
      const { contractname: contract, missing } = each.incomplete;
      return {
        file: each.file,
        contract,
        state: "refused",
        answer: `incomplete without ${missing.map(({ path }) => path).join(", ")}`,
      };
    }
    const { file } = each;
    return (submissions.find((submission) => submission.file === file) as Submission).result();
  });
}
