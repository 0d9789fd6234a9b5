import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a process prints that has loaded the SDK as the pack does. */
function printedBy(script: string): string {
  const loading = `require("./policies/without-closures"); require("@pulumi/policy");`;
  return execFileSync(process.execPath, ["-e", `${loading} ${script}`], { cwd: root, encoding: "utf8" }).trim();
}

const count = `Object.keys(require.cache).filter((file) => /node_modules.(pacote|@npmcli|normalize-package-data|typescript)/.test(file)).length`;

test("the pack starts without npm and the TypeScript compiler", () => {
  expect(printedBy(`console.log(${count})`)).toBe("0");
});

test("the SDK gets npm when it asks for the packages of a function", () => {
  const closure = `require("@pulumi/pulumi/runtime/closure/codePaths").computeCodePaths()`;
  const paths = JSON.parse(printedBy(`${closure}.then((paths) => console.log(JSON.stringify([...paths.keys()])))`));
  expect(paths).toEqual(expect.arrayContaining([expect.stringMatching(/node_modules[\\/]zod$/)]));
});

test("the SDK gets the compiler when it serialises a function", () => {
  const serialised = `require("@pulumi/pulumi").runtime.serializeFunction(() => 42)`;
  expect(printedBy(`${serialised}.then(({ text }) => console.log(text))`)).toContain("42");
});

test("what is loaded later is all that the SDK's modules export", () => {
  const names = (loading: string) =>
    ["codePaths", "parseFunction"].map((part) =>
      execFileSync(
        process.execPath,
        ["-e", `${loading}; console.log(Object.keys(require("@pulumi/pulumi/runtime/closure/${part}")).sort().join())`],
        { cwd: root, encoding: "utf8" },
      ),
    );
  expect(names(`require("./policies/without-closures")`)).toEqual(names(""));
});
