import { parseDocument } from "yaml";
import type { z } from "zod";
import { type Problem, UserError } from "../../safes/user-error";
import { readText } from "../read-text";
import { checkPlan, type PlanProblem } from "./check";
import { type Plan, planSchema } from "./schema";

/** Reads and checks a plan. @throws UserError with every problem in it. */
export function loadPlan(file: string): Plan {
  return parsePlan(readText(file, "the plan", "name a plan, as keys-ceremony/plans/testnet.yaml"), file);
}

/** `file` is for messages. @throws UserError with every problem in it. */
export function parsePlan(source: string, file: string): Plan {
  const document = parseDocument(source, { uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw new UserError({ what: "this is not valid YAML", where: file, got: error.message });
  const given: unknown = document.toJS();
  const { data: plan, error: failure } = planSchema.safeParse(given);
  if (failure)
    throw refused(
      file,
      failure.issues.map((issue) => shapeProblem(issue, given)),
    );
  const problems = checkPlan(plan);
  if (problems.length > 0) throw refused(file, problems);
  return plan;
}

function shapeProblem(issue: z.core.$ZodIssue, given: unknown): PlanProblem {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return {
      path: [path, issue.keys[0]].filter(Boolean).join("."),
      what: "nothing of this name is known here",
      fix: "take it out, or correct its name",
    };
  }
  const value = issue.path.reduce<unknown>(
    (parent, key) => (typeof parent === "object" && parent !== null ? Reflect.get(parent, key) : undefined),
    given,
  );
  return {
    path,
    what: value === undefined ? "a value is missing" : "this is not what it should be",
    ...(value !== undefined && { got: JSON.stringify(value) }),
    expected: issue.message,
  };
}

function refused(file: string, problems: readonly PlanProblem[]): UserError {
  const described = problems.map(({ path, ...problem }): Problem => ({ ...problem, where: `${file} > ${path}` }));
  const [only] = described;
  if (only && described.length === 1) return new UserError(only);
  const listed = described.map((problem) => `\n${new UserError(problem).message}`).join("");
  return new UserError({ what: `the plan has ${described.length} problems`, where: file, got: listed });
}
