import { z } from "zod";
import { UserError } from "../user-error";

/** What made a contract's code of its sources. */
export interface Compiler {
  /** Of solc, with the commit: `0.8.15+commit.e14f2714`. */
  readonly version: string;
  /** Hard fork whose instructions the code may use: `london`. */
  readonly evmVersion: string;
  /** How often the optimizer expects code to run; 0 when it is off. */
  readonly optimizerRuns: number;
}

/** What solc's metadata says of it (docs.soliditylang.org, metadata). */
const metadata = z.object({
  compiler: z.object({ version: z.string() }),
  settings: z.object({
    evmVersion: z.string(),
    optimizer: z.object({ enabled: z.boolean().default(false), runs: z.int().default(200) }),
  }),
});

/** Nothing where the artifact has no metadata. @param raw an object, or the text that the compiler wrote */
export function readCompiler(raw: unknown): Compiler | undefined {
  const { success, data } = metadata.safeParse(typeof raw === "string" ? parsed(raw) : raw);
  if (!success) return undefined;
  const { evmVersion, optimizer } = data.settings;
  return { version: data.compiler.version, evmVersion, optimizerRuns: optimizer.enabled ? optimizer.runs : 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `solc` and its version in three bytes, in the CBOR that it puts behind the code of every contract. */
const mark = /64736f6c6343([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})00/g;

/** Versions that the code itself names, its own and those of contracts that it creates: `0.8.15`. */
function versionsIn(code: string): readonly string[] {
  return [...code.matchAll(mark)].map(([, ...bytes]) => bytes.map((byte) => Number.parseInt(byte, 16)).join("."));
}

/** @throws UserError when the artifact was made by another compiler than the pinned one, or does not tell by which. */
export function refuseOtherCompiler(pinned: Compiler, found: Compiler | undefined, code: string, where: string): void {
  const written = versionsIn(code);
  const isOfCode = found && (written.length === 0 || written.includes(found.version.split("+")[0] ?? ""));
  if (found && !isOfCode) {
    throw new UserError({
      what: "the artifact's metadata is of another compiler than its code",
      where,
      got: `metadata of ${found.version}, code of ${[...new Set(written)].join(", ")}`,
      fix: "compile the contract again, and take the artifact as the compiler wrote it",
    });
  }
  const [expected, got] = [pinned, found].map((compiler) => compiler && describe(compiler));
  if (got === expected) return;
  throw new UserError({
    what: "the artifact is not of the pinned compiler",
    where,
    got: got ?? "an artifact without the metadata of its compiler",
    expected,
    fix: found
      ? "if the other compiler is meant, put it into compiler"
      : "compile the contract with metadata in the artifact: extra_output in Foundry's configuration",
  });
}

function describe({ version, evmVersion, optimizerRuns }: Compiler): string {
  const optimizer = optimizerRuns === 0 ? "no optimizer" : `optimizer for ${optimizerRuns} runs`;
  return `solc ${version}, evm ${evmVersion}, ${optimizer}`;
}
