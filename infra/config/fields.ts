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
