import { UserError } from "../../safes/user-error";

/** Does what has to be refused. @throws UserError when it is not, or for another reason. */
export async function refused(what: string, reason: RegExp, attempt: () => Promise<unknown>): Promise<void> {
  const failure = await attempt().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof UserError && reason.test(failure.message)) return;
  throw new UserError({
    what: `${what} was not refused as it should be`,
    got: failure === undefined ? "it went through" : String((failure as Error).message ?? failure),
    expected: String(reason),
  });
}
