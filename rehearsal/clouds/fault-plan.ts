import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { stableHex } from "./cloud-world";

export const operations = ["check", "diff", "create", "read", "update", "delete", "invoke", "construct"] as const;
export type Operation = (typeof operations)[number];

const faultSchema = z.strictObject({
  /** Type or function token; `*` stands for any letters. Default: every one. */
  type: z.string().optional(),
  /** Resource's name in the program. Default: every one. */
  name: z.string().optional(),
  /** Default: every one. Previews are left alone but for `check`, `diff` and `invoke`. */
  operation: z.enum(operations).optional(),
  /** Which of the calls that match, counted from 1. Default: all. */
  calls: z.array(z.int().positive()).optional(),
  /** Ends after so many strikes. Default: never. */
  times: z.int().positive().optional(),
  /** Chance of each call, 0 to 1. Default 1. */
  probability: z.number().min(0).max(1).optional(),
  /**
   * `delay` answers late; `throttle` is retried as the cloud's SDK does; `fail` does nothing and says so; `lose-answer`
   * does the work and fails then.
   */
  effect: z.enum(["delay", "throttle", "fail", "lose-answer"]),
  /** How late, in milliseconds. Default 1000; only for `delay`. */
  delayMs: z.number().nonnegative().optional(),
  /** What the failure says. */
  message: z.string().optional(),
});

const planSchema = z.strictObject({
  /** Decides what `probability` leaves open, so that a run can be repeated. Default 1. */
  seed: z.int().optional(),
  faults: z.array(faultSchema),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultPlan = z.infer<typeof planSchema>;

export interface CallSubject {
  readonly operation: Operation;
  /** Type or function token. */
  readonly type: string;
  readonly name: string;
}

/** Faults of one plan with their counts. */
export class FaultCounter {
  private readonly matches: number[];
  private readonly strikes: number[];

  constructor(private readonly plan: FaultPlan) {
    this.matches = plan.faults.map(() => 0);
    this.strikes = plan.faults.map(() => 0);
  }

  /** Counts the call and tells what strikes it. */
  strike(subject: CallSubject): readonly Fault[] {
    return this.plan.faults.filter((fault, index) => {
      if (!matches(fault, subject)) return false;
      const match = (this.matches[index] ?? 0) + 1;
      this.matches[index] = match;
      const struck = this.strikes[index] ?? 0;
      if (fault.times !== undefined && struck >= fault.times) return false;
      if (fault.calls && !fault.calls.includes(match)) return false;
      if (chance(this.plan.seed ?? 1, index, match) >= (fault.probability ?? 1)) return false;
      this.strikes[index] = struck + 1;
      return true;
    });
  }
}

function matches(fault: Fault, { operation, type, name }: CallSubject): boolean {
  return (
    (fault.operation === undefined || fault.operation === operation) &&
    (fault.name === undefined || fault.name === name) &&
    (fault.type === undefined || wildcard(fault.type).test(type))
  );
}

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
  );
}

/** From 0 to 1, the same whenever it is asked. */
function chance(seed: number, index: number, match: number): number {
  return Number.parseInt(stableHex(`${seed}/${index}/${match}`, 8), 16) / 0x1_0000_0000;
}

/** A plan in a file that may change at any time; the counts start anew when it does. */
export class FaultFile {
  private version = "";
  private counter = new FaultCounter({ faults: [] });

  constructor(private readonly path: string) {}

  /** @throws UserError when the file is not a plan. */
  current(): FaultCounter {
    const stats = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    const version = stats ? `${stats.ino}/${stats.mtimeNs}/${stats.size}` : "";
    if (version !== this.version) {
      this.counter = new FaultCounter(stats ? readPlan(this.path) : { faults: [] });
      this.version = version;
    }
    return this.counter;
  }
}

function readPlan(path: string): FaultPlan {
  try {
    return planSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new UserError({
      what: "the plan of injected faults cannot be read",
      where: path,
      got: error instanceof z.ZodError ? z.prettifyError(error) : error.message,
      expected: '{"faults": [{"type": "aws:ec2/*", "operation": "create", "calls": [1], "effect": "fail"}]}',
    });
  }
}
