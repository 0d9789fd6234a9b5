import {
  concat,
  dataSlice,
  getBytes,
  hashMessage,
  recoverAddress,
  toBeHex,
  toBigInt,
  toNumber,
  zeroPadValue,
} from "ethers";
import { UserError } from "../user-error";
import { checksummed } from "./addresses";
import type { OwnerSignature, Proposal } from "./proposal-schema";
import { byAddress } from "./safe-state";

/** What signatures belong to. Every {@link Proposal} is one. */
type Signed = Pick<Proposal, "safeTxHash" | "before" | "signatures">;

/** Half the order of secp256k1 (SEC 2): of the two signatures that are equally valid, wallets give the lower one. */
const MAXIMUM_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * The proposal with one more signature: 65 bytes, with `v` of 27 or 28 for a signature of the hash, 31 or 32 for one
 * by `eth_sign`; one by `eth_sign` that a wallet gives with 27 or 28 is recognised. Throws a {@link UserError} unless it is
 * of an owner, of this very hash, the only one of that owner and in the lower half of the curve.
 */
export function addSignature<Kind extends Signed>(proposal: Kind, signature: string, expectedOwner?: string): Kind {
  const entry = recogniseSignature(proposal, { signature });
  const expected = expectedOwner === undefined ? entry.owner : checksummed(expectedOwner, "owner");
  if (expected !== entry.owner) {
    throw new UserError({
      what: "the signature is of another owner",
      got: entry.owner,
      expected,
      fix: "sign with the key of the owner that you mean",
    });
  }
  return withEntry(proposal, entry);
}

/**
 * The proposal with an owner's approval on chain (`approveHash`), for owners that are contracts or sign nothing. The
 * caller has read `approvedHashes(owner, safeTxHash)`; without it the transaction fails with GS025.
 */
export function addApproval<Kind extends Signed>(proposal: Kind, owner: string): Kind {
  return withEntry(proposal, recogniseApproval(proposal, { owner: checksummed(owner, "owner") }));
}

/**
 * The proposal with the signatures that another file of the same transaction has collected. Whoever is no owner any more
 * by the time of its execution is left out.
 */
export function takeSignatures<Kind extends Signed>(proposal: Kind, { safeTxHash, signatures }: Signed): Kind {
  if (safeTxHash !== proposal.safeTxHash) return proposal;
  return { ...proposal, signatures: signatures.filter(({ owner }) => proposal.before.owners.includes(owner)) };
}

/**
 * As many signatures as the threshold wants, in the owners' order, one behind the other: the last argument of
 * `execTransaction`. Throws a {@link UserError} when there are too few.
 */
export function encodeSignatures({ before, signatures, safeTxHash }: Signed): string {
  if (signatures.length < before.threshold) {
    throw new UserError({
      what: "too few owners have signed",
      where: safeTxHash,
      got: `${signatures.length} of ${before.threshold}`,
      fix: "let more owners sign",
    });
  }
  const sorted = [...signatures].sort((one, other) => byAddress(one.owner, other.owner));
  return concat(sorted.slice(0, before.threshold).map(({ signature }) => signature));
}

/** How a Safe takes an approval for a signature: the owner as r, nothing as s, 1 as v (`checkNSignatures`, Safe.sol). */
export function approvalOf(owner: string): string {
  return concat([zeroPadValue(owner, 32), toBeHex(0, 32), "0x01"]);
}

/** What is wrong with an entry of a file; nothing when it is a signature of its owner for this hash. */
export function findSignatureFault(proposal: Signed, index: number): string | undefined {
  const entry = proposal.signatures[index] as OwnerSignature;
  if (proposal.signatures.some(({ owner }, other) => other < index && owner === entry.owner)) {
    return `${entry.owner} has signed already`;
  }
  try {
    const real =
      entry.kind === "approved-hash" ? recogniseApproval(proposal, entry) : recogniseSignature(proposal, entry);
    const isSame = real.owner === entry.owner && real.kind === entry.kind && real.signature === entry.signature;
    return isSame ? undefined : `it is of ${real.owner}, ${real.kind}, ${real.signature}`;
  } catch (error) {
    if (error instanceof UserError) return error.problem.what;
    throw error;
  }
}

function recogniseApproval(proposal: Signed, { owner }: Pick<OwnerSignature, "owner">): OwnerSignature {
  refuseStranger(proposal, owner, "approved by");
  return { owner, kind: "approved-hash", signature: approvalOf(owner) };
}

function withEntry<Kind extends Signed>(proposal: Kind, entry: OwnerSignature): Kind {
  if (proposal.signatures.some(({ owner }) => owner === entry.owner)) {
    throw new UserError({
      what: `${entry.owner} has signed already`,
      where: proposal.safeTxHash,
      fix: "let another owner sign; a second signature of the same one counts nothing",
    });
  }
  const signatures = [...proposal.signatures, entry].sort((one, other) => byAddress(one.owner, other.owner));
  return { ...proposal, signatures };
}

function recogniseSignature(proposal: Signed, { signature }: Pick<OwnerSignature, "signature">): OwnerSignature {
  const { r, s, v } = split(signature);
  const digests = { ecdsa: proposal.safeTxHash, eth_sign: hashMessage(getBytes(proposal.safeTxHash)) };
  const recover = (digest: string, recovery: number) => {
    try {
      return recoverAddress(digest, { r, s, v: recovery });
    } catch {
      throw malformed("an r or s that no key can give", "a signature", "let the wallet sign again");
    }
  };
  if (v > 30) {
    const owner = recover(digests.eth_sign, v - 4);
    refuseStranger(proposal, owner, "signed by");
    return { owner, kind: "eth_sign", signature: concat([r, s, toBeHex(v, 1)]) };
  }
  const owner = recover(digests.ecdsa, v);
  const prefixed = recover(digests.eth_sign, v);
  if (!proposal.before.owners.includes(owner) && proposal.before.owners.includes(prefixed)) {
    return { owner: prefixed, kind: "eth_sign", signature: concat([r, s, toBeHex(v + 4, 1)]) };
  }
  refuseStranger(proposal, owner, "signed by");
  return { owner, kind: "ecdsa", signature: concat([r, s, toBeHex(v, 1)]) };
}

function refuseStranger({ before, safeTxHash }: Signed, address: string, how: string): void {
  if (before.owners.includes(address)) return;
  throw new UserError({
    what: `${how} ${address}, which is no owner; or what was signed is another hash`,
    where: safeTxHash,
    expected: `one of ${before.owners.join(", ")}`,
    fix: "compare the safeTxHash with what the wallet showed, and the address with the key that signed",
  });
}

function split(signature: string): { readonly r: string; readonly s: string; readonly v: number } {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    throw malformed(`${(signature.length - 2) / 2} bytes`, "0x and 65 bytes of hex: r, s, v", "copy it again");
  }
  const [r, s, v] = [dataSlice(signature, 0, 32), dataSlice(signature, 32, 64), toNumber(dataSlice(signature, 64))];
  if (v === 0 || v === 1) {
    const what = v === 0 ? "a contract's signature" : "an approval on chain";
    const fix = "a contract that is an owner approves the hash on chain; if a key signed, add 27 to the last byte";
    throw malformed(`v of ${v}, which a Safe takes for ${what}`, "v of 27, 28, 31 or 32", fix);
  }
  if (![27, 28, 31, 32].includes(v)) throw malformed(`v of ${v}`, "v of 27, 28, 31 or 32", "copy it again");
  if (toBigInt(s) > MAXIMUM_S) {
    throw malformed("an s in the upper half of the curve", "the lower one of the two s", "let the wallet sign again");
  }
  return { r, s, v };
}

function malformed(got: string, expected: string, fix: string): UserError {
  return new UserError({ what: "not a signature that can be taken", got, expected, fix });
}
