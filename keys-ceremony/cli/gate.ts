import { type Problem, UserError } from "../../safes/user-error";
import { Refusal } from "../transcript/refusal";

/** What a gate says, for a pipeline: its exit code is 0 where it passes, 2 where it is closed, 1 where it could not judge. */
export interface GateReport {
  readonly gate: string;
  readonly passes: boolean;
  /** Why it is closed, one reason each. */
  readonly closedBy: readonly string[];
}

/** Prints the report, as JSON or for people, and sets the exit code. What a judgement throws is judged here too. */
export async function runGate<R extends GateReport>(
  gate: string,
  json: boolean,
  judge: () => Promise<R>,
  describe: (report: R) => string,
): Promise<void> {
  let report: R;
  try {
    report = await judge();
  } catch (error) {
    if (!json || !(error instanceof UserError)) throw error;
    const isClosed = error instanceof Refusal;
    const { what } = error.problem;
    console.log(
      JSON.stringify({
        gate,
        passes: false,
        closedBy: isClosed ? [what] : [],
        ...(!isClosed && couldNot(error.problem)),
      }),
    );
    process.exitCode = isClosed ? 2 : 1;
    return;
  }
  console.log(json ? JSON.stringify(report, null, 2) : describe(report));
  if (!report.passes) process.exitCode = 2;
}

const couldNot = (notJudged: Problem) => ({ notJudged });
