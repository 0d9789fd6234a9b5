import type { Command } from "commander";
import { createProgram as createCommands, runCommand } from "../../safes/command-line";
import { UserError } from "../../safes/user-error";
import { Refusal } from "../transcript/refusal";
import { registerBundle } from "./bundle";
import { registerCompare } from "./compare";
import { registerConfiguration } from "./configuration";
import { registerDrill } from "./drill";
import { registerHsm } from "./hsm";
import { registerImportRequest } from "./import-request";
import { registerPlan } from "./plan";
import { registerPractice } from "./practice";
import { registerScript } from "./script";
import { registerStatus } from "./status";
import { registerSteps } from "./steps";
import { registerVerify } from "./verify";

const exitCodes = `
Exit codes:
  0  done, or nothing speaks against it
  1  it could not be done: wrong arguments, a file that cannot be read, a plan with mistakes, a device that does not answer
  2  refused: a transcript contradicts itself, it is not a step's turn, or something is not as it was published

A guide for the people in the room: keys-ceremony/README.md`;

export function createProgram(): Command {
  return createCommands({
    name: "npm run ceremony --",
    description: "The key ceremony: from a plan to published, proven and recoverable keys.",
    exitCodes,
    commands: [
      registerPlan,
      registerBundle,
      registerPractice,
      registerSteps,
      registerStatus,
      registerVerify,
      registerConfiguration,
      registerScript,
      registerImportRequest,
      registerHsm,
      registerDrill,
      registerCompare,
    ],
  });
}

/** Runs one command and sets the process's exit code. */
export function run(args: readonly string[]): Promise<void> {
  return runCommand(createProgram(), args, { explained: [UserError], refused: Refusal });
}
