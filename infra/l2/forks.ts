/**
 * The forks of the OP stack that the contracts of 0.17.3 bring with them at genesis. Of the later ones only Fjord is in
 * their code, and none is switched on: each comes with its own contracts in the transactions that op-node puts into its
 * first block (op-node/rollup/derive/fjord_upgrade_transactions.go, isthmus_upgrade_transactions.go).
 */
export const GENESIS_FORKS = ["regolith", "canyon", "delta", "ecotone"] as const;

/** In the order in which they have to become active. */
export const LATER_FORKS = ["fjord", "granite", "holocene", "isthmus"] as const;

export type LaterFork = (typeof LATER_FORKS)[number];

/** Seconds from the genesis to the fork; one that is missing never comes. */
export type ForkSchedule = Readonly<Partial<Record<LaterFork, number>>>;

/** Times since 1970 in seconds, in the forks' order; 0 is what was so from the start. */
export function forkTimes(schedule: ForkSchedule, genesisTimestampSeconds: number): Record<string, number> {
  const later = LATER_FORKS.flatMap((fork): [string, number][] => {
    const offset = schedule[fork];
    return offset === undefined ? [] : [[fork, genesisTimestampSeconds + offset]];
  });
  return Object.fromEntries([...GENESIS_FORKS.map((fork) => [fork, 0] as const), ...later]);
}

export interface ForkProblem {
  readonly fork: LaterFork;
  readonly got: string;
  readonly expected: string;
}

/** What op-node would refuse, and what it would take though the contracts do not go with it. */
export function* forkProblems(schedule: ForkSchedule, blockTimeSeconds: number): Iterable<ForkProblem> {
  for (const [index, fork] of LATER_FORKS.entries()) {
    const offset = schedule[fork];
    if (offset === undefined) continue;
    if (!Number.isSafeInteger(offset) || offset < blockTimeSeconds) {
      const reason =
        "the contracts of 0.17.3 are Ecotone's at genesis, and a later fork brings its own with its first block";
      yield {
        fork,
        got: `${offset} s after genesis`,
        expected: `${blockTimeSeconds} s, one block, or more: ${reason}`,
      };
    }
    const before = LATER_FORKS[index - 1];
    if (before === undefined) continue;
    const earlier = schedule[before];
    if (earlier === undefined) {
      const expected = `${before} before it or with it, since a node takes forks in their order`;
      yield { fork, got: `${offset} s without ${before}`, expected };
    } else if (offset < earlier) {
      yield { fork, got: `${offset} s after genesis`, expected: `${earlier} s or more, no earlier than ${before}` };
    }
  }
}
