import { createInterface } from "node:readline/promises";
import { dataLength, ZeroAddress } from "ethers";
import type { Connection, Step } from "../../connection";
import { formatCoins } from "../../transactions/coins";
import type { SentTransaction } from "../../transactions/transaction";
import { UserError } from "../../user-error";
import { alone } from "../connect";
import type { SendingOptions } from "../options";
import { refuseUnlessItGoesThrough } from "./trial";

/**
 * Tells what is going to be sent, tries it, asks whoever sits in front of a terminal, and sends it. Gives nothing where
 * only that was wanted. @throws Refused when it would fail.
 */
export async function sendStep(
  connection: Connection,
  step: Step,
  { dryRun = false, yes = false }: SendingOptions,
): Promise<SentTransaction | undefined> {
  const isPaid = connection.config.signer !== undefined;
  // Without a payer somebody whom no contract knows: what goes through for them goes through for everybody.
  const from = isPaid || !dryRun ? await connection.senderAddress() : ZeroAddress;
  await refuseUnlessItGoesThrough(connection, step, from);
  const { gas, costWei } = await connection.costOf(step, from);
  const { valueWei = 0n, to, data, description } = step;
  const coins = (wei: bigint) => formatCoins(wei, connection.chainId);
  console.log(
    [
      description,
      `  chain  ${connection.chainId}`,
      `  from   ${isPaid ? from : "anyone"}`,
      `  to     ${to}`,
      `  value  ${coins(valueWei)}`,
      `  data   ${dataLength(data)} bytes, ${data.slice(0, 10)}...`,
      `  gas    ${gas}`,
      `  cost   at most ${coins(costWei)}`,
      "It goes through when it is tried on the chain as it is now.",
    ].join("\n"),
  );
  if (dryRun) {
    console.log("Nothing was sent.");
    return undefined;
  }
  if (!yes) await askOnTerminal();
  const sent = (await connection.send("", [step], alone)).at(-1);
  console.log(
    sent
      ? `done in block ${sent.blockNumber}: ${sent.hash}, ${coins(BigInt(sent.feeWei))}`
      : "somebody else has done it meanwhile",
  );
  return sent;
}

/** Where nobody sits, nobody is asked. */
async function askOnTerminal(): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it, and the question would stay without an answer.
  const left = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question("Send it? [y/N] ").catch(() => ""), left]);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError({ what: "nothing was sent", got: answer || "no answer" });
}
