import { randomBytes } from "node:crypto";
import { verifyMessage } from "ethers";
import type { Signer } from "../safes/signers";
import { UserError } from "../safes/user-error";

/** A text that nobody has signed before, and a key's signature over it (EIP-191): the key is there, and is this one. */
export interface SignedChallenge {
  readonly text: string;
  /** 65 bytes. */
  readonly signature: string;
}

/** @throws UserError unless the signature is of the address that was expected, by its own check and by ethers' */
export async function signChallenge(signer: Signer, subject: string): Promise<SignedChallenge> {
  const text = `Jeju key ceremony, challenge for ${subject}: ${randomBytes(32).toString("hex")}`;
  const signature = await signer.signMessage(text);
  const address = verifyMessage(text, signature);
  if (address === signer.address) return { text, signature };
  throw new UserError({
    what: "the challenge is signed by another key",
    where: signer.description,
    got: address,
    expected: signer.address,
    fix: "do not use this key before you know why",
  });
}
