import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const preload = resolve(__dirname, "../../../../rehearsal/toolchain/language-host/compile-cache.js");

describe("what a start leaves for the next one", () => {
  let directory: string;
  const cache = () => join(directory, "cache");
  const cached = () => readdirSync(cache()).map((name) => join(cache(), name));
  const writePackage = (code: string) => writeFileSync(join(directory, "node_modules", "greeting", "index.js"), code);

  const run = () =>
    execFileSync(process.execPath, ["--require", preload, join(directory, "cmd", "run", "index.js")], {
      env: { ...process.env, JEJU_COMPILE_CACHE: cache() },
      encoding: "utf8",
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "compile-cache-"));
    for (const folder of ["cmd/run", "node_modules/greeting"]) mkdirSync(join(directory, folder), { recursive: true });
    writeFileSync(join(directory, "cmd/run/index.js"), 'require("greeting").greet();');
    writePackage(
      'exports.greet = () => console.log("one", require.main === process.mainModule, __filename.length > 9);',
    );
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("is a file for the script, which the next start takes up and leaves as it is", () => {
    expect(run()).toBe("one true true\n");
    const [file = ""] = cached();
    expect(file).toMatch(/run-[\w-]+$/);
    const before = readFileSync(file);
    expect(run()).toBe("one true true\n");
    expect(readFileSync(file)).toEqual(before);
  });

  it("does not outlive a change of the package, however small", () => {
    run();
    writePackage(
      'exports.greet = () => console.log("two", require.main === process.mainModule, __filename.length > 9);',
    );
    expect(run()).toBe("two true true\n");
  });

  it("may be damaged or have no room: the start goes without", () => {
    run();
    for (const file of cached()) writeFileSync(file, "[[");
    expect(run()).toBe("one true true\n");
    rmSync(cache(), { recursive: true });
    writeFileSync(cache(), "a file in the way");
    expect(run()).toBe("one true true\n");
  });

  it("lets a package import() what is an ES module only", () => {
    writeFileSync(join(directory, "node_modules", "greeting", "module.mjs"), 'export default "imported";');
    writePackage('exports.greet = () => import("./module.mjs").then((module) => console.log(module.default));');
    run();
    expect(run()).toBe("imported\n");
  });
});
