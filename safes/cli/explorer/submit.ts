import { Etherscan } from "../../explorer/etherscan";
import { realPace } from "../../explorer/pace";
import { type FoundRequest, findRequests } from "../../explorer/request";
import { lookAtRequests, type SubmissionResult, submitRequests } from "../../explorer/submission";
import { UserError } from "../../user-error";
import type { StatusArguments, SubmitArguments } from "../explorer";

/** Carries out `explorer submit`. */
export async function submit(path: string, { dryRun, timeout, interval, ...options }: SubmitArguments): Promise<void> {
  const found = findRequests(path);
  if (dryRun) {
    console.log([...found.map(describeRequest), "Nothing was sent."].join("\n"));
    if (found.some((each) => "incomplete" in each)) process.exitCode = 2;
    return;
  }
  const limits = { timeoutMs: timeout * 1000, intervalMs: interval * 1000 };
  report(await submitRequests(found, connect(options), realPace, limits), options.json);
}

/** Carries out `explorer status`. */
export async function look(path: string, options: StatusArguments): Promise<void> {
  report(await lookAtRequests(findRequests(path), connect(options)), options.json);
}

function connect({ url, apiKeyVariable }: StatusArguments): Etherscan {
  const key = process.env[apiKeyVariable];
  if (key) return new Etherscan(url, key, realPace);
  throw new UserError({
    what: "the explorer's API key is missing",
    where: `environment variable ${apiKeyVariable}`,
    fix: "set it, or name another variable by --api-key-variable",
  });
}

function report(results: readonly SubmissionResult[], asJson = false): void {
  console.log(asJson ? JSON.stringify(results, null, 2) : describeResults(results));
  const states = results.map(({ state }) => state);
  if (states.includes("refused")) process.exitCode = 2;
  else if (states.includes("open")) process.exitCode = 1;
}

const words = { verified: "verified", refused: "REFUSED ", open: "open    " } as const;

export function describeResults(results: readonly SubmissionResult[]): string {
  const lines = results.map(({ state, contract, chainId, address, file, answer }) => {
    const where = address === undefined ? file : `${address} on chain ${chainId}`;
    return `${words[state]} ${contract} at ${where}: ${answer}`;
  });
  const verified = results.filter(({ state }) => state === "verified");
  return [...lines, `${verified.length} of ${results.length} are verified`].join("\n");
}

function describeRequest(found: FoundRequest): string {
  if ("incomplete" in found) return `does not send ${found.incomplete.contractname}: incomplete (${found.file})`;
  const { contractname, contractaddress, chainid, compilerversion, sourceCode } = found.request;
  const sources = Object.keys(sourceCode.sources).length;
  return `sends ${contractname} at ${contractaddress} on chain ${chainid}: ${sources} sources for ${compilerversion}`;
}
