import { UserError } from "../../safes/user-error";

/** Of a BIP-39 entropy. */
export type EntropyBits = 128 | 256;

/** 50 rolls give 129.2 bits, 99 give 255.9: the operating system's bits are mixed in, so a tenth of a bit decides nothing. */
export const rollsNeeded: Readonly<Record<EntropyBits, number>> = { 128: 50, 256: 99 };

/** What may be said of rolls without giving them away. */
export interface RollsReport {
  readonly count: number;
  /** If the die is fair: log2(6) for each roll. */
  readonly bits: number;
}

/**
 * How seldom a fair die may fail a check: one ceremony in two thousand rolls again for nothing. The rolls themselves stay
 * out of every message, because messages are logged.
 */
const chanceOfFalseAlarm = 1e-4;

/** Of chi-square with five degrees of freedom, at that chance. */
const chiSquareLimit = 25.745;

/** The rolls as digits only. */
export function digitsOf(rolls: string): string {
  return rolls.replace(/\s+/g, "");
}

/**
 * Judges whether rolls are enough and could be a die's. No check tells good rolls from bad ones; these catch a loaded die,
 * a pattern typed by hand and a line entered twice.
 */
export function checkRolls(rolls: string, bits: EntropyBits): RollsReport {
  const digits = digitsOf(rolls);
  const stranger = /[^1-6]/.exec(digits);
  if (stranger) {
    refuse("a die has no such face", `character ${stranger.index + 1} of ${digits.length}`, "digits from 1 to 6");
  }
  const needed = rollsNeeded[bits];
  if (digits.length < needed) {
    refuse(`too few rolls for ${bits} bits`, `${digits.length} rolls`, `${needed} or more`, "go on rolling");
  }
  const faces = Array.from(digits, Number);
  const unevenness = chiSquare(faces.map((face) => face - 1));
  if (unevenness > chiSquareLimit) {
    refuse("the faces are too unevenly spread for a fair die", `chi-square of ${unevenness.toFixed(1)}`, limitText);
  }
  const steps = faces.slice(1).map((face, index) => (face - (faces[index] as number) + 6) % 6);
  const stepUnevenness = chiSquare(steps);
  if (stepUnevenness > chiSquareLimit) {
    refuse("each roll follows too much from the one before", `chi-square of ${stepUnevenness.toFixed(1)}`, limitText);
  }
  checkRepeats(steps);
  checkRuns(faces);
  checkPeriod(faces);
  return { count: faces.length, bits: faces.length * Math.log2(6) };
}

const limitText = `at most ${chiSquareLimit}, which a fair die exceeds once in ${1 / chanceOfFalseAlarm} times`;

/** People who make rolls up avoid the same face twice in a row; a die does it every sixth time. */
function checkRepeats(steps: readonly number[]): void {
  const repeats = steps.filter((step) => step === 0).length;
  if (chanceOfAtMost(repeats, steps.length, 1 / 6) >= chanceOfFalseAlarm) return;
  refuse("the same face comes twice in a row too seldom", `${repeats} times`, `about ${Math.round(steps.length / 6)}`);
}

function checkRuns(faces: readonly number[]): void {
  let longest = 1;
  let length = 1;
  for (let index = 1; index < faces.length; index += 1) {
    length = faces[index] === faces[index - 1] ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  // A run of so many starts at any of the rolls, with a new face.
  if (faces.length * (1 / 6) ** (longest - 1) >= chanceOfFalseAlarm) return;
  refuse("one face comes too often in a row", `${longest} times`, "a run that a fair die has");
}

/** A line that was entered twice, or a pattern. */
function checkPeriod(faces: readonly number[]): void {
  const lags = Math.floor(faces.length / 2);
  for (let lag = 2; lag <= lags; lag += 1) {
    const matches = faces.slice(lag).filter((face, index) => face === faces[index]).length;
    const trials = faces.length - lag;
    if (chanceOfAtMost(trials - matches, trials, 5 / 6) >= chanceOfFalseAlarm / lags) continue;
    refuse("the rolls repeat themselves", `the same faces again after ${lag} rolls`, "every roll entered once");
  }
}

function chiSquare(categories: readonly number[]): number {
  const counts = new Array<number>(6).fill(0);
  for (const category of categories) counts[category] = (counts[category] as number) + 1;
  const mean = categories.length / 6;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

/** Binomial: the chance of at most `successes` in `trials`. */
function chanceOfAtMost(successes: number, trials: number, chance: number): number {
  let term = (1 - chance) ** trials;
  let sum = term;
  for (let count = 1; count <= successes; count += 1) {
    term *= ((trials - count + 1) / count) * (chance / (1 - chance));
    sum += term;
  }
  return sum;
}

function refuse(what: string, got: string, expected: string, fix = rollAgain): never {
  throw new UserError({ what, where: "dice", got, expected, fix });
}

const rollAgain = "roll all of them again, with other dice; if it happens twice, find out why before going on";
