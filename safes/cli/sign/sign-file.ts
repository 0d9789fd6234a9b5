import { replaceFile } from "../../proposal-folder";
import { writeProposal } from "../../proposals/proposal";
import type { Proposal } from "../../proposals/proposal-schema";
import { addSignature } from "../../proposals/signatures";
import { typedDataOf } from "../../proposals/typed-data";
import { UserError } from "../../user-error";
import { readGoodProposal } from "../proposal-file";
import { Refused } from "../refused";
import type { SignOptions } from "../sign";

/** Carries out `sign`. @throws Refused for a proposal that `verify` refuses, and for a signature that does not count. */
export async function sign(file: string, options: SignOptions): Promise<void> {
  const { typedData, signature, keyVariable, owner } = options;
  const ways = { "--typed-data": typedData, "--signature": signature, "--key-variable": keyVariable };
  const given = Object.entries(ways).flatMap(([way, value]) => (value ? [way] : []));
  if (given.length !== 1) {
    throw new UserError({
      what: given.length === 0 ? "nothing to sign with" : "more than one way to sign",
      where: file,
      got: given.join(", ") || "no option",
      expected: `one of ${Object.keys(ways).join(", ")}`,
      fix: "npm run safe -- sign --help",
    });
  }
  const proposal = readGoodProposal(file, options);
  if (typedData) {
    const { safe: address, chainId, version, transaction } = proposal;
    return console.log(JSON.stringify(typedDataOf({ address, chainId, version }, transaction), null, 2));
  }
  const given65Bytes = signature ?? (await signWithPlainKey(proposal, keyVariable as string, options));
  const signed = add(proposal, given65Bytes.trim(), owner);
  replaceFile(file, writeProposal(signed));
  report(file, proposal, signed);
}

/** Whatever is wrong with a signature, it does not count. */
function add(proposal: Proposal, signature: string, owner: string | undefined): Proposal {
  try {
    return addSignature(proposal, signature, owner);
  } catch (error) {
    throw error instanceof UserError ? new Refused(error.problem) : error;
  }
}

/** Owners of a rehearsal, whose keys are worth nothing: only a chain on this machine proves that they are such owners. */
async function signWithPlainKey(
  { chainId, safeTxHash }: Proposal,
  keyVariable: string,
  { rpcUrl }: SignOptions,
): Promise<string> {
  const { connect } = await import("../connect");
  const { readPlainKey } = await import("../../signers/local");
  const isLocal = await connect(chainId, { ...(rpcUrl && { rpcUrl }) }).isLocal();
  return readPlainKey(keyVariable, isLocal).signingKey.sign(safeTxHash).serialized;
}

function report(file: string, before: Proposal, { signatures, before: { threshold } }: Proposal): void {
  const added = signatures.find(({ owner }) => !before.signatures.some((each) => each.owner === owner));
  console.log(`${added?.owner} has signed (${added?.kind}): ${signatures.length} of ${threshold}`);
  console.log(
    signatures.length < threshold
      ? `${threshold - signatures.length} more to go`
      : `enough: npm run safe -- execute ${file} --rpc-url <url> <url>`,
  );
}
