// Runs before anything else of the project, so it uses nothing but Node: installs the packages of package-lock.json
// unless they are there already.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const minimumNodeMajor = 20;

/** npm records what it installed in node_modules/.package-lock.json; the two agree when nothing is left to do. */
function isInstalled() {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || entry.link || installed[path]?.version === entry.version,
  );
}

if (Number(process.versions.node.split(".")[0]) < minimumNodeMajor) {
  console.error(`Node ${process.versions.node} is too old: this project needs Node ${minimumNodeMajor} or newer.`);
  process.exit(1);
}
if (!isInstalled()) {
  console.error("Installing the packages of package-lock.json (npm ci) ...");
  const npm = spawnSync("npm", ["ci", "--no-progress", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (npm.status !== 0) {
    console.error(
      "npm ci failed. Mend what it says above (a connection, disk space, a proxy) and run the command again.",
    );
    process.exit(1);
  }
}
