import Slip39 from "slip39";
import { WORD_LIST } from "slip39/src/slip39_helper.js";
import { UserError } from "../../safes/user-error";

// slip39 adds its functions to every array, where `for in` finds them and some libraries stumble.
for (const name of Object.keys(Array.prototype)) Object.defineProperty(Array.prototype, name, { enumerable: false });

/** The head of a SLIP-39 share, which is no secret. */
export interface ShareHead {
  /** The same for all shares of one split: identifier, extendable flag, iteration exponent. */
  readonly set: number;
  /** From 0. */
  readonly group: number;
  readonly groupThreshold: number;
  readonly groupCount: number;
  /** From 0. */
  readonly member: number;
  readonly memberThreshold: number;
}

export interface Share {
  /** As SLIP-39 writes them: lower case, one space apart. */
  readonly words: string;
  readonly head: ShareHead;
}

const indexOf = new Map(WORD_LIST.map((word, index) => [word, index]));

/** Shares of 128 and of 256 bits. */
const wordCounts = [20, 33];

/**
 * Reads a share and says what is wrong with it by position: its words stay out of the message.
 *
 * @param place Which of the shares given it is, from 1; or its name.
 */
export function readShare(text: string, place: number | string): Share {
  const words = text.trim().toLowerCase().split(/\s+/);
  const where = typeof place === "number" ? `share ${place}` : place;
  const strangers = words.flatMap((word, index) => (indexOf.has(word) ? [] : [index + 1]));
  if (strangers.length > 0) {
    throw new UserError({
      what: "a word is not in the list of SLIP-39",
      where,
      got: `word ${strangers.join(", ")} of ${words.length}`,
      fix: "compare it with the card; the first four letters of a word are enough to tell it from all others",
    });
  }
  if (!wordCounts.includes(words.length)) {
    throw new UserError({
      what: "words are missing or there are too many",
      where,
      got: `${words.length} words`,
      expected: "20 for 128 bits, 33 for 256",
    });
  }
  const joined = words.join(" ");
  if (!Slip39.validateMnemonic(joined)) {
    throw new UserError({
      what: "a word is wrong, though each is in the list: the checksum does not agree",
      where,
      fix: "compare every word with the card",
    });
  }
  return { words: joined, head: readHead(words.slice(0, 4).map((word) => indexOf.get(word) as number)) };
}

/** SLIP-39: id 15 bits, ext 1, exponent 4; group index, threshold - 1, count - 1, member index, threshold - 1 of 4 each. */
function readHead([first = 0, second = 0, third = 0, fourth = 0]: readonly number[]): ShareHead {
  const fields = third * 1024 + fourth;
  const nibble = (place: number) => (fields >> (16 - 4 * place)) & 15;
  return {
    set: first * 1024 + second,
    group: nibble(0),
    groupThreshold: nibble(1) + 1,
    groupCount: nibble(2) + 1,
    member: nibble(3),
    memberThreshold: nibble(4) + 1,
  };
}
