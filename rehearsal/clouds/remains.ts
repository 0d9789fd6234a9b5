import { readJournal } from "./journal";

/** Types that a cloud keeps for a while after their deletion, and goes on to list. */
const deletedLater = ["aws:kms/key:Key", "aws:secretsmanager/secret:Secret"];

/** URNs of what the clouds of a stack hold, and of what they have promised to delete later. */
export function readRemaining(directory: string): { readonly living: string[]; readonly scheduled: string[] } {
  const state = readJournal(directory);
  return {
    living: state.types().flatMap((type) => state.all(type).map(({ urn }) => urn)),
    scheduled: deletedLater.flatMap((type) => state.deleted(type).map(({ urn }) => urn)),
  };
}

/** Id of the newest resource with the URN; undefined when the clouds hold none. */
export function findResourceId(directory: string, urn: string): string | undefined {
  const state = readJournal(directory);
  return state
    .types()
    .flatMap((type) => state.all(type))
    .filter((resource) => resource.urn === urn)
    .at(-1)?.id;
}
