import Slip39 from "slip39";
import { UserError } from "../../safes/user-error";
import { readShare, type Share } from "./share";

/** Any `threshold` of `count` shares stand for the group. */
export interface ShareGroup {
  readonly name: string;
  readonly threshold: number;
  readonly count: number;
}

export interface Split {
  /** So many groups recover the entropy. */
  readonly groupThreshold: number;
  readonly groups: readonly ShareGroup[];
}

/**
 * Splits an entropy (not a seed: a mnemonic follows from the entropy, and not the other way round) by SLIP-39. Shares are
 * extendable ones of 2023, which older tools do not read, and have no passphrase: a wrong one would recover another secret
 * without a word. Returns the shares of each group in order.
 */
export function splitEntropy(entropy: Uint8Array, { groupThreshold, groups }: Split): string[][] {
  if (entropy.length !== 16 && entropy.length !== 32) {
    throw new UserError({
      what: "an entropy of this length is not split",
      got: `${entropy.length} bytes`,
      expected: "16 or 32",
    });
  }
  checkSplit({ groupThreshold, groups });
  const split = Slip39.fromArray(Array.from(entropy), {
    threshold: groupThreshold,
    groups: groups.map(({ name, threshold, count }) => [threshold, count, name] as const),
    extendableBackupFlag: 1,
  });
  return groups.map((_, group) => split.fromPath(`r/${group}`).mnemonics);
}

function checkSplit({ groupThreshold, groups }: Split): void {
  const refuse = (what: string, got: string, expected: string, where?: string): never => {
    throw new UserError({ what, where, got, expected });
  };
  if (groups.length < 1 || groups.length > 16) refuse("too many groups, or none", `${groups.length}`, "1 to 16");
  if (groupThreshold < 1 || groupThreshold > groups.length) {
    refuse("more groups are needed than there are", `${groupThreshold} of ${groups.length}`, `1 to ${groups.length}`);
  }
  for (const { name, threshold, count } of groups) {
    if (count < 1 || count > 16) refuse("a group of this many shares cannot be made", `${count}`, "1 to 16", name);
    if (threshold < 1 || threshold > count) {
      refuse("more shares are needed than there are", `${threshold} of ${count}`, `1 to ${count}`, name);
    }
    if (threshold === 1 && count > 1) {
      refuse("several shares that each suffice are copies of one", `1 of ${count}`, "2 or more, or 1 of 1", name);
    }
  }
}

/**
 * The entropy behind shares. Surplus ones are left aside after they have been checked.
 *
 * @param passphrase Of shares that another tool made with one. A wrong one returns another secret: compare the address.
 */
export function recoverEntropy(shares: readonly string[], passphrase = ""): Uint8Array {
  const read = shares.map((text, index) => readShare(text, index + 1));
  checkOneSet(read);
  const chosen = chooseShares(read);
  try {
    return Uint8Array.from(Slip39.recoverSecret(chosen, passphrase));
  } catch (error) {
    throw new UserError({
      what: "these shares do not recover a secret",
      got: (error as Error).message.split("\n")[0],
      expected: "shares of one split",
      fix: "compare them with the cards; if all agree, one has been forged or damaged: try other shares",
    });
  }
}

function checkOneSet(shares: readonly Share[]): void {
  const [first] = shares;
  if (!first) throw new UserError({ what: "there is no share", expected: "as many as the threshold says" });
  const key = ({ head }: Share) => `${head.set} ${head.groupThreshold} ${head.groupCount}`;
  const strangers = shares.flatMap((share, index) => (key(share) === key(first) ? [] : [index + 1]));
  if (strangers.length === 0) return;
  throw new UserError({
    what: "the shares belong to different secrets",
    got: `share ${strangers.join(", ")} of another set than share 1`,
    expected: "shares whose first two words are the same",
    fix: "look at the labels of the cards",
  });
}

/** As many of each group as suffice, and as many groups: the library takes no more. */
function chooseShares(shares: readonly Share[]): string[] {
  const groups = new Map<number, Map<number, Share>>();
  shares.forEach((share, index) => {
    const members = groups.get(share.head.group) ?? new Map<number, Share>();
    groups.set(share.head.group, members);
    const [sibling] = members.values();
    const twin = members.get(share.head.member);
    if (
      (twin && twin.words !== share.words) ||
      (sibling && sibling.head.memberThreshold !== share.head.memberThreshold)
    ) {
      throw new UserError({
        what: "two shares contradict each other",
        where: `share ${index + 1}`,
        got: twin ? "another share with the same number" : "another threshold than its group's",
        fix: "one of them has been forged or comes from another split: look at the labels of the cards",
      });
    }
    members.set(share.head.member, share);
  });
  const complete = [...groups.values()].filter((members) => members.size >= thresholdOf(members));
  const needed = shares[0]?.head.groupThreshold ?? 0;
  if (complete.length < needed) throw tooFew(groups, complete.length, needed);
  return complete
    .slice(0, needed)
    .flatMap((members) => [...members.values()].slice(0, thresholdOf(members)).map(({ words }) => words));
}

const thresholdOf = (members: ReadonlyMap<number, Share>) =>
  Math.max(...[...members.values()].map(({ head }) => head.memberThreshold));

function tooFew(groups: ReadonlyMap<number, ReadonlyMap<number, Share>>, complete: number, needed: number): UserError {
  const counts = [...groups].map(([group, members]) => {
    const present = [...members.keys()].map((member) => member + 1).sort((a, b) => a - b);
    return `group ${group + 1}: ${members.size} of ${thresholdOf(members)} needed (number ${present.join(", ")})`;
  });
  return new UserError({
    what: needed > 1 ? "too few groups have enough shares" : "too few shares",
    got: needed > 1 ? `${complete} of ${needed} groups; ${counts.join("; ")}` : counts.join("; "),
    expected: "different shares, as many as the threshold says",
    fix: "call in another holder; the same share twice counts once",
  });
}
