import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id, SigningKey, Wallet } from "ethers";
import { planChanges } from "../../../safes/proposals/changes";
import { createProposal, type ProposalOptions, parseProposal, writeProposal } from "../../../safes/proposals/proposal";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { options, settings, state } from "../proposals/samples";

/** Owners whose keys the tests have. */
export const keys = [1, 2, 3].map((number) => new SigningKey(id(`owner ${number} of a proposal in a file`)));
export const owners = keys.map((key) => new Wallet(key).address);
export const [newcomer, stranger] = ["newcomer", "stranger"].map((name) => new SigningKey(id(name))) as [
  SigningKey,
  SigningKey,
];
export const newOwner = new Wallet(newcomer).address;

const before = { ...state, owners };
export const swapped = settings({ owners: [owners[0] as string, owners[1] as string, newOwner] });

/** The third owner is replaced; two of three have to sign. */
export const swap = (changes: Partial<ProposalOptions> = {}): Proposal =>
  createProposal({
    ...options,
    state: before,
    wanted: swapped,
    calls: planChanges(before, swapped),
    description: "the third owner lost a key",
    ...changes,
  });

/** A folder of files, gone with the test. */
export class ProposalFiles {
  readonly directory = mkdtempSync(join(tmpdir(), "proposals-"));

  /** @returns the path. */
  write(name: string, content: string | Proposal): string {
    const file = join(this.directory, name);
    writeFileSync(file, typeof content === "string" ? content : writeProposal(content));
    return file;
  }

  read(file: string): Proposal {
    return parseProposal(readFileSync(file, "utf8"), file);
  }

  /** Text without where this folder is. */
  anonymous(text: string): string {
    return text.replaceAll(this.directory, "proposals");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
