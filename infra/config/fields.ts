import { z } from "zod";
import { parseBlock } from "../cidr";

// Every field carries a description (editors show it, see `npm run config-schema`) and an example, which the error
// messages quote. An error text says what was expected; what was got is added by problems.ts.

export const text = (description: string, example: string, pattern: RegExp, expected: string) =>
  z
    .string()
    .regex(pattern, expected)
    .meta({ description, examples: [example] });

export const count = (description: string, example: number, least: number, most: number) =>
  z
    .int()
    .min(least, `a whole number from ${least} to ${most}`)
    .max(most, `a whole number from ${least} to ${most}`)
    .meta({ description, examples: [example] });

export const cidr = (description: string, example: string) =>
  z
    .string()
    .refine((value) => parseBlock(value) !== undefined, "an IPv4 block whose host bits are zero")
    .meta({ description, examples: [example] });

export const address = (description: string) =>
  text(
    description,
    "0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
    /^0x[0-9a-fA-F]{40}$/,
    "an Ethereum address of 0x and 40 hex digits",
  );
