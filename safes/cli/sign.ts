import { Wallet } from "ethers";
import { readProposal, replaceFile } from "../proposal-folder";
import { writeProposal } from "../proposals/proposal";
import type { Proposal } from "../proposals/proposal-schema";
import { addSignature } from "../proposals/signatures";
import { UserError } from "../user-error";

/** Adds a signature that a wallet has given; the file is checked before and after. */
export function addSignatureToFile(file: string, signature: string, owner?: string): Proposal {
  const signed = addSignature(readProposal(file), signature, owner);
  replaceFile(file, writeProposal(signed));
  return signed;
}

/** Signs with a key of this process: for owners of a rehearsal, whose keys are worth nothing. */
export function signFile(file: string, keyVariable: string): Proposal {
  const key = process.env[keyVariable];
  if (key === undefined) {
    throw new UserError({ what: "there is no key to sign with", where: `environment variable ${keyVariable}` });
  }
  const { safeTxHash } = readProposal(file);
  return addSignatureToFile(file, new Wallet(key).signingKey.sign(safeTxHash).serialized);
}
