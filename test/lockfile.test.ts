import { packages } from "../package-lock.json";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  it("holds the optional packages of every platform, or `npm ci` refuses it (node .ci/complete-lockfile.mjs)", () => {
    const locked: Readonly<Record<string, LockedPackage>> = packages;
    const missing = Object.entries(locked)
      .filter(([path]) => path !== "")
      .flatMap(([path, { optionalDependencies = {} }]) =>
        Object.entries(optionalDependencies)
          .filter(
            ([name, version]) =>
              /^\d/.test(version) && !locked[`${path}/node_modules/${name}`] && !locked[`node_modules/${name}`],
          )
          .map(([name]) => name),
      );
    expect(missing).toEqual([]);
  });

  it("names no registry, so that everyone installs from their own", () => {
    expect(JSON.stringify(packages)).not.toMatch(/"resolved":/);
  });
});
