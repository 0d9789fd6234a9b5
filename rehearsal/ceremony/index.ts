import type { Wallet } from "ethers";
import { configurationOf } from "../../keys-ceremony/configuration";
import { clusterFiles } from "../../keys-ceremony/practice/cluster";
import { practiceWallet } from "../../keys-ceremony/practice/keys";
import { readText } from "../../keys-ceremony/read-text";
import { type SealedKeys, sealedKeysIn } from "../../keys-ceremony/steps/sealing";
import { seatsOf } from "../../keys-ceremony/steps/state";
import { parseTranscript, transcriptFile } from "../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../keys-ceremony/transcript/verify";
import { UserError } from "../../safes/user-error";
import type { SafeName } from "../stack-config";

/** What a practice of the key ceremony gives a rehearsal: owners of the Safes, and the keys that sign for them. */
export interface RehearsedCeremony {
  readonly name: string;
  readonly owners: Readonly<Record<SafeName, readonly string[]>>;
  /** Accounts of keys that the ceremony made, by role. */
  readonly signers: Readonly<Record<string, string>>;
  readonly wallets: readonly Wallet[];
  /** As it is published. */
  readonly transcript: string;
  /** Keys for the cluster, unless the plan keeps all of them elsewhere. */
  readonly clusterKeys?: ClusterKeys;
}

export interface ClusterKeys extends SealedKeys {
  /** PEM of the key that opens what is sealed; the cluster's own. */
  readonly clusterPrivateKey: string;
}

/** @throws UserError unless the folder holds a whole practice for this stack, whose transcript verifies. */
export function openCeremony(folder: string, stack: string): RehearsedCeremony {
  const file = transcriptFile(folder);
  const practise = `npm run ceremony -- practice keys-ceremony/plans/${stack}.yaml --folder <folder>`;
  const transcript = readText(file, "the transcript of a practice", practise);
  const { state } = verifyTranscript(transcript);
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
  const sealed = sealedKeysIn(parseTranscript(transcript));
  const clusterPrivateKey =
    sealed && readText(clusterFiles(folder).privateKey, "the private key of the practised cluster", practise);
  return {
    ...{ name: plan.ceremony, owners, signers, wallets, transcript },
    ...(sealed && clusterPrivateKey !== undefined && { clusterKeys: { ...sealed, clusterPrivateKey } }),
  };
}
