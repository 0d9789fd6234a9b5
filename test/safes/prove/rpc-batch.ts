export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Many requests in one: a round trip each would take longer than what they ask for. Answers in the order of the calls. */
export async function requestAll(url: string, calls: readonly RpcCall[]): Promise<readonly unknown[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call })));
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const answers = (await response.json()) as { id: number; result?: unknown; error?: { message: string } }[];
  const results = new Map(answers.map((answer) => [answer.id, answer]));
  return calls.map(({ method }, id) => {
    const { error, result } = results.get(id) ?? { error: { message: "no answer" } };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  });
}
