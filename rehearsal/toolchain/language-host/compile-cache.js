// Keeps what V8 makes of the packages in node_modules, so that the next start of the same script does not compile them
// again: a quarter of the start of a program, a policy pack or a provider. Node 22 has the same by itself
// (NODE_COMPILE_CACHE); it is done here for those before. Loaded by --require, the folder is in JEJU_COMPILE_CACHE.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, dirname, join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const vm = require("node:vm");

// V8 takes back only what it made under the same flags, and the SDK sets this one on its way (runtime/closure/v8.js).
setFlagsFromString("--allow-natives-syntax");

const { JEJU_COMPILE_CACHE: directory } = process.env;
const [, script = ""] = process.argv;
/** One file a script, for this build of V8: data of another build would be refused. */
const file = join(directory, `${basename(dirname(script))}-${digest(process.versions.v8 + script)}`);
const packages = /[\\/]node_modules[\\/]/;
/** Node's own compilation alone registers a source map, and what import() does. In a comment or a text it is no matter. */
const needsNode = /^(?!\s*(?:\/\/|\/?\*))(?:[^"'`\n]*[^"'`\w.\n])?import\(|^\/\/# sourceMappingURL=data:/m;
/** By then a program has made its resources and a plugin has answered its first calls. */
const savedAfterMs = 4_000;

const stored = load();
/** Compiled in this run, stored or not. */
const compiled = new Map();
let isComplete = true;

const { _compile: compile } = Module.prototype;
Module.prototype._compile = function (content, filename) {
  if (!packages.test(filename)) return compile.call(this, content, filename);
  const key = digest(content);
  const known = stored.get(filename);
  const cachedData = known?.key === key ? known.data : undefined;
  if (!cachedData && needsNode.test(content)) return compile.call(this, content, filename);
  const unit = new vm.Script(Module.wrap(content.replace(/^#!.*/, "")), { filename, cachedData });
  if (!cachedData || unit.cachedDataRejected) isComplete = false;
  compiled.set(filename, { key, unit });
  return unit.runInThisContext().call(this.exports, this.exports, requireFor(this), this, filename, dirname(filename));
};

function requireFor(parent) {
  const require = (id) => parent.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, parent, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, parent);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function digest(text) {
  return createHash("sha1").update(text).digest("base64url");
}

/** A line of JSON that tells the name, the content's digest and the length of each piece, then the pieces. */
function load() {
  try {
    const bytes = readFileSync(file);
    const start = bytes.indexOf("\n") + 1;
    let offset = start;
    return new Map(
      JSON.parse(bytes.toString("utf8", 0, start)).map(([filename, key, length]) => {
        const data = bytes.subarray(offset, offset + length);
        offset += length;
        return [filename, { key, data }];
      }),
    );
  } catch {
    // None yet, or one that somebody damaged: it is made anew.
    return new Map();
  }
}

function save() {
  if (isComplete) return;
  isComplete = true;
  const pieces = [...compiled].map(([filename, { key, unit }]) => ({ filename, key, data: unit.createCachedData() }));
  const index = JSON.stringify(pieces.map(({ filename, key, data }) => [filename, key, data.length]));
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      `${file}.${process.pid}`,
      Buffer.concat([Buffer.from(`${index}\n`), ...pieces.map(({ data }) => data)]),
    );
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A cache that cannot be written costs time and nothing else.
  }
}

setTimeout(save, savedAfterMs).unref();
process.once("exit", save);
