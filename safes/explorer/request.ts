import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { id } from "ethers";
import { z } from "zod";
import { replaceFile } from "../proposal-folder";
import { UserError } from "../user-error";

/** Fields of `verifysourcecode` (docs.etherscan.io, verify source code), the compiler's input still an object. */
const shape = z.strictObject({
  chainid: z.string().regex(/^[1-9]\d*$/),
  module: z.literal("contract"),
  action: z.literal("verifysourcecode"),
  codeformat: z.literal("solidity-standard-json-input"),
  contractaddress: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  /** `src/universal/Proxy.sol:Proxy` */
  contractname: z.string(),
  /** `v0.8.15+commit.e14f2714` */
  compilerversion: z.string(),
  /** Without 0x. Etherscan spells it so. */
  constructorArguements: z.string().regex(/^([0-9a-f]{2})*$/),
  sourceCode: z.object({
    language: z.string(),
    sources: z.record(z.string(), z.object({ content: z.string() })),
    settings: z.record(z.string(), z.unknown()),
  }),
});
export type VerificationRequest = z.output<typeof shape>;

export interface MissingSource {
  readonly path: string;
  readonly keccak256: string;
  readonly urls: readonly string[];
}

/** What lies in place of a request that cannot be made yet. */
const incompleteShape = z.object({
  contractname: z.string(),
  missing: z.array(z.object({ path: z.string(), keccak256: z.string(), urls: z.array(z.string()) })),
});

interface Place {
  readonly chainId: number;
  readonly address: string;
}

const incompleteExtension = ".incomplete.json";
const requestFile = /(^|\/)0x[0-9a-fA-F]{40}\.json$/;

/** @returns its file */
export function writeRequest(folder: string, place: Place, request: VerificationRequest): string {
  return write(fileOf(folder, place, ".json"), request, fileOf(folder, place, incompleteExtension));
}

/** @returns its file, whose name no sender takes for a request */
export function writeIncomplete(
  folder: string,
  place: Place,
  contractname: string,
  missing: readonly MissingSource[],
): string {
  const content = { contractname, contractaddress: place.address, missing };
  return write(fileOf(folder, place, incompleteExtension), content, fileOf(folder, place, ".json"));
}

function fileOf(folder: string, { chainId, address }: Place, extension: string): string {
  return join(folder, `${chainId}`, `${address}${extension}`);
}

/** Only one of the two holds. */
function write(file: string, content: unknown, other: string): string {
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
  rmSync(other, { force: true });
  return file;
}

/** A file of a request, and what it says. */
export type FoundRequest = { readonly file: string } & (
  | { readonly request: VerificationRequest; readonly hash: string }
  | { readonly incomplete: z.output<typeof incompleteShape> }
);

/** Requests at a path: of one file, or all in a folder and below. @throws UserError when there is none, or something else */
export function findRequests(path: string): readonly FoundRequest[] {
  const files = listFiles(path).filter((file) => requestFile.test(file) || file.endsWith(incompleteExtension));
  if (files.length > 0) return files.sort().map(readRequest);
  throw new UserError({
    what: "there are no requests",
    where: path,
    fix: "npm run explorer -- prepare <stack> writes them",
  });
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name));
}

function readRequest(file: string): FoundRequest {
  const text = readFileSync(file, "utf8");
  try {
    const content: unknown = JSON.parse(text);
    if (file.endsWith(incompleteExtension)) return { file, incomplete: incompleteShape.parse(content) };
    return { file, request: shape.parse(content), hash: id(text) };
  } catch (error) {
    throw new UserError({
      what: "this is no request to an explorer",
      where: file,
      got: error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\n\s*/g, " ") : (error as Error).message,
      fix: "npm run explorer -- prepare <stack> writes it anew",
    });
  }
}

/** As it is sent; the chain goes into the address of the request. */
export function formOf({ chainid: _, sourceCode, ...fields }: VerificationRequest): Record<string, string> {
  // Etherscan reads the first spelling; its documentation and others who speak this API have the second. Foundry sends both.
  const constructorArguments = fields.constructorArguements;
  return { ...fields, constructorArguments, sourceCode: JSON.stringify(sourceCode) };
}
