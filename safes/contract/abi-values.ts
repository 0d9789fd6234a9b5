import { AbiCoder, type ConstructorFragment, concat, FunctionFragment, type ParamType } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";

const coder = AbiCoder.defaultAbiCoder();

/** By signature: a verification names the same few functions in all its checks, and each is read at every step. */
const functions = new Map<string, FunctionFragment>();

/** @throws when it is no signature of a function. */
export function functionOf(signature: string): FunctionFragment {
  const known = functions.get(signature) ?? FunctionFragment.from(signature);
  functions.set(signature, known);
  return known;
}

/** A function as Solidity writes it, `function owner() view returns (address)`. */
export const functionSignature = z.string().superRefine((text, context) => {
  const message = `is ${text}, expected a signature such as "function owner() view returns (address)"`;
  try {
    if (text.startsWith("function ")) return void functionOf(text);
  } catch {
    // As one that does not begin with the word.
  }
  context.addIssue({ code: "custom", message });
});

/** Call data. @throws UserError when the values do not fit the function. */
export function encodeCall(signature: string, values: readonly unknown[]): string {
  const called = functionOf(signature);
  return concat([called.selector, encodeValues(called, values, signature)]);
}

/** Values as a program writes them: numbers as numbers or text, tuples as lists or as objects by the names of their parts. */
export function encodeValues(
  { inputs, type }: FunctionFragment | ConstructorFragment,
  values: readonly unknown[],
  where: string,
): string {
  return encode(inputs, values, `the arguments do not fit the ${type}`, where);
}

/** What a function answers, in the one form that two equal answers share. */
export function encodeAnswer(signature: string, expected: unknown): string {
  const { outputs } = functionOf(signature);
  const values = outputs.length === 1 ? [expected] : expected;
  return encode(outputs, values, "what is expected does not fit what the function returns", signature);
}

/** @returns nothing when it is not what the function returns. */
export function decodeAnswer(signature: string, answer: string): { encoded: string; text: string } | undefined {
  const { outputs } = functionOf(signature);
  try {
    const values = coder.decode(outputs, answer);
    const plain = values.toArray(true);
    return { encoded: coder.encode(outputs, values), text: spell(plain.length === 1 ? plain[0] : plain) };
  } catch {
    return undefined;
  }
}

/** A value of the ABI as a person reads it. */
export function spell(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return `${value}`;
  return JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? `${inner}` : inner));
}

function encode(types: readonly ParamType[], values: unknown, what: string, where: string): string {
  const attempt = <Result>(given: unknown, expected: string, act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      const { shortMessage, message } = error as Error & { readonly shortMessage?: string };
      // ethers puts its own circumstances behind some reasons.
      const reason = (shortMessage ?? message).replace(/ \(argument=.*/, "");
      throw new UserError({ what, where, got: `${spell(given)}: ${reason}`, expected });
    }
  };
  const all = types.length === 0 ? "none" : types.map((type) => type.format("full")).join(", ");
  const parts = attempt(values, all, () => partsOf(types, values));
  const plain = types.map((type, index) =>
    attempt(parts[index], `${type.format("full")} as number ${index + 1}`, () => {
      const value = asAbiValue(type, parts[index]);
      coder.encode([type], [value]);
      return value;
    }),
  );
  return coder.encode(types, plain);
}

/** As ethers takes it; what ethers would bend until it fits is refused here. */
function asAbiValue(type: ParamType, value: unknown): unknown {
  if (type.isArray()) {
    if (!Array.isArray(value)) throw new Error("a list is needed");
    return value.map((element) => asAbiValue(type.arrayChildren, element));
  }
  if (type.isTuple()) {
    const parts = partsOf(type.components, value);
    return type.components.map((component, index) => asAbiValue(component, parts[index]));
  }
  // ethers takes every text for true, "false" too.
  if (type.type === "bool" && typeof value !== "boolean") throw new Error("true or false is needed");
  if (type.type === "string" && typeof value !== "string") throw new Error("text is needed");
  return value;
}

function partsOf(types: readonly ParamType[], value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    if (value.length === types.length) return value;
    throw new Error(`${value.length} instead of ${types.length}`);
  }
  if (typeof value !== "object" || value === null) throw new Error("a list or an object is needed");
  const parts = value as Readonly<Record<string, unknown>>;
  const strays = Object.keys(parts).filter((name) => !types.some((type) => type.name === name));
  if (strays.length > 0) throw new Error(`there is no part ${strays.join(", ")}`);
  return types.map((type) => {
    if (type.name in parts) return parts[type.name];
    throw new Error(`the part ${type.name} is missing`);
  });
}
