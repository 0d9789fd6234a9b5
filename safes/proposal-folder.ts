import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Connection } from "./connection";
import { asWrittenFromProjectRoot } from "./project-root";
import { unpackCalls } from "./proposals/multi-send";
import { parseProposal, writeProposal } from "./proposals/proposal";
import type { Proposal } from "./proposals/proposal-schema";
import { writeTransactionBuilder } from "./proposals/transaction-builder";

const extension = ".proposal.json";

/** Where proposals lie: a folder for each Safe, a file for each proposal, beside it the same for Safe's own interface. */
export class ProposalFolder {
  /** What a preview would have written, by file. */
  private readonly previewed = new Map<string, Proposal>();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly directory: string) {}

  /** All proposals of a Safe, every one checked; with `isPreview` those too that this preview would have written. */
  load(chainId: bigint, safe: string, isPreview = false): Proposal[] {
    const written = this.filesOf(chainId, safe).map(readProposal);
    if (!isPreview) return written;
    const previewed = [...this.previewed.values()].filter((each) => each.chainId === chainId && each.safe === safe);
    return [...written.filter((each) => !this.previewed.has(this.fileOf(each))), ...previewed];
  }

  /** What of it is a proposal, or pretends to be one. */
  filesOf(chainId: bigint, safe: string): readonly string[] {
    const folder = this.folderOf(chainId, safe);
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(extension)) : [];
    return names.sort().map((name) => join(folder, name));
  }

  /** Lets whoever proposes to a Safe finish before the next one looks. */
  inTurn<Result>(safe: string, action: () => Promise<Result>): Promise<Result> {
    const turn = (this.turns.get(safe) ?? Promise.resolve()).then(action);
    this.turns.set(
      safe,
      turn.catch(() => {}),
    );
    return turn;
  }

  fileOf({ chainId, safe, transaction, safeTxHash }: Proposal): string {
    return join(this.folderOf(chainId, safe), `${transaction.nonce}-${safeTxHash.slice(2, 10)}${extension}`);
  }

  /** The path as a message names it. */
  nameOf(proposal: Proposal): string {
    return asWrittenFromProjectRoot(this.fileOf(proposal));
  }

  /** `isPreview` writes nothing: what is proposed next in the same preview comes behind it all the same. */
  save(proposal: Proposal, isPreview: boolean): void {
    const file = this.fileOf(proposal);
    if (isPreview) return void this.previewed.set(file, proposal);
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, writeProposal(proposal));
    const { chainId, safe: address, version, description, createdAt, transaction } = proposal;
    // Safe's own interface packs several calls again by itself.
    const calls = unpackCalls(transaction, { address, version });
    const builder = {
      safe: { address, chainId },
      name: description,
      description,
      createdAt,
      calls,
    };
    replaceFile(file.replace(extension, ".transaction-builder.json"), writeTransactionBuilder(builder));
  }

  private folderOf(chainId: bigint, safe: string): string {
    return join(this.directory, `${chainId}-${safe}`);
  }
}

const folders = new WeakMap<Connection, ProposalFolder>();

/** The folder of a configured provider; the same one for all its resources. */
export function proposalsOf(connection: Connection): ProposalFolder {
  const folder = folders.get(connection) ?? new ProposalFolder(connection.config.proposalsDirectory);
  folders.set(connection, folder);
  return folder;
}

/** @throws UserError for a file that is no proposal or was changed. */
export function readProposal(file: string): Proposal {
  return parseProposal(readFileSync(file, "utf8"), file);
}

/** A reader sees the old file or the new one, never a part. */
export function replaceFile(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
