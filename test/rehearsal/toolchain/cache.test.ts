import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectory, digest, moduleDirectory, moduleKey } from "../../../rehearsal/toolchain/cache";
import type { PinnedModule } from "../../../rehearsal/toolchain/pins";

const linux = { os: "linux", architecture: "amd64" };

describe("the cache folder", () => {
  it("is JEJU_CACHE, else XDG_CACHE_HOME/jeju, else ~/.cache/jeju", () => {
    expect(cacheDirectory({ JEJU_CACHE: "/a", XDG_CACHE_HOME: "/b", HOME: "/c" })).toBe("/a");
    expect(cacheDirectory({ XDG_CACHE_HOME: "/b", HOME: "/c" })).toBe("/b/jeju");
    expect(cacheDirectory({ HOME: "/c" })).toBe("/c/.cache/jeju");
  });

  it("ignores a relative XDG_CACHE_HOME, as the XDG specification asks", () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: "b", HOME: "/c" })).toBe("/c/.cache/jeju");
  });
});

describe("the key of a module", () => {
  let directory: string;
  let module: PinnedModule;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "cache-"));
    writeFileSync(join(directory, "go.mod"), "module x\n");
    writeFileSync(join(directory, "go.sum"), "sums\n");
    module = {
      name: "etcd",
      group: "rehearsal",
      directory,
      path: "example.org/etcd",
      version: "v1.0.0",
      linkerFlags: ["-s"],
      programs: [{ name: "etcd", package: "example.org/etcd" }],
    };
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("is a function of content, not of time", () => {
    const before = moduleKey(module, linux);
    utimesSync(join(directory, "go.mod"), 0, 0);
    expect(moduleKey(module, linux)).toBe(before);
    expect(moduleKey(module, linux)).toBe("cac24ea343bc");
  });

  it("is the same for another checkout with the same pins", () => {
    const other = mkdtempSync(join(tmpdir(), "cache-"));
    writeFileSync(join(other, "go.mod"), "module x\n");
    writeFileSync(join(other, "go.sum"), "sums\n");
    expect(moduleKey({ ...module, directory: other }, linux)).toBe(moduleKey(module, linux));
    rmSync(other, { recursive: true });
  });

  it("changes with the sources that lie beside go.mod", () => {
    const without = moduleKey(module, linux);
    writeFileSync(join(directory, "main.go"), "package main\n");
    const first = moduleKey(module, linux);
    writeFileSync(join(directory, "main.go"), "package main // other\n");
    expect(new Set([without, first, moduleKey(module, linux)]).size).toBe(3);
  });

  it("changes with go.mod, go.sum, the linker flags, the packages and the platform", () => {
    const keys = [
      moduleKey(module, linux),
      moduleKey({ ...module, linkerFlags: ["-w"] }, linux),
      moduleKey({ ...module, programs: [{ name: "etcd", package: "example.org/other" }] }, linux),
      moduleKey(module, { ...linux, architecture: "arm64" }),
      moduleKey(module, { ...linux, os: "darwin" }),
    ];
    writeFileSync(join(directory, "go.sum"), "other sums\n");
    keys.push(moduleKey(module, linux));
    writeFileSync(join(directory, "go.mod"), "module y\n");
    keys.push(moduleKey(module, linux));
    expect(new Set(keys).size).toBe(7);
  });

  it("stands in the folder's name beside the version", () => {
    expect(moduleDirectory("/cache", module, linux)).toMatch(/^\/cache\/toolchain\/etcd-v1\.0\.0-[0-9a-f]{12}$/);
  });

  it("tells lists of parts apart that read alike when joined", () => {
    expect(digest(["ab", "c"])).not.toBe(digest(["a", "bc"]));
  });
});
