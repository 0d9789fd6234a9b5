import { toQuantity } from "ethers";
import type { Connection, Step } from "../../connection";
import { explainFailure } from "../../simulation/revert-cause";
import { RpcError } from "../../transactions/endpoint";
import { Refused } from "../refused";

/** Tries a transaction without sending it. @throws Refused with the chain's reason. */
export async function refuseUnlessItGoesThrough(connection: Connection, step: Step, from: string): Promise<void> {
  const { to, data, valueWei = 0n, description } = step;
  const refuse = (got: string): never => {
    throw new Refused({
      what: `it would fail: ${description}`,
      where: to,
      got,
      fix: "nothing was sent; mend the cause, or propose it again",
    });
  };
  const chain = await connection.read();
  const call = { from, to, data, ...(valueWei > 0n && { value: toQuantity(valueWei) }) };
  const answer = await chain.call(call).catch((error: unknown) => {
    if (!(error instanceof RpcError)) throw error;
    return refuse(
      explainFailure({ error: error.message, ...(error.data !== undefined && { output: error.data }) }, []),
    );
  });
  // `execTransaction` answers false where the call inside fails and the nonce is used up all the same.
  if (/^0x0{64}$/.test(answer)) refuse("the call inside fails, and the nonce would be used up all the same");
}
