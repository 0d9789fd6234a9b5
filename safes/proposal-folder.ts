import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asWrittenFromProjectRoot } from "./project-root";
import { unpackCalls } from "./proposals/multi-send";
import { parseProposal, writeProposal } from "./proposals/proposal";
import type { Proposal } from "./proposals/proposal-schema";
import { writeTransactionBuilder } from "./proposals/transaction-builder";

const extension = ".proposal.json";

/** Where proposals lie: a folder for each Safe, a file for each proposal, beside it the same for Safe's own interface. */
export class ProposalFolder {
  constructor(private readonly directory: string) {}

  /** All proposals of a Safe, every one checked. */
  load(chainId: bigint, safe: string): Proposal[] {
    const folder = this.folderOf(chainId, safe);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith(extension));
    return files.sort().map((name) => readProposal(join(folder, name)));
  }

  fileOf({ chainId, safe, transaction, safeTxHash }: Proposal): string {
    return join(this.folderOf(chainId, safe), `${transaction.nonce}-${safeTxHash.slice(2, 10)}${extension}`);
  }

  /** The path as a message names it. */
  nameOf(proposal: Proposal): string {
    return asWrittenFromProjectRoot(this.fileOf(proposal));
  }

  /** Keeps the signatures that a file of the same proposal has collected. */
  save(proposal: Proposal): void {
    const file = this.fileOf(proposal);
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

/** @throws UserError for a file that is no proposal or was changed. */
export function readProposal(file: string): Proposal {
  return parseProposal(readFileSync(file, "utf8"), file);
}

/** A reader sees the old file or the new one, never a part. */
export function replaceFile(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
