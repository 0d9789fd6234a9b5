import { getAddress, id } from "ethers";
import { UserError } from "../user-error";

/** Where a library's address belongs, in bytes: by file, then by name. */
export type LinkReferences = Readonly<
  Record<string, Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>>
>;

/** Addresses by `Name`, by `path/File.sol:Name`, or by the placeholder itself. */
export type Libraries = Readonly<Record<string, string>>;

/** What solc since 0.5 writes for a library: `__$`, 34 digits of the hash of its full name, `$__`. */
const placeholder = /__\$[0-9a-f]{34}\$__/g;
const zeros = "0".repeat(40);

/** The code with every library in place. @throws UserError for one that is missing, or that nothing asks for. */
export function link(code: string, references: LinkReferences, libraries: Libraries, where: string): string {
  const used = new Set<string>();
  const addressOf = (wanted: string, keys: readonly string[]) => {
    const key = keys.find((candidate) => candidate in libraries);
    if (key === undefined) throw missing(wanted, keys, where);
    used.add(key);
    return getAddress(libraries[key] as string)
      .slice(2)
      .toLowerCase();
  };
  const byReference = Object.entries(references).flatMap(([file, names]) =>
    Object.entries(names).map(([name, places]) => ({ file, name, places })),
  );
  let linked = code;
  for (const { file, name, places } of byReference) {
    const address = addressOf(`${file}:${name}`, [`${file}:${name}`, name]);
    for (const { start } of places) linked = replaceAt(linked, start, address);
  }
  // What a compiler writes without references has only the placeholders, and they name a hash.
  linked = linked.replaceAll(placeholder, (found) =>
    addressOf(found, [found, ...Object.keys(libraries).filter((name) => placeholderOf(name) === found)]),
  );
  const unused = Object.keys(libraries).filter((key) => !used.has(key));
  if (unused.length > 0) {
    throw new UserError({ what: "the contract links no such library", where, got: unused.join(", ") });
  }
  return linked;
}

/** The code with zeros where libraries belong: the same whatever they are. */
export function withoutLibraries(code: string, references: LinkReferences): string {
  const places = Object.values(references).flatMap((names) => Object.values(names).flat());
  const cleared = places.reduce((rest, { start }) => replaceAt(rest, start, zeros), code);
  return cleared.replaceAll(placeholder, zeros);
}

function placeholderOf(fullName: string): string {
  return `__$${id(fullName).slice(2, 36)}$__`;
}

function replaceAt(code: string, start: number, address: string): string {
  const from = 2 + 2 * start;
  return code.slice(0, from) + address + code.slice(from + address.length);
}

function missing(wanted: string, keys: readonly string[], where: string): UserError {
  const isNamed = !wanted.startsWith("__$");
  return new UserError({
    what: `the contract needs the library ${wanted}`,
    where,
    fix: isNamed
      ? `name its address under libraries: { "${keys.at(-1)}": "0x..." }`
      : 'name its address under libraries by its full name, { "path/File.sol:Name": "0x..." }: the code holds only a hash of it',
  });
}
