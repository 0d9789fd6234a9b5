import { readFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(join(__dirname, "..", "package-lock.json"), "utf8"),
);

describe("package-lock.json", () => {
  it("holds the optional packages of every platform, or `npm ci` refuses it (node .ci/complete-lockfile.mjs)", () => {
    const missing = Object.entries(packages)
      .filter(([path]) => path !== "")
      .flatMap(([path, { optionalDependencies = {} }]) =>
        Object.entries(optionalDependencies)
          .filter(
            ([name, version]) =>
              /^\d/.test(version) && !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
          )
          .map(([name]) => name),
      );
    expect(missing).toEqual([]);
  });

  it("names no registry, so that everyone installs from their own", () => {
    expect(JSON.stringify(packages)).not.toMatch(/"resolved":/);
  });
});
