import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../user-error";
import { type Endpoint, RpcError } from "./endpoint";

const disagreementAttempts = 3;
const disagreementPauseMs = 1_000;
/** How long the others are waited for once enough have answered what each may see in its own way. */
const graceMs = 250;

/** Turns what an endpoint answered into a value. @throws whatever, for an answer that makes no sense. */
export type Parse<Value> = (answer: unknown) => Value;

/** Several endpoints, of which some have to say the same. */
export class Quorum {
  private readonly warned = new Set<string>();

  constructor(
    readonly endpoints: readonly Endpoint[],
    /** How many have to agree. */
    readonly size: number,
    private readonly warn: (message: string) => void,
  ) {}

  /**
   * Answers of as many as have to agree, and of those that come within `patienceMs` after them.
   *
   * @throws UserError when there are fewer.
   */
  async askAll<Value>(parse: Parse<Value>, question: Question, patienceMs = graceMs) {
    const isEnough = (soFar: readonly Outcome<Value>[]) => valuesOf(soFar).length >= this.size;
    const outcomes = await this.gather(this.endpoints, parse, question, isEnough, patienceMs);
    for (const outcome of outcomes)
      if ("failure" in outcome) this.warnOnce(`${outcome.failure}; going on with the others`);
    const answers = valuesOf(outcomes);
    if (answers.length >= this.size) return answers;
    throw this.tooFew(question, outcomes);
  }

  /**
   * What as many of these endpoints say as have to agree.
   *
   * @throws RpcError when it is a refusal, UserError when they do not agree.
   */
  async agree<Value>(endpoints: readonly Endpoint[], parse: Parse<Value>, question: Question): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      // One that was behind may have caught up, and can tell which of the others is wrong.
      const asked = attempt === 1 ? endpoints : this.endpoints;
      const isEnough = (soFar: readonly Outcome<Value>[]) => this.agreed(soFar) !== undefined;
      const outcomes = await this.gather(asked, parse, question, isEnough, 0);
      const content = this.agreed(outcomes);
      if (content && "refusal" in content) throw new RpcError(question.method, content.refusal, content.data);
      if (content) return content.value;
      if (attempt === disagreementAttempts) throw this.disagreement(question, outcomes);
      await sleep(disagreementPauseMs);
    }
  }

  /** What every endpoint answers or refuses, without those that take longer once one has answered. */
  tellAll<Value>(parse: Parse<Value>, question: Question): Promise<readonly Outcome<Value>[]> {
    const isEnough = (soFar: readonly Outcome<Value>[]) => valuesOf(soFar).length > 0;
    return this.gather(this.endpoints, parse, question, isEnough, graceMs);
  }

  /** Of what nobody has answered. @returns an RpcError where that many have refused, else that too few have. */
  refusal(question: Question, outcomes: readonly Outcome<unknown>[], count: number): Error {
    const refusals = outcomes.flatMap((outcome) =>
      "content" in outcome && "refusal" in outcome.content ? [outcome.content] : [],
    );
    const [first] = refusals;
    if (first && refusals.length >= count) return new RpcError(question.method, first.refusal, first.data);
    return this.tooFew(question, outcomes);
  }

  warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.warn(message);
  }

  private agreed<Value>(outcomes: readonly Outcome<Value>[]): Content<Value> | undefined {
    const contents = outcomes.flatMap((outcome) => ("content" in outcome ? [outcome.content] : []));
    return contents.find((content) => contents.filter((other) => isSame(other, content)).length >= this.size);
  }

  /** In the order of the endpoints; without those that take longer than `patienceMs` once the rest is enough. */
  private gather<Value>(
    endpoints: readonly Endpoint[],
    parse: Parse<Value>,
    question: Question,
    isEnough: (soFar: readonly Outcome<Value>[]) => boolean,
    patienceMs: number,
  ): Promise<readonly Outcome<Value>[]> {
    return new Promise((resolve) => {
      const outcomes = new Map<Endpoint, Outcome<Value>>();
      const soFar = () => endpoints.flatMap((endpoint) => outcomes.get(endpoint) ?? []);
      let grace: NodeJS.Timeout | undefined;
      for (const endpoint of endpoints) {
        void this.ask(endpoint, parse, question).then((outcome) => {
          outcomes.set(endpoint, outcome);
          if (outcomes.size === endpoints.length) {
            clearTimeout(grace);
            resolve(soFar());
          } else if (!grace && isEnough(soFar())) {
            grace = setTimeout(() => resolve(soFar()), patienceMs);
          }
        });
      }
    });
  }

  private async ask<Value>(
    endpoint: Endpoint,
    parse: Parse<Value>,
    { method, params }: Question,
  ): Promise<Outcome<Value>> {
    try {
      const answer = await endpoint.request(method, ...params);
      try {
        return { endpoint, content: { value: parse(answer) } };
      } catch {
        return { endpoint, failure: `${endpoint.name}: ${method} makes no sense: ${shorten(JSON.stringify(answer))}` };
      }
    } catch (error) {
      if (!(error instanceof RpcError)) return { endpoint, failure: (error as Error).message };
      const { message, data } = error;
      return { endpoint, content: { refusal: message, ...(data !== undefined && { data }) } };
    }
  }

  private disagreement(question: Question, outcomes: readonly Outcome<unknown>[]): Error {
    if (outcomes.filter((outcome) => "content" in outcome).length < this.size) return this.tooFew(question, outcomes);
    return new UserError({
      what: `the RPC endpoints disagree on ${question.method}`,
      got: outcomes.map(describeOutcome).join("; "),
      expected: `${this.size} that say the same`,
      fix: "one of them is wrong: do not go on before you know which",
    });
  }

  private tooFew({ method }: Question, outcomes: readonly Outcome<unknown>[]): Error {
    return new UserError({
      what: `too few RPC endpoints answer ${method}`,
      got: outcomes.map(describeOutcome).join("; "),
      expected: `${this.size} that agree`,
      fix: "name more endpoints, of operators that fail independently, or try again later",
    });
  }
}

export interface Question {
  readonly method: string;
  readonly params: readonly unknown[];
}

type Content<Value> = { readonly value: Value } | { readonly refusal: string; readonly data?: string };

export type Outcome<Value> =
  | { readonly endpoint: Endpoint; readonly content: Content<Value> }
  | { readonly endpoint: Endpoint; readonly failure: string };

function valuesOf<Value>(outcomes: readonly Outcome<Value>[]) {
  return outcomes.flatMap((outcome) =>
    "content" in outcome && "value" in outcome.content
      ? [{ endpoint: outcome.endpoint, value: outcome.content.value }]
      : [],
  );
}

/** For the same revert every kind of node has words of its own. */
function isSame(one: Content<unknown>, other: Content<unknown>): boolean {
  if ("refusal" in one && "refusal" in other) return one.data === other.data;
  return isDeepStrictEqual(one, other);
}

function describeOutcome(outcome: Outcome<unknown>): string {
  if ("failure" in outcome) return outcome.failure;
  const { endpoint, content } = outcome;
  const { value } = content as { readonly value?: unknown };
  const said = "refusal" in content ? content.refusal : typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  return `${endpoint.name} says ${shorten(said)}`;
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
