import { readFileSync } from "node:fs";
import { dataLength, dataSlice, getAddress, toUtf8String, zeroPadValue } from "ethers";
import { z } from "zod";
import { fromProjectRoot } from "../project-root";

const variable = z.object({ label: z.string(), slot: z.string(), offset: z.int(), type: z.string() });
const type = z.object({
  encoding: z.enum(["inplace", "mapping", "dynamic_array", "bytes"]),
  label: z.string(),
  numberOfBytes: z.string(),
  key: z.string().optional(),
  value: z.string().optional(),
  base: z.string().optional(),
  members: z.array(variable).optional(),
});
const shape = z.object({ storage: z.array(variable), types: z.record(z.string(), type).nullable() });

/** Where a contract keeps its variables, as solc's `storageLayout` tells. */
export type StorageLayout = z.output<typeof shape>;

/** By the hash, what was hashed: keys of mappings are found in no other way. */
export type Preimages = ReadonlyMap<bigint, string>;

/** A slot whose content changes, as 32 bytes each. */
export interface ChangedSlot {
  readonly slot: string;
  readonly before: string;
  readonly after: string;
}

/** A variable, or what lies in it; `offset` and `length` in bytes from the end of its slot. */
interface Place {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** Of an artifact; nothing where its compiler was not asked for one. */
export function readStorageLayout(artifact: string): StorageLayout | undefined {
  const { storageLayout } = JSON.parse(readFileSync(fromProjectRoot(artifact), "utf8"));
  return shape.safeParse(storageLayout).data;
}

const wordBytes = 32;

/** Which variables a change of a slot is about: `gasLimit, basefeeScalar`, `_timestamps[0x...]`. */
export function nameSlot(layout: StorageLayout, preimages: Preimages, changed: ChangedSlot): string | undefined {
  const [before, after] = [zeroPadValue(changed.before, wordBytes), zeroPadValue(changed.after, wordBytes)];
  const differs = ({ offset, length }: Place) => {
    const [start, end] = [wordBytes - offset - length, wordBytes - offset];
    return dataSlice(before, start, end) !== dataSlice(after, start, end);
  };
  const names = new Layout(layout, preimages).placesIn(BigInt(changed.slot)).filter(differs);
  return names.length > 0 ? names.map(({ name }) => name).join(", ") : undefined;
}

const slotsOf = (bytes: number) => BigInt(Math.ceil(bytes / wordBytes));
/** No array is longer, and no other hash is as near. */
const farthest = 1n << 64n;

class Layout {
  constructor(
    private readonly layout: StorageLayout,
    private readonly preimages: Preimages,
  ) {}

  placesIn(slot: bigint): readonly Place[] {
    const fixed = this.layout.storage.flatMap(({ label, slot: first, offset, type }) =>
      this.placesWithin({ name: label, type, offset }, slot - BigInt(first)),
    );
    return fixed.length > 0 ? fixed : this.hashedPlacesIn(slot);
  }

  /** Elements of mappings and lists lie where a hash says. */
  private hashedPlacesIn(slot: bigint): readonly Place[] {
    for (const [hash, preimage] of this.preimages) {
      const distance = slot - hash;
      if (distance < 0n || distance >= farthest || dataLength(preimage) < wordBytes) continue;
      const [key, base] = [dataSlice(preimage, 0, -wordBytes), dataSlice(preimage, -wordBytes)];
      for (const { name, type } of this.placesIn(BigInt(base))) {
        const found = this.elementsOf(name, type, key, distance);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  private elementsOf(name: string, type: string, key: string, distance: bigint): readonly Place[] {
    const { encoding, value, base, key: keyType = "" } = this.typeOf(type);
    if (encoding === "mapping" && value) {
      return this.placesWithin(
        { name: `${name}[${spellKey(this.typeOf(keyType).label, key)}]`, type: value },
        distance,
      );
    }
    if (encoding === "dynamic_array" && base && key === "0x") return this.listPlaces(name, base, distance);
    return encoding === "bytes" && key === "0x" ? [{ name, type, offset: 0, length: wordBytes }] : [];
  }

  /** What of a variable lies in the slot at a distance from its first. */
  private placesWithin(
    { name, type, offset = 0 }: Pick<Place, "name" | "type"> & { readonly offset?: number },
    distance: bigint,
  ): readonly Place[] {
    const { numberOfBytes, members, base, encoding } = this.typeOf(type);
    const length = Number(numberOfBytes);
    if (distance < 0n || distance >= slotsOf(length)) return [];
    if (members) {
      return members.flatMap((member) =>
        this.placesWithin({ ...member, name: `${name}.${member.label}` }, distance - BigInt(member.slot)),
      );
    }
    if (base && encoding === "inplace") return this.listPlaces(name, base, distance);
    return [{ name, type, offset, length }];
  }

  private listPlaces(name: string, base: string, distance: bigint): readonly Place[] {
    const length = Number(this.typeOf(base).numberOfBytes);
    if (length > wordBytes / 2) {
      const index = distance / slotsOf(length);
      return this.placesWithin({ name: `${name}[${index}]`, type: base }, distance % slotsOf(length));
    }
    const perSlot = Math.floor(wordBytes / length);
    return Array.from({ length: perSlot }, (_, index) => ({
      name: `${name}[${distance * BigInt(perSlot) + BigInt(index)}]`,
      type: base,
      offset: index * length,
      length,
    }));
  }

  private typeOf(name: string): z.output<typeof type> {
    return this.layout.types?.[name] ?? { encoding: "inplace", label: name, numberOfBytes: "32" };
  }
}

function spellKey(type: string, key: string): string {
  if (type === "string") return JSON.stringify(toUtf8String(key));
  if (dataLength(key) !== wordBytes) return key;
  if (type === "address" || type.startsWith("contract ")) return getAddress(dataSlice(key, 12));
  return type.startsWith("uint") ? `${BigInt(key)}` : key;
}
