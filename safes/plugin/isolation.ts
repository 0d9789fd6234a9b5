import { getLocalStore, type RuntimeStore } from "./pulumi-runtime";

/**
 * Whom to tell of a failure that nobody awaited. A component's constructor starts work that it does not await, so its
 * failures surface as unhandled ones, in the async context that they were started in.
 */
const owners = new WeakMap<RuntimeStore, (error: unknown) => void>();

/**
 * Runs the body so that a failure which it does not await fails it too. Settles when the signal is aborted, even if the
 * body never does. To be called inside `withLocalStorage`.
 */
export async function runIsolated<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
  const store = getLocalStore();
  if (!store) throw new Error("runIsolated outside of withLocalStorage");
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    owners.set(store, reject);
    body().then(resolve, reject);
  });
}

let users = 0;

/**
 * Keeps unawaited failures of isolated bodies from ending the process, and leaves all others as they are.
 * @returns what undoes it.
 */
export function catchStrayFailures(): () => void {
  if (users++ === 0) {
    process.on("unhandledRejection", routeRejection);
    process.on("uncaughtException", routeException);
  }
  return () => {
    if (--users > 0) return;
    process.off("unhandledRejection", routeRejection);
    process.off("uncaughtException", routeException);
  };
}

function routeRejection(error: unknown): void {
  if (!route(error) && process.listenerCount("unhandledRejection") === 1) die(error);
}

function routeException(error: unknown): void {
  if (!route(error) && process.listenerCount("uncaughtException") === 1) die(error);
}

function route(error: unknown): boolean {
  const store = getLocalStore();
  const owner = store && owners.get(store);
  owner?.(error);
  return owner !== undefined;
}

/** What Node would have done without a listener of ours. */
function die(error: unknown): never {
  console.error(error);
  process.exit(1);
}
