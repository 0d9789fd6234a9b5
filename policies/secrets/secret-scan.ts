import { matchesType } from "../assessment/resource";
import { bytes32In, keysIn } from "./key-shapes";
import { isSecret } from "./secret-value";

/** A value in the state that anybody with the state can read and that looks like a key. */
export interface Exposure {
  /** Place in the resource: `outputs.chain.key`. Names that look like keys themselves are left out of it. */
  readonly path: string;
  /** What it looks like; never the value. */
  readonly kind: string;
}

interface Scanned {
  readonly type: string;
  readonly id?: string | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
}

/** Where 32 bytes are public: what a hash, a slot or a digest is, the place tells. Paths without indices. */
const publicPlaces: readonly { readonly type: string; readonly path: RegExp }[] = [
  { type: "safes:index:*", path: /(^|\.)(hash|\w*[cC]odeHash|safeTxHash)$/ },
  // What a contract is asked and told stands on the chain: slots, roles, words of storage.
  {
    type: "safes:index:Verification",
    path: /\.(checks|overrides|failures|waiting)\[\]\.(slot|expected|found|arguments\[\].*)$/,
  },
  {
    type: "safes:index:Call",
    path: /\.(arguments|governed\.arguments|postCondition\.(arguments|expected)|found)(\[\].*)?$/,
  },
  { type: "safes:index:Contract", path: /\.(constructorArguments|creatorCalls\[\]\.arguments)\[\].*$/ },
  // The chain's own description: rollup.json names the two blocks it starts from.
  { type: "kubernetes:core/v1:ConfigMap", path: /\.genesis\.(l1|l2)\.hash$/ },
  // Fingerprints of what is there, and the records by which a zone vouches for another.
  { type: "*", path: /(digest|fingerprint|thumbprint|checksum|sha256)\w*(\[\]|\.value)?$/i },
  { type: "aws:route53/*", path: /\.dsRecord$/ },
  { type: "cloudflare:*", path: /\.(ds|content)$/ },
  // An account's canonical user is 32 bytes, and every grant names it.
  { type: "aws:s3/*", path: /\.(grants\[\]\.id|canonicalUserId|owner\.id)$/ },
];

interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * Values of each resource that look like keys and are no secrets. What is public in one place is public everywhere: an
 * output may repeat the hash that a contract's resource has.
 */
export function exposuresIn(resources: readonly Scanned[]): readonly (readonly Exposure[])[] {
  const read = resources.map(({ type, id, inputs, outputs }) => ({
    type,
    texts: textsIn({ id, inputs, outputs }, ""),
  }));
  const known = new Set<string>();
  for (const { type, texts } of read) {
    for (const { path, text } of texts) {
      if (isPublicPlace(type, path)) for (const digits of bytes32In(text)) known.add(digits);
    }
  }
  return read.map(({ texts }) =>
    texts.flatMap(({ path, text }) => {
      const isKey = bytes32In(text).some((digits) => !known.has(digits));
      const kinds = [...keysIn(text), ...(isKey ? ["a private key of 32 bytes"] : [])];
      return kinds.map((kind) => ({ path, kind }));
    }),
  );
}

function isPublicPlace(type: string, path: string): boolean {
  const place = path.replace(/\[\d+\]/g, "[]");
  return publicPlaces.some((known) => matchesType(known.type, type) && known.path.test(place));
}

/** Every text with its path, names of properties included, without what is a secret. */
function textsIn(raw: unknown, path: string): readonly Text[] {
  if (typeof raw === "string") return parsedIn(raw, path) ?? [{ path, text: raw }];
  if (!(raw instanceof Object)) return [];
  if (Array.isArray(raw)) {
    const each = raw.flatMap((element, index) => textsIn(element, `${path}[${index}]`));
    // A mnemonic may be a list of words.
    return [...each, { path, text: raw.filter((element) => typeof element === "string").join(" ") }];
  }
  const fields = raw as Readonly<Record<string, unknown>>;
  if (isSecret(fields)) return [];
  return Object.entries(fields).flatMap(([name, inner]) => [
    ...nameOf(name, path),
    ...textsIn(inner, joined(path, isKey(name) ? "<name withheld>" : named(fields, name))),
  ]);
}

/** JSON within a text tells of its values what they are. */
function parsedIn(text: string, path: string): readonly Text[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return textsIn(JSON.parse(text), path);
  } catch {
    // It only begins like JSON.
  }
  return undefined;
}

/** Of a variable of a container the name says what its value is: `{ name: GENESIS_SHA256, value }`. */
function named({ name: variable }: Readonly<Record<string, unknown>>, property: string): string {
  return property === "value" && typeof variable === "string" && !isKey(variable) ? `${variable}.value` : property;
}

function nameOf(name: string, path: string): readonly Text[] {
  return isKey(name) ? [{ path: joined(path, "<name withheld>"), text: name }] : [];
}

function isKey(name: string): boolean {
  return keysIn(name).length > 0 || bytes32In(name).length > 0;
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
