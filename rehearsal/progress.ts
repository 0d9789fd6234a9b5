import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** How far a rehearsal has come; written after every step, so that an interrupted one goes on where it stopped. */
export interface ProgressRecord {
  readonly startedAt: string;
  readonly status: "running" | "completed";
  readonly donePhases: readonly string[];
  /** Names of steps with how long each took. */
  readonly timingsMs: Readonly<Record<string, number>>;
}

export class Progress {
  private constructor(
    private readonly file: string,
    private record: ProgressRecord,
  ) {}

  static load(file: string): Progress | undefined {
    return existsSync(file) ? new Progress(file, JSON.parse(readFileSync(file, "utf8"))) : undefined;
  }

  static begin(file: string): Progress {
    const progress = new Progress(file, {
      startedAt: new Date().toISOString(),
      status: "running",
      donePhases: [],
      timingsMs: {},
    });
    progress.write({});
    return progress;
  }

  get isInterrupted(): boolean {
    return this.record.status === "running";
  }

  get timingsMs(): Readonly<Record<string, number>> {
    return this.record.timingsMs;
  }

  hasDone(phase: string): boolean {
    return this.record.donePhases.includes(phase);
  }

  finishPhase(phase: string) {
    this.write({ donePhases: [...this.record.donePhases, phase] });
  }

  complete() {
    this.write({ status: "completed" });
  }

  /** Runs a step and keeps how long it took. */
  async time<Result>(step: string, run: () => Promise<Result>): Promise<Result> {
    const startedAt = Date.now();
    const result = await run();
    this.write({ timingsMs: { ...this.record.timingsMs, [step]: Date.now() - startedAt } });
    return result;
  }

  /** A reader sees the old record or the new one, never half of it. */
  private write(change: Partial<ProgressRecord>) {
    this.record = { ...this.record, ...change };
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.record, null, 2)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
