/** The part of google-protobuf's `BinaryReader` that a Struct needs. */
export interface WireReader {
  nextField(): boolean;
  getFieldNumber(): number;
  skipField(): void;
  readString(): string;
  readDouble(): number;
  readBool(): boolean;
  readMessage<Message>(message: Message, read: (message: Message, reader: WireReader) => void): void;
}

type Fields = Record<string, unknown>;

/** A `google.protobuf.Struct` into `fields`, as `toJavaScript` of the message would give it. Source: struct.proto. */
export function readStruct(fields: Fields, reader: WireReader): Fields {
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) reader.readMessage(fields, readEntry);
    else reader.skipField();
  }
  return fields;
}

function readEntry(fields: Fields, reader: WireReader): void {
  const entry: Entry = { key: "", value: null };
  while (reader.nextField()) {
    const field = reader.getFieldNumber();
    if (field === 1) entry.key = reader.readString();
    else if (field === 2) reader.readMessage(entry, readValue);
    else reader.skipField();
  }
  fields[entry.key] = entry.value;
}

interface Holder {
  value: unknown;
}

interface Entry extends Holder {
  key: string;
}

/** Each case is a kind of `google.protobuf.Value`; one without any is null. */
function readValue(holder: Holder, reader: WireReader): void {
  while (reader.nextField()) {
    switch (reader.getFieldNumber()) {
      case 2:
        holder.value = reader.readDouble();
        break;
      case 3:
        holder.value = reader.readString();
        break;
      case 4:
        holder.value = reader.readBool();
        break;
      case 5: {
        const fields: Fields = {};
        reader.readMessage(fields, readStruct);
        holder.value = fields;
        break;
      }
      case 6: {
        const elements: unknown[] = [];
        reader.readMessage(elements, readList);
        holder.value = elements;
        break;
      }
      // The first is null, as the holder is already.
      default:
        reader.skipField();
    }
  }
}

function readList(elements: unknown[], reader: WireReader): void {
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) {
      const holder: Holder = { value: null };
      reader.readMessage(holder, readValue);
      elements.push(holder.value);
    } else reader.skipField();
  }
}
