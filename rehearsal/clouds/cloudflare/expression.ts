import { isKnownField, isKnownFunction } from "./expression-fields";

const operators: readonly string[] = [
  "and",
  "or",
  "not",
  "xor",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "contains",
  "matches",
  "in",
  "wildcard",
  "strict",
  "bitwise_and",
  "true",
  "false",
];

const closing: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]" };

/** One token after any white space: a string, a raw string, a list, an identifier, a number or address, a sign. */
const token =
  /\s*(?:"(?:[^"\\]|\\.)*"|r#*"[^"]*"#*|\$[a-z0-9_.]+|[a-zA-Z_][\w.]*[\w]|[a-zA-Z_]|(?:\d[\w.:/]*|[0-9a-fA-F]*::?[\w.:/]*)|&&|\|\||\^\^|==|!=|<=|>=|\.\.|[()[\]{},*!&<>~-])/y;

export interface ExpressionError {
  /** Position of the first offending character, counted from 1. */
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

/**
 * Reads an expression of the Rules language far enough to find unbalanced brackets, open strings, unknown fields and
 * unknown functions. Types of the operands are not judged.
 */
export function checkExpression(expression: string): ExpressionError | undefined {
  const open: { sign: string; at: number }[] = [];
  let braces = 0;
  let position = 0;
  while (expression.slice(position).trim() !== "") {
    token.lastIndex = position;
    const match = token.exec(expression);
    const start = position + leadingSpace(expression, position);
    if (!match) return errorAt(start, 1, "unrecognised input");
    const word = match[0].trim();
    position = token.lastIndex;

    if (word in closing) {
      open.push({ sign: word, at: start });
      if (word === "{") braces += 1;
    } else if (word === ")" || word === "}" || word === "]") {
      const last = open.pop();
      if (!last || closing[last.sign] !== word) return errorAt(start, 1, "unrecognised input");
      if (word === "}") braces -= 1;
    } else if (/^[a-zA-Z_]/.test(word) && braces === 0 && !/^r#*"/.test(word)) {
      const error = checkWord(word, expression.slice(position), start);
      if (error) return error;
    }
  }
  const unclosed = open.pop();
  if (unclosed) return errorAt(unclosed.at, 1, `expected literal ${JSON.stringify(closing[unclosed.sign])}`);
  return expression.trim() === "" ? errorAt(0, 1, "expected expression") : undefined;
}

/** Names of the fields that the expression reads. */
export function fieldsOf(expression: string): readonly string[] {
  const bare = expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return [...new Set(bare.match(/[a-z_]+(?:\.[a-z_0-9]+)+|\bssl\b/g) ?? [])].filter(isKnownField);
}

function checkWord(word: string, rest: string, start: number): ExpressionError | undefined {
  if (operators.includes(word)) return undefined;
  if (/^\s*\(/.test(rest)) return isKnownFunction(word) ? undefined : errorAt(start, word.length, "unknown identifier");
  return isKnownField(word) ? undefined : errorAt(start, word.length, "unknown identifier");
}

function errorAt(index: number, length: number, message: string): ExpressionError {
  return { column: index + 1, length, message };
}

function leadingSpace(expression: string, position: number): number {
  return (/^\s*/.exec(expression.slice(position))?.[0] ?? "").length;
}
