// Adds to package-lock.json the optional packages of other platforms that npm has left out because its registry does not
// serve them (`npm install` drops them without a word, and `npm ci` then refuses the lock file everywhere).
// Run it after `npm install`; test/lockfile.test.ts tells when it is due.
import { readFileSync, writeFileSync } from "node:fs";

const platforms = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  win32: "win32",
  windows: "win32",
};
const processors = {
  amd64: "x64",
  arm: "arm",
  arm64: "arm64",
  ia32: "ia32",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  x64: "x64",
};

/** `@swc/core-linux-x64-musl` runs on linux, x64. A name that tells nothing is for no platform, so nobody installs it. */
function describePlatform(name) {
  const words = name.replace("gnueabihf", "").split(/[-/]/);
  const pick = (table) => words.flatMap((word) => table[word] ?? [])[0] ?? "none";
  return { cpu: [pick(processors)], os: [pick(platforms)] };
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const { packages } = lock;
const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  if (path === "") continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (packages[`${path}/node_modules/${name}`] || packages[`node_modules/${name}`]) continue;
    if (!/^\d/.test(version)) continue;
    packages[`node_modules/${name}`] = { version, ...describePlatform(name), ...(dev && { dev }), optional: true };
    added.push(`${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `added ${added.join(", ")}` : "nothing was missing");
