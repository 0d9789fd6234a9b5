// Runs before anything else of the project, so it uses nothing but Node: installs the packages of package-lock.json
// unless they are there already. With `pkcs11` it also builds the binding to tokens (npm run pkcs11), and with
// `pkcs11-if-softhsm` only where SoftHSM2 is there to test it, and goes on without it where it cannot be built.
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

const binding = join(root, "node_modules", "pkcs11js", "build", "Release", "pkcs11.node");

/** The one package here that is compiled: its build takes seconds, and hardly anybody needs it. */
function buildPkcs11() {
  // Node's own headers, where they came with it: nothing is downloaded then.
  const prefix = join(dirname(process.execPath), "..");
  const headers = existsSync(join(prefix, "include", "node", "node_api.h")) ? [`--nodedir=${prefix}`] : [];
  const command = ["rebuild", "pkcs11js", "--ignore-scripts=false", ...headers, "--loglevel=error"];
  console.error(`Building the binding to PKCS#11 tokens (npm ${command.join(" ")}) ...`);
  const npm = spawnSync("npm", command, { cwd: root, stdio: ["ignore", 2, 2] });
  return npm.status === 0 && existsSync(binding);
}

function hasSoftHsm() {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, "softhsm2-util")));
}

const [wish] = process.argv.slice(2);
const isWanted = wish === "pkcs11" || (wish === "pkcs11-if-softhsm" && hasSoftHsm());
if (isWanted && !existsSync(binding) && !buildPkcs11()) {
  console.error("The binding to PKCS#11 tokens cannot be built: it needs make, a C++ compiler and Python.");
  if (wish === "pkcs11") process.exit(1);
  console.error("Tests that need a token are skipped. To run them: npm run pkcs11");
}
