import { dataLength, dataSlice } from "ethers";
import { z } from "zod";
import { type ChainResource, readChainResources, type StateSource } from "../cli/drift/stack-state";
import { readArtifact } from "../contract/artifact";
import { asWrittenFromProjectRoot } from "../project-root";
import { UserError } from "../user-error";
import { type CompilerMetadata, readMetadata } from "./compiler-metadata";
import { type DeployedContract, deployedContract, deployedTimelock, knownDeployers } from "./deployed-contract";
import { type MissingSource, type VerificationRequest, writeIncomplete, writeRequest } from "./request";
import { SourceSearch } from "./source-search";
import { composeStandardJson } from "./standard-json";

export interface PrepareOptions extends StateSource {
  /** Folder that the requests are written to. */
  readonly out: string;
  /** Folders with sources that nothing else has. */
  readonly sources?: readonly string[];
  /** Who created the timelock, where the state does not tell. */
  readonly deployer?: string;
}

interface Place {
  readonly chainId: number;
  readonly address: string;
}

type Outcome =
  | { readonly state: "complete"; readonly contract: string; readonly file: string }
  | {
      readonly state: "incomplete";
      readonly contract: string;
      readonly file: string;
      readonly missing: readonly MissingSource[];
    }
  | { readonly state: "impossible"; readonly reason: string };

/** What became of one contract of the stack; `name` is its resource's. */
export type Preparation = { readonly name: string } & Place & Outcome;

export interface PrepareReport {
  readonly contracts: readonly Preparation[];
  /** Safes have the code of Safe's own contracts, which explorers know. */
  readonly safesLeftOut: number;
}

/** Writes a request for every contract and timelock of a stack. Reaches nothing but files, and the stack's backend. */
export async function prepareRequests({
  out,
  sources = [],
  deployer,
  ...source
}: PrepareOptions): Promise<PrepareReport> {
  const search = new SourceSearch(sources);
  const resources = await readChainResources(source);
  const deployers = [...(deployer === undefined ? [] : [deployer]), ...knownDeployers(resources)];
  const contracts = resources.flatMap((each): Preparation[] => {
    const place = { name: each.name, chainId: chainIdOf(each), address: each.resource.id };
    const describe = describers[each.resource.type];
    if (describe === undefined) return [];
    try {
      return [{ ...place, ...prepare(describe(each, deployers), place, search, out) }];
    } catch (error) {
      if (!(error instanceof UserError || error instanceof z.ZodError)) throw error;
      return [{ ...place, state: "impossible", reason: reasonOf(error) }];
    }
  });
  return { contracts, safesLeftOut: resources.filter(({ resource }) => resource.type === "safes:index:Safe").length };
}

const describers: Readonly<
  Record<string, (resource: ChainResource, deployers: readonly string[]) => DeployedContract>
> = {
  "safes:index:Contract": deployedContract,
  "safes:index:Timelock": deployedTimelock,
};

function prepare(deployed: DeployedContract, place: Place, search: SourceSearch, out: string): Outcome {
  const { artifact } = deployed;
  const metadata = readMetadata(artifact);
  if (metadata === undefined) {
    throw new UserError({
      what: "the artifact does not say what it was compiled from",
      where: asWrittenFromProjectRoot(artifact),
      expected: "the compiler's metadata, as Foundry writes it (rawMetadata, metadata)",
      fix: 'compile it with extra_output = ["metadata"]',
    });
  }
  const contract = nameOf(metadata);
  const contents = new Map<string, string>();
  const missing: MissingSource[] = [];
  for (const [path, { keccak256, urls, content }] of Object.entries(metadata.sources)) {
    const found = content ?? search.find(path, keccak256, artifact);
    if (found === undefined) missing.push({ path, keccak256, urls });
    else contents.set(path, found);
  }
  if (missing.length > 0) {
    return { state: "incomplete", contract, file: writeIncomplete(out, place, contract, missing), missing };
  }
  return {
    state: "complete",
    contract,
    file: writeRequest(out, place, requestOf(deployed, place, metadata, contents)),
  };
}

function requestOf(
  { artifact, creationCode, libraries }: DeployedContract,
  { chainId, address }: Place,
  metadata: CompilerMetadata,
  contents: ReadonlyMap<string, string>,
): VerificationRequest {
  // A library's placeholder is as long as its address.
  const codeLength = readArtifact(artifact, asWrittenFromProjectRoot(artifact)).bytecode.length / 2 - 1;
  return {
    chainid: `${chainId}`,
    module: "contract",
    action: "verifysourcecode",
    codeformat: "solidity-standard-json-input",
    contractaddress: address,
    contractname: nameOf(metadata),
    compilerversion: `v${metadata.compiler.version}`,
    constructorArguements: dataLength(creationCode) === codeLength ? "" : dataSlice(creationCode, codeLength).slice(2),
    sourceCode: composeStandardJson(metadata, contents, libraries),
  };
}

function nameOf({ settings }: CompilerMetadata): string {
  return Object.entries(settings.compilationTarget)
    .map((pair) => pair.join(":"))
    .join();
}

function chainIdOf({ provider }: ChainResource): number {
  return z.coerce.number().int().parse(provider.inputs.chainId);
}

function reasonOf(error: UserError | z.ZodError): string {
  return error instanceof UserError
    ? error.message
    : `the state has other inputs than this version knows: ${z.prettifyError(error)}`;
}
