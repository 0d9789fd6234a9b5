import { createProgram, runCommand } from "../command-line";
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
const commandLine = {
  name: "npm run safe --",
  description: "Proposals for the owners of Safes: verify, sign, look after and execute them; and drift of a stack.",
  exitCodes,
  commands: [
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
  ],
};

/** Runs one command and sets the process's exit code. */
export function run(args: readonly string[]): Promise<void> {
  return runCommand(createProgram(commandLine), args, {
    explained: [UserError, EndpointFailure, RpcError],
    refused: Refused,
  });
}
