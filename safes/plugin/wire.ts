import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyPath } from "./property-path";
import { type Properties, UNKNOWN } from "./provider";

/** Marks a map on the wire as something else; the values are those of Pulumi's sdk/go/common/resource/properties.go. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** One per kind: text, boolean, number, array, asset, archive, object (sdk/go/common/resource/plugin/rpc.go). */
const unknowns: ReadonlySet<unknown> = new Set([
  UNKNOWN_TEXT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Properties without their marks, and where the marks were. */
export interface Unmarked {
  readonly properties: Properties;
  /** Ends at a list: a secret element makes the whole list secret, since elements move. */
  readonly secrets: readonly PropertyPath[];
}

/** Assets and archives stay as they came: maps with their signature. */
export function fromWire(struct: Struct | undefined): Unmarked {
  const secrets: PropertyPath[] = [];
  const properties = unmarkMap(struct?.toJavaScript() ?? {}, [], secrets);
  return { properties, secrets };
}

function unmarkMap(map: object, path: PropertyPath, secrets: PropertyPath[]): Properties {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, unmark(value, [...path, key], secrets)]));
}

function unmark(value: unknown, path: PropertyPath, secrets: PropertyPath[]): unknown {
  if (unknowns.has(value)) return UNKNOWN;
  if (Array.isArray(value)) return unmarkList(value, path, secrets);
  if (typeof value !== "object" || value === null) return value;
  const signed: Properties = { ...value };
  switch (signed[SIGNATURE]) {
    case SECRET:
      secrets.push(path);
      return unmark(signed.value, path, []);
    case OUTPUT:
      if (signed.secret === true) secrets.push(path);
      return "value" in signed ? unmark(signed.value, path, secrets) : UNKNOWN;
    case RESOURCE:
      return "id" in signed ? unmark(signed.id === "" ? UNKNOWN_TEXT : signed.id, path, secrets) : signed.urn;
    default:
      return unmarkMap(value, path, secrets);
  }
}

function unmarkList(list: readonly unknown[], path: PropertyPath, secrets: PropertyPath[]): unknown[] {
  const inside: PropertyPath[] = [];
  const elements = list.map((element, index) => unmark(element, [...path, index], inside));
  if (inside.length > 0) secrets.push(path);
  return elements;
}

/**
 * Puts the marks back. Where a marked path has no value any more, the nearest value above it is marked: what was derived
 * from a secret is one.
 */
export function toWire(properties: Properties, secrets: readonly PropertyPath[] = []): Struct {
  const marked: { [key: string]: JavaScriptValue } = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    const inside = secrets.filter(([first]) => first === key).map(([, ...rest]) => rest);
    marked[key] = mark(value, inside);
  }
  return Struct.fromJavaScript(marked);
}

function mark(value: unknown, secrets: readonly PropertyPath[]): JavaScriptValue {
  if (secrets.some((path) => !reaches(value, path))) return { [SIGNATURE]: SECRET, value: mark(value, []) };
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((element) => mark(element, []));
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(
      entries.map(([key, inner]) => {
        const inside = secrets.filter(([first]) => first === key).map(([, ...rest]) => rest);
        return [key, mark(inner, inside)];
      }),
    );
  }
  throw new Error(`a ${typeof value} cannot travel to the engine`);
}

/** Whether the mark belongs below this value and there is something below to carry it. */
function reaches(value: unknown, [first]: PropertyPath): boolean {
  return (
    typeof first === "string" && typeof value === "object" && value !== null && !Array.isArray(value) && first in value
  );
}
