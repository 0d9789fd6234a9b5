import type { PlanProblem } from "./problem";
import type { Plan } from "./schema";

/** From `systems.md`: Jeju settles on Base. Nothing fixes the chain id of testnet's L2. */
const chains = { mainnet: { l1: 8453, l2: 420691 }, testnet: { l1: 84532, l2: undefined } } as const;

/** Dates, chains, who is there, and how many sign. */
export function checkAgreement(plan: Plan): PlanProblem[] {
  return [...checkDates(plan), ...checkChains(plan), ...checkAttendance(plan)];
}

function* checkDates({ dates }: Plan): Generator<PlanProblem> {
  const { day, standby, notAfter } = dates;
  // ISO days compare as text.
  if (standby <= day) {
    yield {
      path: "dates.standby",
      what: "the standby day is not after the day",
      got: standby,
      expected: `after ${day}`,
    };
  }
  if (notAfter <= standby) {
    yield {
      path: "dates.notAfter",
      what: "the keys would be due before they are made",
      got: notAfter,
      expected: `after ${standby}`,
    };
  }
}

function* checkChains({ environment, l1ChainId, l2ChainId }: Plan): Generator<PlanProblem> {
  const { l1, l2 } = chains[environment];
  if (l1ChainId !== l1) {
    yield { path: "l1ChainId", what: `this is not the L1 of ${environment}`, got: `${l1ChainId}`, expected: `${l1}` };
  }
  if (l2 !== undefined && l2ChainId !== l2) {
    yield { path: "l2ChainId", what: `this is not the L2 of ${environment}`, got: `${l2ChainId}`, expected: `${l2}` };
  }
}

function* checkAttendance(plan: Plan): Generator<PlanProblem> {
  const { participants, transcriptThreshold, environment } = plan;
  const count = Object.keys(participants).length;
  if (transcriptThreshold > count || transcriptThreshold * 2 <= count) {
    yield {
      path: "transcriptThreshold",
      what: "too few or too many signatures for an entry",
      got: `${transcriptThreshold} of ${count}`,
      expected: `${Math.floor(count / 2) + 1} to ${count}: with half or fewer, two transcripts could both have enough`,
    };
  }
  const keys = Object.entries(participants).flatMap(([id, { transcriptKey }]) =>
    transcriptKey ? [[id, transcriptKey] as const] : [],
  );
  for (const [index, [id, key]] of keys.entries()) {
    const other = keys.slice(0, index).find(([, earlier]) => earlier === key)?.[0];
    if (other) {
      yield {
        path: `participants.${id}.transcriptKey`,
        what: `${other} has the same key`,
        got: key,
        expected: "a key of one's own",
      };
    }
  }
  const withDuty = (duty: string) =>
    Object.entries(participants).filter(([, { duties }]) => duties.some((each) => each === duty));
  for (const duty of ["administrator", "operator"] as const) {
    const found = withDuty(duty).length;
    if (found !== 1) yield { path: "participants", what: `one ${duty} leads the day`, got: `${found}`, expected: "1" };
  }
  const witnesses = withDuty("witness");
  const needed = environment === "mainnet" ? 2 : 1;
  if (witnesses.length < needed) {
    yield {
      path: "participants",
      what: "too few witnesses",
      got: `${witnesses.length}`,
      expected: `${needed} or more`,
    };
  }
  const holding = holders(plan);
  for (const [id] of witnesses.filter(([id]) => holding.has(id))) {
    yield {
      path: `participants.${id}.duties`,
      what: "a witness holds something",
      expected: "witnesses without seat or share: they have nothing to hide",
      fix: "take the duty or the seat away",
    };
  }
}

/** Everyone who holds a seat, a share, a file or a recipient. */
function holders({ safes, seeds, roles }: Plan): ReadonlySet<string> {
  return new Set([
    ...Object.values(safes).flatMap(({ owners }) => owners.map(({ holder }) => holder)),
    ...Object.values(seeds).flatMap((seed) => [
      ...seed.shares.holders,
      ...seed.ageRecipients.map(({ holder }) => holder),
      seed.ageFileKeptBy,
    ]),
    ...Object.values(roles).flatMap(({ holder }) => holder ?? []),
  ]);
}
