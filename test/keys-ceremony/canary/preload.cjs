// Loaded into a ceremony before anything else: keeps a copy of all that it writes, whether or not it is deleted again, of
// the arguments and environments of what it starts, and at the end of its own; and notes the secrets that are looked for.
const childProcess = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { basename, join } = require("node:path");

const folder = process.env.CANARY_FOLDER;
const { appendFileSync, readFileSync } = fs;
// One function of Node calls another: what this file writes is not kept again.
let isKeeping = false;
const append = (name, content) => {
  if (isKeeping) return;
  isKeeping = true;
  try {
    appendFileSync(join(folder, name), Buffer.concat([Buffer.from(content), Buffer.from("\n")]));
  } finally {
    isKeeping = false;
  }
};
const keep = (kind, ...contents) => {
  for (const content of contents) {
    const isPlain = typeof content === "string" || ArrayBuffer.isView(content);
    append(`${kind}.log`, isPlain ? content : (JSON.stringify(content) ?? "nothing"));
  }
};
globalThis.noteSecret = (name, bytes) =>
  append("secrets.jsonl", JSON.stringify({ name, hex: Buffer.from(bytes).toString("hex") }));

const wrap = (owner, name, before, after = () => {}) => {
  const original = owner[name];
  owner[name] = function (...args) {
    before?.(args);
    const result = original.apply(this, args);
    after(result, args);
    return result;
  };
};
// Where secrets may be: a folder in memory. What is written there is looked for everywhere else.
const memory = process.env.CANARY_MEMORY;
const isInMemory = (target) =>
  memory !== undefined && (typeof target === "number" ? linkOf(target) : String(target)).startsWith(memory);
const linkOf = (descriptor) => fs.readlinkSync(`/proc/self/fd/${descriptor}`);
for (const name of ["writeFileSync", "appendFileSync", "writeSync", "writeFile", "appendFile", "write"]) {
  wrap(fs, name, ([target, content]) => {
    if (!isInMemory(target)) keep("written", typeof target === "string" ? target : "", content);
    // Counters, and the zeros of wiping, are no secrets.
    else if (content.length >= 16 && content.some((byte) => byte !== 0)) {
      globalThis.noteSecret(decodeURIComponent(basename(linkOf(target))), content);
    }
  });
}
for (const name of ["writeFile", "appendFile"]) {
  wrap(fs.promises, name, ([target, content]) => keep("written", typeof target === "string" ? target : "", content));
}
for (const name of ["spawn", "spawnSync", "execFile", "execFileSync", "exec", "execSync", "fork"]) {
  wrap(childProcess, name, (args) =>
    keep(
      "started",
      args.filter((arg) => typeof arg !== "function"),
    ),
  );
}
// The operating system's part of the entropy is as secret as the whole.
wrap(crypto, "randomFillSync", undefined, (bytes) => {
  if (bytes.length === 16 || bytes.length === 32) globalThis.noteSecret("random bytes of the system", bytes);
});
// So are the dice, which a practice has this make.
let faces = "";
wrap(crypto, "randomInt", undefined, (face) => {
  faces += face;
  if (faces.length < 50) return;
  globalThis.noteSecret("dice", Buffer.from(faces));
  faces = "";
});
syncBuiltinESMExports();

process.on("exit", () => {
  keep("process", process.argv, process.execArgv, process.title, process.env);
  keep("process", readFileSync("/proc/self/cmdline"), readFileSync("/proc/self/environ"));
});
