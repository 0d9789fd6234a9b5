const { execFileSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");

module.exports = async () => {
  execFileSync("npm", ["run", "--silent", "rehearse", "--", "mainnet", "--stop"], {
    cwd: join(__dirname, "..", ".."),
    stdio: "inherit",
  });
  rmSync(process.env.JEJU_REHEARSALS, { recursive: true, force: true });
};
