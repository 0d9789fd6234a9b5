import { UserError } from "../../safes/user-error";

/** Go that the go.mod files here need; see their `go` line. */
export const minimumGo = "1.26";

const withoutGo =
  "or put the missing programs on the PATH: npm run toolchain -- --check lists them with their versions";

export interface GoFailure {
  readonly args: readonly string[];
  readonly directory: string;
  readonly stderr: string;
  /** Why go could not be started at all. */
  readonly cause?: NodeJS.ErrnoException;
}

interface Explanation {
  readonly pattern: RegExp;
  readonly explain: (failure: GoFailure, match: RegExpExecArray) => UserError;
}

/** First match wins, so what causes other messages stands before them. */
const explanations: readonly Explanation[] = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    explain: (failure) =>
      new UserError({
        what: "the disk is full",
        where: failure.directory,
        got: firstLine(failure.stderr, /no space left|quota exceeded/i),
        expected: "about 9 GB for Go's caches and 1 GB for the programs",
        fix: "make room (go clean -cache), or set GOCACHE, GOMODCACHE, TMPDIR and JEJU_CACHE to a bigger disk, and run the command again: what is built stays built",
      }),
  },
  {
    pattern: /signal: killed|cannot allocate memory|out of memory/i,
    explain: (failure) =>
      new UserError({
        what: "the compiler was killed, which is what the system does when memory runs out",
        where: failure.directory,
        expected: "6 GiB of memory",
        fix: "close other programs, or set GOMAXPROCS=1, and run the command again: what is built stays built",
      }),
  },
  {
    pattern:
      /requires go >= (\S+)|invalid go version|unknown directive: tool|requires Go (\S+)|toolchain not available/,
    explain: (failure) =>
      new UserError({
        what: "Go is too old",
        where: failure.directory,
        got: /running (go [\d.]+\w*)/.exec(failure.stderr)?.[1] ?? lastLine(failure.stderr),
        expected: `Go ${minimumGo} or newer`,
        fix: `install it from https://go.dev/dl; ${withoutGo}`,
      }),
  },
  {
    pattern: /checksum mismatch|SECURITY ERROR/,
    explain: (failure) =>
      new UserError({
        what: "a downloaded Go module is not what go.sum pins",
        where: failure.directory,
        got: firstLine(failure.stderr, /checksum mismatch|SECURITY ERROR/),
        expected: "the content that was reviewed when the module was pinned",
        fix: "do not work around it: find out who altered the module (a proxy, a mirror, go.sum); go clean -modcache rules out a damaged download",
      }),
  },
  {
    pattern:
      /dial tcp|no such host|i\/o timeout|connection re(?:fused|set)|network is unreachable|TLS handshake|x509:|proxyconnect|(?:40[1347]|410|5\d\d) [A-Z]|module lookup disabled|context deadline exceeded|unexpected EOF/,
    explain: (failure, match) =>
      new UserError({
        what: "Go could not download the modules that it has to build",
        where: failure.directory,
        got: firstLine(failure.stderr, new RegExp(escapePattern(match[0]))),
        expected: "a module proxy that serves the modules of go.mod",
        fix: "check the connection and Go's GOPROXY setting (go env GOPROXY), and run the command again: what is downloaded stays downloaded",
      }),
  },
];

/** Turns what the go command said into what the operator has to do. */
export function explainGoFailure(failure: GoFailure): UserError {
  if (failure.cause?.code === "ENOENT") {
    return new UserError({
      what: "the rehearsal's programs have to be built, and Go is not installed",
      got: "no go on the PATH",
      expected: `Go ${minimumGo} or newer`,
      fix: `install it from https://go.dev/dl; ${withoutGo}`,
    });
  }
  for (const { pattern, explain } of explanations) {
    const match = pattern.exec(failure.stderr);
    if (match) return explain(failure, match);
  }
  return new UserError({
    what: `go ${failure.args.join(" ")} failed`,
    where: failure.directory,
    got: failure.cause?.message ?? (lastLines(failure.stderr, 15) || "no message"),
    fix: "run it in that folder to see all of its output",
  });
}

function firstLine(text: string, pattern: RegExp): string {
  return (text.split("\n").find((line) => pattern.test(line)) ?? lastLine(text)).trim();
}

function lastLine(text: string): string {
  return lastLines(text, 1);
}

function lastLines(text: string, count: number): string {
  return text.trim().split("\n").slice(-count).join("\n").trim();
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
