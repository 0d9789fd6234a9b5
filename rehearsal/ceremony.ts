import type { Wallet } from "ethers";
import { configurationOf } from "../keys-ceremony/configuration";
import { practiceWallet } from "../keys-ceremony/practice/keys";
import { readText } from "../keys-ceremony/read-text";
import { transcriptFile } from "../keys-ceremony/steps/ceremony";
import { seatsOf } from "../keys-ceremony/steps/state";
import { verifyTranscript } from "../keys-ceremony/transcript/verify";
import { UserError } from "../safes/user-error";
import type { SafeName } from "./stack-config";

/** What a practice of the key ceremony gives a rehearsal: owners of the Safes, and the keys that sign for them. */
export interface RehearsedCeremony {
  readonly name: string;
  readonly owners: Readonly<Record<SafeName, readonly string[]>>;
  /** Accounts of keys that the ceremony made, by role. */
  readonly signers: Readonly<Record<string, string>>;
  readonly wallets: readonly Wallet[];
}

/** @throws UserError unless the folder holds a whole practice for this stack, whose transcript verifies. */
export function openCeremony(folder: string, stack: string): RehearsedCeremony {
  const file = transcriptFile(folder);
  const practise = `npm run ceremony -- practice keys-ceremony/plans/${stack}.yaml --folder <folder>`;
  const { state } = verifyTranscript(readText(file, "the transcript of a practice", practise));
  const { plan } = state;
  if (plan.stack !== stack || !plan.practice) {
    throw new UserError({
      what: "this ceremony is not for a rehearsal of this stack",
      where: file,
      got: `${plan.practice ? "a practice" : "a ceremony with real keys"} for ${plan.stack}`,
      expected: `a practice for ${stack}`,
      fix: practise,
    });
  }
  const { signers, addressBook } = configurationOf(state);
  const owners = Object.fromEntries(
    Object.entries(addressBook.safes).map(([safe, { owners: seats }]) => [safe, seats.map(({ account }) => account)]),
  ) as Record<SafeName, string[]>;
  const wallets = seatsOf(plan).map(({ name }) => practiceWallet(plan.ceremony, name));
  return { name: plan.ceremony, owners, signers, wallets };
}
