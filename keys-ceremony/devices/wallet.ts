import { getAddress, hashMessage } from "ethers";
import type { Signer } from "../../safes/signers";
import { accountsOfRemote, openRemoteSigner } from "../../safes/signers/remote";
import { UserError } from "../../safes/user-error";
import {
  checkPossession,
  type Possession,
  type Proof,
  possessionText,
  possessionTypedData,
  recoverSigner,
} from "../proof";
import { ask, askUntilRight, requireTerminal } from "./keyboard";

/** A participant's signature under an entry; undefined when this person passes. */
export async function signEntry(
  who: string,
  account: string,
  text: string,
  bridge: string | undefined,
): Promise<string | undefined> {
  if (bridge !== undefined) {
    const question = `\n${who} (${account}): connect the wallet; Enter to sign, "pass" to leave it to others: `;
    return signAtBridge(question, ["pass"], (answer) =>
      answer === "pass" ? undefined : openRemoteSigner(bridge, account).signMessage(text),
    );
  }
  return askUntilRight({
    text: `\n${who} (${account}) signs this as a personal message:\n\n${text}\n\nSignature, or "pass" to leave it to others: `,
    read: (typed) => {
      if (typed === "pass") return undefined;
      requireSigner(recoverSigner(hashMessage(text), typed), account);
      return typed;
    },
  });
}

/** A wallet signs that it has the key. */
export async function provePossession(who: string, possession: Possession, bridge: string | undefined): Promise<Proof> {
  if (bridge !== undefined) {
    process.stdout.write(`\n${who} compares on the device:\n${spell(possession)}\n`);
    const signer = openRemoteSigner(bridge, possession.key);
    const question = 'Enter to sign, or "text" where the device cannot show typed data: ';
    return signAtBridge(question, ["text"], (answer) => proofBy(signer, possession, answer === "text"));
  }
  return askUntilRight({
    text: `\n${who} signs this as a personal message:\n\n${possessionText(possession)}\n\nSignature: `,
    read: (signature) => {
      const proof = { scheme: "eip191", signature } as const;
      checkPossession(possession, proof);
      return proof;
    },
  });
}

async function proofBy(signer: Signer, possession: Possession, asText: boolean): Promise<Proof> {
  if (asText) return { scheme: "eip191", signature: await signer.signMessage(possessionText(possession)) };
  return { scheme: "eip712", signature: await signer.signTypedData(possessionTypedData(possession)) };
}

/** The account of a seat or a role, out of those that the bridge offers, or read off the device and typed. */
export async function askAccount(
  who: string,
  bridge: string | undefined,
  judge: (account: string) => void,
): Promise<string> {
  requireTerminal();
  if (bridge !== undefined) await ask(`\n${who}: connect the wallet; Enter when it is there. `);
  const offered = bridge === undefined ? [] : (await accountsOfRemote(bridge)).map((each) => getAddress(each));
  offered.forEach((account, index) => {
    process.stdout.write(`  ${index + 1}  ${account}\n`);
  });
  const choice =
    offered.length > 0 ? "its number, if the device shows the same, or the account itself" : "off the device";
  return askUntilRight({
    text: `Account of ${who}, ${choice}: `,
    read: (typed) => {
      const account = offered[Number(typed) - 1] ?? readAccount(typed);
      judge(account);
      return account;
    },
  });
}

function readAccount(typed: string): string {
  try {
    return getAddress(typed);
  } catch {
    throw new UserError({
      what: "this is no account",
      got: JSON.stringify(typed),
      expected: "0x and 40 hex digits; one in mixed case has a checksum",
      fix: "read it off the device again",
    });
  }
}

/** Asks until a device has signed, or the answer is one of those that ask for something else. */
async function signAtBridge<T>(
  question: string,
  others: readonly string[],
  sign: (answer: string) => T | Promise<T>,
): Promise<T> {
  for (;;) {
    const answer = await ask(question);
    if (answer !== "" && !others.includes(answer)) {
      process.stdout.write(`Enter, or ${others.map((each) => `"${each}"`).join(" or ")}, please.\n`);
      continue;
    }
    try {
      return await sign(answer);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stdout.write(`\n${error.message}\n`);
    }
  }
}

function requireSigner(signer: string | undefined, account: string): void {
  if (signer === account) return;
  throw new UserError({
    what: "this account has not signed this text",
    got: signer === undefined ? "no signature" : `a signature of ${signer}, or of another text`,
    expected: `0x and 130 hex digits, by ${account}`,
    fix: "sign exactly the text that is shown, as a personal message (EIP-191), with this account",
  });
}

/** As a device shows typed data: in hex, not in words. */
function spell({ key, role, chainId, ceremonyId, transcriptHead, notAfter }: Possession): string {
  return [
    ["account", key],
    ["role", role],
    ["chain", chainId],
    ["ceremony", ceremonyId],
    ["transcript", transcriptHead],
    ["not after", notAfter],
  ]
    .map(([name, value]) => `  ${String(name).padEnd(11)}${value}`)
    .join("\n");
}
