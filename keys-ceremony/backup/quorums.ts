import { timingSafeEqual } from "node:crypto";
import { UserError } from "../../safes/user-error";
import { wipe } from "../air-gap/wipe";
import { recoverEntropy, type Split } from "./slip39";

export interface QuorumProof {
  /** How many sets of shares were recovered, each to the address expected. */
  readonly quorums: number;
  readonly address: string;
}

export interface QuorumQuestion {
  readonly split: Split;
  /** Of each group, as {@link splitEntropy} returns them. */
  readonly shares: readonly (readonly string[])[];
  /** The address that follows from an entropy. */
  readonly addressOf: (entropy: Uint8Array) => string;
  /** Of the original. */
  readonly address: string;
}

/**
 * Recovers the entropy from every smallest set of shares that has to suffice, and compares each by its address. To be done
 * before the original is wiped: afterwards nobody can.
 *
 * @throws UserError when one of them recovers anything else.
 */
export function proveQuorums({ split, shares, addressOf, address }: QuorumQuestion): QuorumProof {
  let quorums = 0;
  // Equal entropies have equal addresses: the slow derivation is done once for each that is different.
  let proven: Uint8Array | undefined;
  try {
    for (const quorum of quorumsOf(split)) {
      quorums += 1;
      const recovered = recoverEntropy(quorum.map(([group, member]) => shares[group]?.[member] as string));
      if (proven && timingSafeEqual(proven, recovered)) {
        wipe(recovered);
        continue;
      }
      const got = addressOf(recovered);
      if (got !== address) throw wrongQuorum(quorum, got, address);
      if (proven) wipe(proven);
      proven = recovered;
    }
  } finally {
    if (proven) wipe(proven);
  }
  return { quorums, address };
}

/** Group and member, both from 0. */
type Seat = readonly [group: number, member: number];

/** Every set of groups that suffices, with every set of members of each. */
export function* quorumsOf({ groupThreshold, groups }: Split): Generator<readonly Seat[]> {
  for (const chosen of subsets(groups.length, groupThreshold)) yield* membersOf(chosen, groups);
}

function* membersOf(chosen: readonly number[], groups: Split["groups"]): Generator<readonly Seat[]> {
  const [group, ...others] = chosen;
  if (group === undefined) {
    yield [];
    return;
  }
  const { count, threshold } = groups[group] as Split["groups"][number];
  for (const members of subsets(count, threshold)) {
    const seats = members.map((member): Seat => [group, member]);
    for (const rest of membersOf(others, groups)) yield [...seats, ...rest];
  }
}

/** All sets of `size` numbers below `count`, in order. */
function* subsets(count: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= count - size; first += 1) {
    for (const rest of subsets(count, size - 1, first + 1)) yield [first, ...rest];
  }
}

function wrongQuorum(quorum: readonly Seat[], got: string, expected: string): UserError {
  return new UserError({
    what: "a set of shares recovers another key",
    where: quorum.map(([group, member]) => `group ${group + 1} share ${member + 1}`).join(", "),
    got,
    expected,
    fix: "do not wipe the original; destroy all of these shares and split it again",
  });
}
