import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a process prints that has loaded the SDK as the pack does. */
function printedBy(script: string): string {
  const loading = `require("./policies/without-npm"); require("@pulumi/policy");`;
  return execFileSync(process.execPath, ["-e", `${loading} ${script}`], { cwd: root, encoding: "utf8" }).trim();
}

const countOfNpm = `Object.keys(require.cache).filter((file) => /node_modules.(pacote|@npmcli.arborist.lib.arborist)/.test(file)).length`;

test("the pack starts without npm", () => {
  expect(printedBy(`console.log(${countOfNpm})`)).toBe("0");
});

test("the SDK gets npm when it asks for the packages of a function", () => {
  const closure = `require("@pulumi/pulumi/runtime/closure/codePaths").computeCodePaths()`;
  const paths = JSON.parse(printedBy(`${closure}.then((paths) => console.log(JSON.stringify([...paths.keys()])))`));
  expect(paths).toEqual(expect.arrayContaining([expect.stringMatching(/node_modules[\\/]zod$/)]));
});
