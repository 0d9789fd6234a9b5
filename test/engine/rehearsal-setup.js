// All engine tests share one rehearsal of mainnet, brought up by the command that an operator uses.
const { execFileSync } = require("node:child_process");
const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

module.exports = async () => {
  process.env.JEJU_REHEARSALS = mkdtempSync(join(tmpdir(), "jeju-rehearsals-"));
  const summary = execFileSync(
    "npm",
    ["run", "--silent", "rehearse", "--", "mainnet", "--previews", "--keep", "--json"],
    {
      cwd: join(__dirname, "..", ".."),
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1 << 26,
    },
  );
  process.env.JEJU_SHARED_SUMMARY = summary.toString();
};
