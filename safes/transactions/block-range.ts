/** No endpoint takes less, so a refusal of so few has another reason. */
const shortestPart = 500n;

/**
 * Asks for everything between two blocks, both included. Endpoints limit how many blocks a question may span, each in its
 * own words: what is refused is asked in parts, all of the length that was taken at last.
 */
export async function inParts<Item>(
  from: bigint,
  to: bigint,
  ask: (first: bigint, last: bigint) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let [first, length] = [from, to - from + 1n];
  while (first <= to) {
    const last = first + length > to ? to : first + length - 1n;
    try {
      items.push(...(await ask(first, last)));
      first = last + 1n;
    } catch (error) {
      if (length <= shortestPart) throw error;
      length /= 2n;
    }
  }
  return items;
}
