import { run } from "../../../safes/cli/program";

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run safe -- ...` in this process, as its child would run. */
export async function runCli(...args: readonly string[]): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const catchInto = (lines: string[]) => (text: unknown) => void lines.push(String(text));
  const log = jest.spyOn(console, "log").mockImplementation(catchInto(out));
  const error = jest.spyOn(console, "error").mockImplementation(catchInto(err));
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await run(args);
    return { code: Number(process.exitCode ?? 0), out: out.join("\n"), err: err.join("\n") };
  } finally {
    process.exitCode = before;
    log.mockRestore();
    error.mockRestore();
  }
}
