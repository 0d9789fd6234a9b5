const { findSourceMap } = require("node:module");
const { fileURLToPath } = require("node:url");
const debuggable = require("@pulumi/pulumi/runtime/debuggable");

/** The same few call sites come with every resource. */
const places = new Map();

/** Where a frame lies in the source; what `source-map-support`, which Pulumi installs, cannot tell of tsx's output. */
function describe(frame) {
  const text = String(frame);
  if (places.has(text)) return places.get(text);
  const map = findSourceMap(frame.getFileName() ?? "");
  const entry = map?.findEntry(frame.getLineNumber() - 1, frame.getColumnNumber() - 1);
  const place = entry?.originalSource
    ? `${frame.getFunctionName() ?? "module"} (${fileURLToPath(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1})`
    : text;
  places.set(text, place);
  return place;
}

/**
 * The SDK keeps a stack trace for every promise, some forty thousand in this program, of which only
 * PULUMI_DEBUG_PROMISE_LEAKS shows any; taking them was longer than all the rest of a preview.
 */
function withoutPromiseTraces() {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** Call after the last `require` hook is installed. */
function installStackTraces() {
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${describe(frame)}`)].join("\n");
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) withoutPromiseTraces();
}

module.exports = { installStackTraces };
