import { call, type Token } from "../../safes/signers/pkcs11/token";
import { UserError } from "../../safes/user-error";

/**
 * Random bytes of a token's own generator (C_GenerateRandom), to be mixed with dice and the operating system's: by
 * themselves they are as good as the token.
 *
 * @throws UserError where the token has no generator, or gives what no generator gives
 */
export function hsmRandom({ library, session, where }: Token, bytes: number): Buffer {
  if (!Number.isInteger(bytes) || bytes < 16)
    throw new RangeError(`${bytes} bytes are too few to tell that they are random`);
  const [first, second] = call(where, () =>
    [0, 1].map(() => Buffer.from(library.C_GenerateRandom(session, Buffer.alloc(bytes)))),
  ) as [Buffer, Buffer];
  // A test for a generator that is broken, not for a bad one: the chance of either by accident is below 2^-96.
  const isStuck = new Set(first).size < 4 || first.equals(second);
  second.fill(0);
  if (!isStuck && first.length === bytes) return first;
  first.fill(0);
  throw new UserError({
    what: "the token's random bytes are not random",
    where,
    got: isStuck ? "the same bytes again" : "too few bytes",
    fix: "do not use this token; dice and the operating system's generator go on without it",
  });
}
