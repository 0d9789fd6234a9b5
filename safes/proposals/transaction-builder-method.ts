import { FunctionFragment, Interface, type ParamType } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";

/** The method that a transaction of the Transaction Builder shows; a part of an ABI. */
export const methodSchema = z.looseObject({
  name: z.string(),
  payable: z.boolean().optional(),
  inputs: z.array(z.looseObject({ name: z.string(), type: z.string() })).default([]),
});
export type Method = z.output<typeof methodSchema>;

/**
 * The call data of a method with its values, which are texts as somebody typed them into the form. Throws a
 * {@link UserError} for values that the method cannot take.
 */
export function encodeMethod(
  method: Method | null | undefined,
  values: Readonly<Record<string, string>>,
  where: string,
): string {
  try {
    const fragment = FunctionFragment.from({ stateMutability: "nonpayable", ...method, type: "function" });
    // Unnamed inputs have their position as their key.
    const args = fragment.inputs.map((input, index) => readValue(input, values[input.name || `${index}`] ?? ""));
    return new Interface([fragment]).encodeFunctionData(fragment, args);
  } catch (error) {
    throw new UserError({
      what: "a method cannot be encoded with its values",
      where: `${where}, ${method?.name}`,
      got: (error as Error).message,
      expected: "a value of its type for every input",
      fix: "mend the value in the Transaction Builder and export the batch again",
    });
  }
}

/** A typed text, or what lies between the brackets of one. */
type Typed = string | readonly Typed[];

function readValue(type: ParamType, text: string): unknown {
  return convert(type, type.isArray() || type.isTuple() ? new BracketReader(text).read() : text);
}

function convert(type: ParamType, value: Typed): unknown {
  if (type.isArray()) return listOf(type, value).map((entry) => convert(type.arrayChildren, entry));
  if (type.isTuple()) {
    const entries = listOf(type, value);
    if (entries.length !== type.components.length) {
      throw new Error(`${type.name}: ${entries.length} values for ${type.components.length} fields`);
    }
    return type.components.map((component, index) => convert(component, entries[index] as Typed));
  }
  if (typeof value !== "string") throw new Error(`${type.name}: a list where one ${type.type} belongs`);
  return convertOne(type, value);
}

function convertOne({ name, type }: ParamType, text: string): unknown {
  if (type === "string") return text;
  const value = text.trim();
  if (type === "bool") {
    if (/^(true|1)$/i.test(value)) return true;
    if (/^(false|0)$/i.test(value)) return false;
    throw new Error(`${name}: ${JSON.stringify(text)} is neither true nor false`);
  }
  if (/^u?int/.test(type) && !/^(-?\d+|0x[0-9a-f]+)$/i.test(value)) {
    throw new Error(`${name}: ${JSON.stringify(text)} is no whole number`);
  }
  return value;
}

function listOf({ name, type }: ParamType, value: Typed): readonly Typed[] {
  if (typeof value !== "string") return value;
  throw new Error(`${name}: ${JSON.stringify(value)} where a list for ${type} belongs`);
}

/** Reads `[a, "b", [1, 2]]`: like JSON, but addresses and numbers may stand without quotes, however long they are. */
class BracketReader {
  private position = 0;

  constructor(private readonly text: string) {}

  read(): Typed {
    const value = this.readNext();
    if (this.peek() !== "") throw new Error(`${JSON.stringify(this.text)} goes on behind its last bracket`);
    return value;
  }

  private readNext(): Typed {
    if (this.peek() === "[") return this.readList();
    const [token = ""] = this.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,[\]"']+/y) ?? [];
    if (token === "") throw new Error(`${JSON.stringify(this.text)} has no value at position ${this.position + 1}`);
    if (token.startsWith('"')) return JSON.parse(token);
    return token.startsWith("'") ? token.slice(1, -1) : token;
  }

  private readList(): Typed[] {
    const list: Typed[] = [];
    this.position++;
    if (this.peek() === "]") {
      this.position++;
      return list;
    }
    for (;;) {
      list.push(this.readNext());
      const next = this.peek();
      this.position++;
      if (next === "]") return list;
      if (next !== ",")
        throw new Error(`${JSON.stringify(this.text)} has no comma or bracket at position ${this.position}`);
    }
  }

  /** The next character that is no space; nothing at the end. */
  private peek(): string {
    this.match(/\s*/y);
    return this.text.charAt(this.position);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found) this.position = pattern.lastIndex;
    return found;
  }
}
