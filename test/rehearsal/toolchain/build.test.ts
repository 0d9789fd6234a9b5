import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BuildTask, buildPrograms } from "../../../rehearsal/toolchain/build";

/** Stands for go: notes its arguments, and does what GO_DOES says once it is asked to build. */
const fakeGo = `#!/bin/sh
echo "$@" >> "$GO_LOG"
[ "$1" = env ] && exit 0
while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done
case "$GO_DOES" in
  fail) echo half > "$out"; echo "x.go:1:1: syntax error" >&2; exit 1 ;;
  hang) echo half > "$out"; sleep 60 & echo $! > "$GO_LOG.compiler"; wait ;;
  *) echo "$1" > "$out" ;;
esac
`;

describe("building", () => {
  let directory: string;
  let environment: NodeJS.ProcessEnv;
  let task: BuildTask;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "build-"));
    mkdirSync(join(directory, "bin"));
    writeFileSync(join(directory, "bin", "go"), fakeGo, { mode: 0o755 });
    environment = { PATH: `${join(directory, "bin")}:${process.env.PATH}`, GO_LOG: join(directory, "go.log") };
    const program = { name: "etcd", package: "example.org/etcd" } as const;
    const module = {
      name: "etcd",
      group: "rehearsal" as const,
      directory,
      path: "example.org/etcd",
      version: "v1.0.0",
      linkerFlags: ["-s", "-X a.b=c"],
      programs: [program],
    };
    task = { module, program, file: join(directory, "cache", "etcd") };
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const cached = () => (existsSync(join(directory, "cache")) ? readdirSync(join(directory, "cache")) : []);

  it("puts the finished program into the cache and says so", async () => {
    const lines: string[] = [];
    await buildPrograms([task], { environment, onProgress: (line) => lines.push(line) });
    expect(readFileSync(task.file, "utf8")).toBe("example.org/etcd\n");
    expect(cached()).toEqual(["etcd"]);
    expect(lines[0]).toBe("building etcd (example.org/etcd v1.0.0), 1 of 1");
    expect(lines[1]).toMatch(/^built etcd \(example\.org\/etcd v1\.0\.0\), 1 of 1, in \d+ m?s$/);
    expect(readFileSync(environment.GO_LOG as string, "utf8")).toContain(
      "build -trimpath -buildvcs=false -ldflags -s -X a.b=c -o ",
    );
  });

  it("does not build what is there", async () => {
    await buildPrograms([task], { environment });
    await buildPrograms([task], { environment: { ...environment, GO_DOES: "fail" } });
    expect(cached()).toEqual(["etcd"]);
  });

  it("leaves no half program when the compiler fails", async () => {
    const failing = buildPrograms([task], { environment: { ...environment, GO_DOES: "fail" } });
    await expect(failing).rejects.toThrow("syntax error");
    expect(cached()).toEqual([]);
  });

  it("ends the compilers too when it is cancelled, and leaves no half program", async () => {
    const controller = new AbortController();
    const building = buildPrograms([task], {
      environment: { ...environment, GO_DOES: "hang" },
      signal: controller.signal,
    });
    const compilerFile = `${environment.GO_LOG}.compiler`;
    while (!existsSync(compilerFile) || readFileSync(compilerFile, "utf8") === "") await sleep(10);
    controller.abort(new Error("cancelled by the operator"));
    await expect(building).rejects.toThrow("cancelled by the operator");
    expect(cached()).toEqual([]);
    expect(isRunning(Number(readFileSync(compilerFile, "utf8")))).toBe(false);
  });

  it("clears away what a killed run left, but not what a running one is making", async () => {
    mkdirSync(join(directory, "cache"));
    writeFileSync(join(directory, "cache", `.partial-${2 ** 22 + 1}-etcd`), "");
    writeFileSync(join(directory, "cache", ".partial-1-etcd"), "");
    await buildPrograms([task], { environment });
    expect(cached().sort()).toEqual([".partial-1-etcd", "etcd"]);
  });

  it("says that Go is missing before anything else", async () => {
    const building = buildPrograms([task], { environment: { ...environment, PATH: join(directory, "nowhere") } });
    await expect(building).rejects.toThrow("Go is not installed");
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waits for its parent and runs no more.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
