import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asWrittenFromProjectRoot, fromProjectRoot } from "../../safes/project-root";

describe("a path of the stack", () => {
  const before = process.cwd();
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jeju-root-")));
  beforeAll(() => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: some\n");
    mkdirSync(join(root, "infra"));
    // Where the engine starts a provider.
    process.chdir(join(root, "infra"));
  });
  afterAll(() => process.chdir(before));

  it("begins at the folder of Pulumi.yaml, wherever the provider was started", () => {
    expect(fromProjectRoot("proposals")).toBe(join(root, "proposals"));
    expect(asWrittenFromProjectRoot(join(root, "proposals", "1.json"))).toBe("proposals/1.json");
  });

  it("is left as it is when it is absolute", () => {
    expect(fromProjectRoot("/elsewhere")).toBe("/elsewhere");
  });
});
