import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { z } from "zod";
import { UserError } from "../../user-error";

const record = z.record(z.string(), z.unknown());
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  provider: z.string().optional(),
  inputs: record.default({}),
  outputs: record.default({}),
});
const checkpoint = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

/** A resource as the stack's state has it. */
export type StateResource = z.output<typeof resource>;

/** What the stack created on a chain, and the provider by which it did. */
export interface ChainResource {
  readonly name: string;
  readonly resource: StateResource & { readonly id: string };
  readonly provider: StateResource;
}

export interface StateSource {
  /** Name of a stack that the `pulumi` on the PATH can export. */
  readonly stack?: string;
  /** A file that `pulumi stack export` wrote. */
  readonly state?: string;
}

/** @throws UserError when it cannot be read. */
export async function readChainResources(source: StateSource): Promise<readonly ChainResource[]> {
  const { text, where } = await readState(source);
  const { resources } = parseState(text, where).deployment;
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  return resources.flatMap((each) => {
    if (!each.type.startsWith("safes:index:") || each.id === undefined) return [];
    const provider = byUrn.get(each.provider?.replace(/::[^:]*$/, "") ?? "");
    if (!provider) throw noState(where, `${each.urn} has no provider in it`);
    return [{ name: each.urn.split("::").at(-1) ?? each.urn, resource: { ...each, id: each.id }, provider }];
  });
}

async function readState({ stack, state }: StateSource): Promise<{ text: string; where: string }> {
  if (state !== undefined) return { text: readFile(state), where: state };
  if (stack !== undefined) return { text: await exportStack(stack), where: `stack ${stack}` };
  throw new UserError({
    what: "no stack is named",
    fix: "name it: npm run safe -- drift <stack>, or give an exported state by --state",
  });
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({
      what: "the exported state cannot be read",
      where: file,
      got: (error as NodeJS.ErrnoException).code ?? String(error),
      fix: "pulumi stack export --stack <stack> --file <file>",
    });
  }
}

/** With secrets, because an endpoint's URL may be one; they stay in this process. */
async function exportStack(stack: string): Promise<string> {
  const args = ["stack", "export", "--show-secrets", "--stack", stack, "--non-interactive"];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: 1 << 28 });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new UserError({
      what: "pulumi cannot export the stack's state",
      where: `stack ${stack}`,
      got: code === "ENOENT" ? "there is no pulumi on the PATH" : (stderr?.trim() ?? String(error)),
      fix: "log in to the stack's backend, or export it elsewhere and name the file by --state",
    });
  }
}

function parseState(text: string, where: string): z.output<typeof checkpoint> {
  try {
    return checkpoint.parse(JSON.parse(text));
  } catch {
    throw noState(where, "something else");
  }
}

function noState(where: string, got: string): UserError {
  return new UserError({
    what: "this is no state of a stack",
    where,
    got,
    expected: "what `pulumi stack export` prints",
  });
}
