const { findSourceMap } = require("node:module");
const { fileURLToPath } = require("node:url");

/**
 * The SDK keeps a stack trace for every promise, some ten thousand in this program, of which only
 * PULUMI_DEBUG_PROMISE_LEAKS shows any; mapping them to the sources took longer than all the rest of a preview. They are
 * traces of errors without a message (@pulumi/pulumi/runtime/debuggable.js). Real errors have one; and for a resource's
 * source position, where it is also missing, the SDK lifts the limit (callsites in @pulumi/pulumi/resource.js).
 */
const isPromiseTrace = (error) =>
  error instanceof Error &&
  error.message === "" &&
  Number.isFinite(Error.stackTraceLimit) &&
  !process.env.PULUMI_DEBUG_PROMISE_LEAKS;

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

/** Call after the last `require` hook is installed. */
function installStackTraces() {
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = (error, frames) =>
    isPromiseTrace(error) ? "" : [String(error), ...frames.map((frame) => `    at ${describe(frame)}`)].join("\n");
}

module.exports = { installStackTraces };
