// All engine tests share one rehearsal of mainnet, brought up by the command that an operator uses and configured by a
// practised key ceremony.
const { execFileSync } = require("node:child_process");
const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const run = (...args) =>
  execFileSync("npm", ["run", "--silent", ...args], {
    cwd: join(__dirname, "..", ".."),
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  });

module.exports = async () => {
  process.env.JEJU_REHEARSALS = mkdtempSync(join(tmpdir(), "jeju-rehearsals-"));
  const practice = join(process.env.JEJU_REHEARSALS, "practice");
  const startedAt = Date.now();
  run("ceremony", "--", "practice", "keys-ceremony/plans/mainnet.yaml", "--folder", practice);
  process.env.JEJU_SHARED_PRACTICE = practice;
  process.env.JEJU_SHARED_PRACTICE_MS = `${Date.now() - startedAt}`;
  const options = ["--ceremony", practice, "--previews", "--keep", "--json"];
  process.env.JEJU_SHARED_SUMMARY = run("rehearse", "--", "mainnet", ...options).toString();
};
