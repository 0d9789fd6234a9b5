import { explainGoFailure } from "../../../rehearsal/toolchain/go-failure";

const explain = (stderr: string, cause?: NodeJS.ErrnoException) =>
  explainGoFailure({ args: ["build", "example.org/etcd"], directory: "toolchain/etcd", stderr, cause }).message;

describe("a failure of Go", () => {
  it("says what to install when Go is missing", () => {
    expect(explain("", Object.assign(new Error("spawn go ENOENT"), { code: "ENOENT" }))).toMatchInlineSnapshot(`
"the rehearsal's programs have to be built, and Go is not installed
  got:      no go on the PATH
  expected: Go 1.26 or newer
  fix:      install it from https://go.dev/dl; or put the missing programs on the PATH: npm run toolchain -- --check lists them with their versions"
`);
  });

  it("says what to install when Go is too old", () => {
    expect(explain("go: go.mod requires go >= 1.26 (running go 1.22.4; GOTOOLCHAIN=local)")).toMatchInlineSnapshot(`
"Go is too old (toolchain/etcd)
  got:      go 1.22.4
  expected: Go 1.26 or newer
  fix:      install it from https://go.dev/dl; or put the missing programs on the PATH: npm run toolchain -- --check lists them with their versions"
`);
  });

  it("recognises a Go that is too old to read go.mod at all", () => {
    const oldGo = "go: errors parsing go.mod:\ngo.mod:5: unknown directive: tool";
    expect(explain(oldGo)).toContain("Go is too old");
    expect(explain("go: invalid go version '1.26.0': must match format 1.23")).toContain("Go is too old");
  });

  it("tells a refused download from a broken build", () => {
    const refused =
      'go: k8s.io/api@v0.34.4: Get "https://proxy.example/k8s.io/api/@v/v0.34.4.zip": dial tcp: lookup proxy.example: no such host';
    expect(explain(refused)).toMatchInlineSnapshot(`
"Go could not download the modules that it has to build (toolchain/etcd)
  got:      go: k8s.io/api@v0.34.4: Get "https://proxy.example/k8s.io/api/@v/v0.34.4.zip": dial tcp: lookup proxy.example: no such host
  expected: a module proxy that serves the modules of go.mod
  fix:      check the connection and Go's GOPROXY setting (go env GOPROXY), and run the command again: what is downloaded stays downloaded"
`);
    expect(explain("go: k8s.io/api@v0.34.4: reading https://proxy.example/x.zip: 403 Forbidden")).toContain(
      "could not download",
    );
  });

  it("asks for room when the disk is full", () => {
    expect(explain("go: writing /tmp/go-build1/b001/x.a: no space left on device\nmore")).toMatchInlineSnapshot(`
"the disk is full (toolchain/etcd)
  got:      go: writing /tmp/go-build1/b001/x.a: no space left on device
  expected: about 9 GB for Go's caches and 1 GB for the programs
  fix:      make room (go clean -cache), or set GOCACHE, GOMODCACHE, TMPDIR and JEJU_CACHE to a bigger disk, and run the command again: what is built stays built"
`);
  });

  it("names memory when the system killed the compiler", () => {
    expect(explain("k8s.io/api/core/v1: /usr/lib/go/compile: signal: killed")).toMatchInlineSnapshot(`
"the compiler was killed, which is what the system does when memory runs out (toolchain/etcd)
  expected: 6 GiB of memory
  fix:      close other programs, or set GOMAXPROCS=1, and run the command again: what is built stays built"
`);
  });

  it("does not talk the operator into using a module that is not the pinned one", () => {
    expect(explain("verifying k8s.io/api@v0.34.4: checksum mismatch\n\tSECURITY ERROR")).toMatchInlineSnapshot(`
"a downloaded Go module is not what go.sum pins (toolchain/etcd)
  got:      verifying k8s.io/api@v0.34.4: checksum mismatch
  expected: the content that was reviewed when the module was pinned
  fix:      do not work around it: find out who altered the module (a proxy, a mirror, go.sum); go clean -modcache rules out a damaged download"
`);
  });

  it("shows the end of the output when it knows no better", () => {
    expect(explain("x.go:1:1: syntax error")).toMatchInlineSnapshot(`
"go build example.org/etcd failed (toolchain/etcd)
  got:      x.go:1:1: syntax error
  fix:      run it in that folder to see all of its output"
`);
  });
});
