import { execFile } from "node:child_process";
import { mkdir, open, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { explainDiskFailure } from "./disk-failure";

export interface VersionQuestion {
  readonly args: readonly string[];
  /** Finds the version in what the program prints. */
  readonly parse: (stdout: string) => string | undefined;
}

interface Answer {
  readonly mtimeMs: number;
  readonly size: number;
  readonly version: string;
}

const timeoutMs = 10_000;

/**
 * The version that a program on the PATH says it has, or undefined when it does not say. Answers are kept in a file, by
 * path, size and time of change, because asking takes up to half a second each.
 */
export async function probeVersion(
  program: string,
  question: VersionQuestion,
  answersFile: string,
): Promise<string | undefined> {
  const { mtimeMs, size } = await stat(program);
  const answers = await readAnswers(answersFile);
  const known = answers[program];
  if (known && known.mtimeMs === mtimeMs && known.size === size) return known.version;

  const version = await ask(program, question);
  if (version && !(await isShim(program))) {
    await writeAnswers(answersFile, { ...answers, [program]: { mtimeMs, size, version } });
  }
  return version;
}

function ask(program: string, { args, parse }: VersionQuestion): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return new Promise((resolve) => {
    // One that does not run is as good as one that is not there; the survey says that it was passed over.
    execFile(program, args, { env, timeout: timeoutMs }, (error, stdout) => resolve(error ? undefined : parse(stdout)));
  });
}

/** Version managers (asdf, mise, volta) put a script or a link to themselves there, whose answer depends on the folder. */
async function isShim(program: string): Promise<boolean> {
  const target = await realpath(program);
  if (basename(target) !== basename(program)) return true;
  const file = await open(target);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1", 0, bytesRead) === "#!";
  } finally {
    await file.close();
  }
}

async function readAnswers(file: string): Promise<Record<string, Answer>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, Answer>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return {};
    throw explainDiskFailure(error, dirname(file));
  }
}

async function writeAnswers(file: string, answers: Record<string, Answer>): Promise<void> {
  const partial = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, JSON.stringify(answers, null, 2));
    await rename(partial, file);
  } catch (error) {
    throw explainDiskFailure(error, dirname(file));
  }
}
