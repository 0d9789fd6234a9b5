const { findSourceMap } = require("node:module");
const { fileURLToPath } = require("node:url");

/** The same few call sites come with every resource. */
const places = new Map();

/** Where a frame lies in the source; what `source-map-support`, which Pulumi installs, cannot tell of tsx's output. */
function describe(frame) {
  const script = frame.getScriptNameOrSourceURL();
  if (!script) return String(frame);
  // To spell a frame takes longer than all the rest.
  const key = `${script}:${frame.getPosition()}`;
  if (places.has(key)) return places.get(key);
  const text = String(frame);
  const map = findSourceMap(frame.getFileName() ?? "");
  const entry = map?.findEntry(frame.getLineNumber() - 1, frame.getColumnNumber() - 1);
  const place = entry?.originalSource
    ? `${frame.getFunctionName() ?? "module"} (${fileURLToPath(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1})`
    : text;
  places.set(key, place);
  return place;
}

/** Call after the last `require` hook is installed. */
function installStackTraces() {
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${describe(frame)}`)].join("\n");
}

module.exports = { installStackTraces };
