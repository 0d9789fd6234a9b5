import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Provider, ProviderSession } from "../../safes/plugin/provider";
import { type CallSubject, type Fault, FaultCounter, FaultFile, type FaultPlan } from "./fault-plan";

/** As often as the AWS provider tries by default (`max_retries`). */
const MAXIMUM_ATTEMPTS = 25;
/** The SDK waits up to 20 s between attempts; a rehearsal need not. */
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;
const DEFAULT_DELAY_MS = 1_000;

/**
 * Strikes calls with delays, throttling and failures. The plan lies in `faults.json` of the clouds' directory, which may be
 * written at any time; what happened goes to `faults.log` there.
 */
export class Faults {
  private readonly file: FaultFile;
  private readonly fixed: FaultCounter;

  constructor(
    private readonly directory: string,
    plan: FaultPlan = { faults: [] },
  ) {
    this.file = new FaultFile(join(directory, "faults.json"));
    this.fixed = new FaultCounter(plan);
  }

  async around<T>(subject: CallSubject, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const struck = await this.reach(subject, signal);
    const lost = struck.find(({ effect }) => effect === "lose-answer");
    const result = await work();
    if (!lost) return result;
    this.log(subject, "the answer was lost");
    throw new Error(lost.message ?? `${describe(subject)}: connection reset by peer; the request may have succeeded`);
  }

  /** Gets the call through to the cloud, or fails. */
  private async reach(subject: CallSubject, signal: AbortSignal | undefined): Promise<readonly Fault[]> {
    for (let attempt = 1; ; attempt++) {
      const struck = [...this.fixed.strike(subject), ...this.file.current().strike(subject)];
      for (const { effect, delayMs = DEFAULT_DELAY_MS } of struck) {
        if (effect !== "delay") continue;
        this.log(subject, `delayed by ${delayMs} ms`);
        await sleep(delayMs, undefined, { signal });
      }
      const failure = struck.find(({ effect }) => effect === "fail");
      if (failure) {
        this.log(subject, "failed");
        throw new Error(
          failure.message ?? `${describe(subject)}: InternalFailure: the service is unavailable (injected)`,
        );
      }
      const throttled = struck.find(({ effect }) => effect === "throttle");
      if (!throttled) return struck;
      this.log(subject, `throttled, attempt ${attempt} of ${MAXIMUM_ATTEMPTS}`);
      if (attempt === MAXIMUM_ATTEMPTS) throw new Error(throttled.message ?? throttledMessage(subject));
      await sleep(Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS), undefined, { signal });
    }
  }

  private log(subject: CallSubject, what: string): void {
    appendFileSync(join(this.directory, "faults.log"), `${new Date().toISOString()} ${describe(subject)}: ${what}\n`);
  }
}

function throttledMessage(subject: CallSubject): string {
  return `${describe(subject)}: exceeded maximum number of attempts, ${MAXIMUM_ATTEMPTS}, RequestLimitExceeded: Request limit exceeded.`;
}

function describe({ operation, type, name }: CallSubject): string {
  return `${operation} ${type}${name && ` ${name}`}`;
}

/** The same provider, struck by the faults. */
export function withFaults(provider: Provider, faults: Faults): Provider {
  return {
    name: provider.name,
    version: provider.version,
    checkConfig: (config) => provider.checkConfig(config),
    diffConfig: (old, news) => provider.diffConfig(old, news),
    configure: async (config) => strikeSession(await provider.configure(config), faults),
  };
}

function strikeSession(session: ProviderSession, faults: Faults): ProviderSession {
  const { construct } = session;
  return {
    check: (resource, ...rest) =>
      faults.around({ operation: "check", ...resource }, undefined, () => session.check(resource, ...rest)),
    diff: (resource, ...rest) =>
      faults.around({ operation: "diff", ...resource }, undefined, () => session.diff(resource, ...rest)),
    read: (resource, ...rest) =>
      faults.around({ operation: "read", ...resource }, undefined, () => session.read(resource, ...rest)),
    create: (resource, inputs, call) => {
      const work = () => session.create(resource, inputs, call);
      return call.preview ? work() : faults.around({ operation: "create", ...resource }, call.signal, work);
    },
    update: (resource, id, old, news, call) => {
      const work = () => session.update(resource, id, old, news, call);
      return call.preview ? work() : faults.around({ operation: "update", ...resource }, call.signal, work);
    },
    delete: (resource, id, old, call) =>
      faults.around({ operation: "delete", ...resource }, call.signal, () => session.delete(resource, id, old, call)),
    invoke: (token, args) =>
      faults.around({ operation: "invoke", type: token, name: "" }, undefined, () => session.invoke(token, args)),
    ...(construct && {
      construct: (name, type, inputs, options) =>
        faults.around({ operation: "construct", type, name }, undefined, () =>
          construct.call(session, name, type, inputs, options),
        ),
    }),
  };
}
