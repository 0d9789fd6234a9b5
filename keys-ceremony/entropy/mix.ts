import { createHash, timingSafeEqual } from "node:crypto";
import { UserError } from "../../safes/user-error";
import { wipe } from "../air-gap/wipe";
import { checkRolls, digitsOf, type EntropyBits } from "./dice";

export interface EntropySources {
  /** Faces from 1 to 6, in the order in which they fell. */
  readonly dice: string;
  /** As many bytes as are wanted, of the operating system's generator. */
  readonly system: Uint8Array;
  /** As many, of the generator of an HSM. */
  readonly hsm?: Uint8Array;
}

/** What a source gave, in words for the transcript; it gives nothing away. */
export interface Contribution {
  readonly source: "dice" | "operating system" | "HSM";
  readonly gave: string;
}

export interface MixedEntropy {
  readonly entropy: Uint8Array;
  readonly explanation: readonly Contribution[];
}

/**
 * SHA-256(rolls), cut to length, XOR the system's bytes XOR the HSM's: as unpredictable as the best of the sources, and
 * whoever controls one or two of them controls nothing. To repeat it all sources have to be recorded, which only a
 * rehearsal may do.
 */
export function mixEntropy({ dice, system, hsm }: EntropySources): MixedEntropy {
  const bits = checkedBits(system);
  checkSource("operating system", system, system.length);
  if (hsm) checkSource("HSM", hsm, system.length);
  const rolls = checkRolls(dice, bits);
  // Cut to 128 bits where so many are wanted; the rolls are hashed as ASCII digits.
  const hashed = createHash("sha256").update(digitsOf(dice)).digest();
  const others = hsm ? [system, hsm] : [system];
  checkNoCancelling([hashed.subarray(0, system.length), ...others]);
  const entropy = Uint8Array.from(system, (_, place) =>
    others.reduce((sum, source) => sum ^ (source[place] as number), hashed[place] as number),
  );
  wipe(hashed);
  const explanation: Contribution[] = [
    { source: "dice", gave: `${rolls.count} rolls, ${rolls.bits.toFixed(1)} bits if the dice are fair` },
    { source: "operating system", gave: `${bits} bits of its generator` },
    ...(hsm ? [{ source: "HSM" as const, gave: `${bits} bits of its generator` }] : []),
  ];
  return { entropy, explanation };
}

function checkedBits(system: Uint8Array): EntropyBits {
  const bits = system.length * 8;
  if (bits === 128 || bits === 256) return bits;
  throw new UserError({ what: "an entropy of this length is not used", got: `${bits} bits`, expected: "128 or 256" });
}

/** A generator that is broken gives one byte again and again; a working one has no such 16 bytes in all of time. */
function checkSource(source: Contribution["source"], bytes: Uint8Array, length: number): void {
  const problem =
    bytes.length !== length
      ? `${bytes.length} bytes`
      : new Set(bytes).size <= length / 4
        ? "the same few values over and over"
        : undefined;
  if (!problem) return;
  throw new UserError({
    what: "a source of randomness does not work",
    where: source,
    got: problem,
    expected: `${length} random bytes`,
    fix: "stop, and use another machine or device",
  });
}

/** Two equal sources cancel each other. */
function checkNoCancelling(sources: readonly Uint8Array[]): void {
  sources.forEach((source, index) => {
    if (!sources.slice(index + 1).some((other) => timingSafeEqual(source, other))) return;
    throw new UserError({
      what: "two sources of randomness gave the same, so that they cancel each other",
      fix: "stop: one of them copies the other",
    });
  });
}
