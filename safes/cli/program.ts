import { Command, CommanderError } from "commander";
import { EndpointFailure, RpcError } from "../transactions/endpoint";
import { UserError } from "../user-error";
import { registerCancel } from "./cancel";
import { registerCheck } from "./check";
import { registerDrift } from "./drift";
import { registerExecute } from "./execute";
import { registerExecuteScheduled } from "./execute-scheduled";
import { registerExplorer } from "./explorer";
import { registerList } from "./list";
import { Refused } from "./refused";
import { registerReject } from "./reject";
import { registerSign } from "./sign";
import { registerStatus } from "./status";
import { registerVerify } from "./verify";

const exitCodes = `
Exit codes:
  0  done, or nothing speaks against it
  1  it could not be done: wrong arguments, a file that cannot be read, an endpoint that does not answer
  2  refused: a file contradicts itself or breaks a rule, a signature does not count, it is not time yet; drift; or a check that fails

A guide for owners and operators: docs/safes.md`;

/** Each command loads what it needs when it is called: `verify` needs no chain, and no signer's SDK. */
function createProgram(): Command {
  const program = new Command("npm run safe --")
    .description("Proposals for the owners of Safes: verify, sign, look after and execute them; and drift of a stack.")
    .addHelpText("afterAll", exitCodes)
    .configureOutput({
      writeOut: (text) => console.log(text.trimEnd()),
      writeErr: (text) => console.error(text.trimEnd()),
    })
    .exitOverride();
  for (const register of [
    registerVerify,
    registerSign,
    registerList,
    registerStatus,
    registerExecute,
    registerExecuteScheduled,
    registerReject,
    registerCancel,
    registerDrift,
    registerCheck,
    registerExplorer,
  ]) {
    register(program);
  }
  return program;
}

/** Runs one command. Prints what went wrong, and sets the process's exit code. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...args], { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** @returns the exit code. */
function report(error: unknown): number {
  // It has printed its message itself.
  if (error instanceof CommanderError) return error.exitCode;
  const isExplained = [UserError, EndpointFailure, RpcError].some((kind) => error instanceof kind);
  console.error(isExplained ? (error as Error).message : error);
  return error instanceof Refused ? 2 : 1;
}
