/** A fork asks the chain that it is of, over a network, before it answers. */
const answerLimitMs = 20_000;

/** A JSON-RPC call without a library: the probes must not depend on what is being probed. */
export async function callRpc<Result>(url: string, method: string, ...params: unknown[]): Promise<Result> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(answerLimitMs),
  });
  const body = (await response.json()) as { result?: Result; error?: { message: string } };
  if (body.result === undefined) throw new Error(`${method}: ${body.error?.message ?? "no result"}`);
  return body.result;
}
