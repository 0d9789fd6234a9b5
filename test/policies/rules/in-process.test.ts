import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** Of `prove -- rules` this is the part that a change to a suite can break. */
test("the suites that judge the rules run without jest, and pass there", () => {
  const script = `
    const { ruleTests } = require("./test/policies/rules/suites.ts");
    (async () => {
      const tests = ruleTests();
      for (const { name, run } of tests) await Promise.resolve(run()).catch((error) => {
        console.error(name);
        throw error;
      });
      console.log(tests.length);
    })();`;
  const printed = execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", script], {
    cwd: root,
    encoding: "utf8",
  });
  expect(Number(printed)).toBeGreaterThan(1_000);
});
